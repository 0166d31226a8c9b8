#include "inference/pipeline/model_places.h"

#include "inference/base/error.h"

namespace fs = std::filesystem;

namespace espalier {
namespace {

/// Everything after the first component: "microsoft/TRELLIS-image-large/ckpts/x" -> "TRELLIS-image-large/ckpts/x".
fs::path withoutOwner(const fs::path& path) {
    fs::path rest;
    for (auto part = std::next(path.begin(), path.empty() ? 0 : 1); part != path.end(); ++part)
        rest /= *part;
    return rest;
}

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

}  // namespace

std::vector<fs::path> placesFor(const fs::path& root, const fs::path& path) {
    const fs::path parent = fs::absolute(root / "").parent_path().parent_path();
    std::vector<fs::path> places{root / path, parent / path, parent.parent_path() / path};
    const fs::path shorter = withoutOwner(path);
    if (!shorter.empty()) {
        places.push_back(root / shorter);
        places.push_back(parent / shorter);
    }
    places.push_back(path);
    return places;
}

fs::path findModelStem(const fs::path& root, const std::string& model, const fs::path& path) {
    for (const fs::path& stem : placesFor(root, path))
        if (isFile(stem.string() + ".json") || isFile(stem.string() + ".safetensors")) return stem;
    throw Error(ErrorCode::ModelNotFound,
                "The checkpoint of " + model + " is missing: " + (root / path).string() + ".json and .safetensors.",
                "Download the model again, or put the folder \"" + path.parent_path().string() +
                    "\" inside or beside " + root.string() + ".");
}

}  // namespace espalier
