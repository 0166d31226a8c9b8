#include "app/batch_plan.h"

#include <QDir>
#include <set>

#include "app/folders.h"
#include "inference/base/error.h"
#include "inference/pipeline/result_file.h"
#include "ui/image_loader.h"

namespace espalier {
namespace {

using std::filesystem::path;

std::vector<path> picturesOf(const path& folder) {
    const QDir dir(QString::fromStdString(folder.string()));
    std::vector<path> pictures;
    for (const QString& name : dir.entryList(imageNameFilters(), QDir::Files, QDir::Name))
        pictures.push_back(folder / name.toStdString());
    if (pictures.empty()) {
        throw Error(ErrorCode::ImageUnreadable, "There is no picture in the folder " + folder.string() + ".",
                    "Name a folder with PNG, JPEG, WebP, TIFF or BMP files.");
    }
    return pictures;
}

bool namesFolder(const path& output) {
    return std::filesystem::is_directory(output) || output.filename().empty();
}

std::vector<PlannedJob> planFolder(const std::vector<path>& pictures, const GenerateOptions& options) {
    const AssetFormat format = options.format.value_or(AssetFormat::Glb);
    const bool keepsInFolder = !options.keep.empty() && (pictures.size() > 1 || namesFolder(options.keep));
    std::vector<PlannedJob> jobs;
    std::set<path> outputs;
    for (const path& picture : pictures) {
        const path output = options.output / (picture.stem().string() + "." + fileExtension(format));
        if (!outputs.insert(output).second) {
            throw Error(ErrorCode::InvalidRequest, "Two of the pictures would be written to " + output.string() + ".",
                        "Rename one of them, or generate them into different folders.");
        }
        jobs.push_back({picture, output, format, {}});
        if (keepsInFolder) jobs.back().keep = options.keep / (picture.stem().string() + kResultExtension);
    }
    makeFolder(options.output);
    if (keepsInFolder)
        makeFolder(options.keep);
    else if (!options.keep.empty())
        jobs.front().keep = options.keep;
    return jobs;
}

/// So that a job of minutes does not end with nowhere to write.
void requireWritableBeside(const path& file) {
    const path parent = file.parent_path();
    requireWritable(parent.empty() ? path(".") : parent);
}

}  // namespace

AssetFormat formatOf(const path& output, std::optional<AssetFormat> format) {
    if (format) return *format;
    if (const auto named = assetFormatFromName(output.extension().string())) return *named;
    throw Error(ErrorCode::InvalidRequest, "The name " + output.string() + " does not tell the format.",
                "End it with one of " + assetFormatList() + ", or add --format.");
}

std::vector<PlannedJob> planBatch(const GenerateOptions& options) {
    std::vector<path> pictures;
    bool anyFolder = false;
    for (const path& input : options.inputs) {
        if (std::filesystem::is_directory(input)) {
            anyFolder = true;
            const auto found = picturesOf(input);
            pictures.insert(pictures.end(), found.begin(), found.end());
        } else if (std::filesystem::exists(input)) {
            pictures.push_back(input);
        } else {
            throw Error(ErrorCode::ImageUnreadable, "There is no picture " + input.string() + ".", "Check its name.");
        }
    }
    if (anyFolder || pictures.size() > 1 || namesFolder(options.output)) return planFolder(pictures, options);
    requireWritableBeside(options.output);
    if (!options.keep.empty()) requireWritableBeside(options.keep);
    return {{pictures.front(), options.output, formatOf(options.output, options.format), options.keep}};
}

}  // namespace espalier
