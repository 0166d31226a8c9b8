#include "app/batch_plan.h"

#include <QDir>
#include <algorithm>
#include <set>

#include "app/folders.h"
#include "inference/asset/gaussian_export.h"
#include "inference/base/error.h"
#include "inference/pipeline/radiance_field_file.h"
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

constexpr const char* kGaussianExtension = ".ply";

/// Throws Error(InvalidRequest) when the name does not tell which kind of file it is to be.
void requireFormat(const PlannedJob& job) {
    if (const path& file = job.gaussians; !file.empty() && !gaussianFormatFromName(file.extension().string()))
        throw Error(ErrorCode::InvalidRequest, "The name " + file.string() + " does not tell how to write Gaussians.",
                    "End it with .ply or .splat.");
    if (const path& file = job.radianceField; !file.empty() && file.extension() != kRadianceFieldExtension)
        throw Error(ErrorCode::InvalidRequest, "The name " + file.string() + " is not that of a radiance field's file.",
                    std::string("End it with ") + kRadianceFieldExtension + ".");
}

/// Where each job's further file goes, which `wanted` names: the file itself for one picture, else into that folder.
void planBeside(std::vector<PlannedJob>& jobs, const path& wanted, path PlannedJob::*place, const char* extension) {
    if (wanted.empty()) return;
    if (jobs.size() == 1 && !namesFolder(wanted)) {
        jobs.front().*place = wanted;
        return;
    }
    makeFolder(wanted);
    for (PlannedJob& job : jobs)
        job.*place = wanted / (job.picture.stem().string() + extension);
}

std::vector<PlannedJob> planFolder(const std::vector<path>& pictures, const GenerateOptions& options) {
    const AssetFormat format = options.format.value_or(AssetFormat::Glb);
    std::vector<PlannedJob> jobs;
    std::set<path> outputs;
    for (const path& picture : pictures) {
        const path output = options.output / (picture.stem().string() + "." + fileExtension(format));
        if (!outputs.insert(output).second) {
            throw Error(ErrorCode::InvalidRequest, "Two of the pictures would be written to " + output.string() + ".",
                        "Rename one of them, or generate them into different folders.");
        }
        jobs.push_back({picture, output, format, {}, {}, {}});
    }
    makeFolder(options.output);
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
    const auto requirePicture = [](const path& file) {
        if (!std::filesystem::exists(file))
            throw Error(ErrorCode::ImageUnreadable, "There is no picture " + file.string() + ".", "Check its name.");
    };
    for (const path& input : options.inputs) {
        requirePicture(input);
        if (std::filesystem::is_directory(input)) {
            anyFolder = true;
            const auto found = picturesOf(input);
            pictures.insert(pictures.end(), found.begin(), found.end());
        } else {
            pictures.push_back(input);
        }
    }
    std::for_each(options.views.begin(), options.views.end(), requirePicture);
    if (!options.views.empty() && pictures.size() > 1)
        throw Error(ErrorCode::InvalidRequest, "--view adds a picture to one object, and several are to be made.",
                    "Name one picture, and the others of the same object with --view.");

    std::vector<PlannedJob> jobs;
    if (anyFolder || pictures.size() > 1 || namesFolder(options.output)) {
        jobs = planFolder(pictures, options);
    } else {
        requireWritableBeside(options.output);
        jobs = {{pictures.front(), options.output, formatOf(options.output, options.format), {}, {}, {}}};
    }
    planBeside(jobs, options.keep, &PlannedJob::keep, kResultExtension);
    planBeside(jobs, options.gaussians, &PlannedJob::gaussians, kGaussianExtension);
    planBeside(jobs, options.radianceField, &PlannedJob::radianceField, kRadianceFieldExtension);
    for (const PlannedJob& job : jobs) {
        requireFormat(job);
        for (const path& file : {job.keep, job.gaussians, job.radianceField})
            if (!file.empty()) requireWritableBeside(file);
    }
    return jobs;
}

}  // namespace espalier
