#include "inference/pipeline/model_library.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "inference/base/error.h"
#include "inference/models/model_config.h"
#include "inference/pipeline/pipeline_config.h"
#include "inference/pipeline/pipeline_config_v1.h"
#include "inference/tensor/torch_pickle.h"

namespace fs = std::filesystem;

namespace espalier {
namespace {

constexpr const char* kBundledFolder = "starter_model";

bool isModelDir(const fs::path& dir) {
    std::error_code ignored;
    return fs::is_regular_file(dir / "pipeline.json", ignored);
}

/// Where the resources may lie: told by the environment, in an install tree, in the source tree of this build.
std::vector<fs::path> resourceDirs() {
    std::vector<fs::path> dirs;
    if (const char* told = std::getenv("ESPALIER_RESOURCES"); told && *told) dirs.emplace_back(told);
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (!error) dirs.push_back(program.parent_path().parent_path() / "share" / "espalier");
    dirs.emplace_back(ESPALIER_BUILD_RESOURCES);
    return dirs;
}

bool isSameDir(const fs::path& a, const fs::path& b) {
    std::error_code error;
    return fs::equivalent(a, b, error) && !error;
}

bool isBundled(const fs::path& dir) {
    for (const fs::path& resources : resourceDirs())
        if (isSameDir(dir, resources / kBundledFolder)) return true;
    return false;
}

/// Adds a weight file's size, or one sentence on why it cannot be used.
void accountWeights(ModelInfo& info, const fs::path& file) {
    try {
        openWeights(file);  // checks the header
        info.weightBytes += fs::file_size(file);
    } catch (const std::exception& error) {
        info.problems.emplace_back(error.what());
    }
}

void accountConfig(ModelInfo& info, const fs::path& file) {
    try {
        JsonConfig::read(file);
    } catch (const Error& error) {
        info.problems.emplace_back(error.what());
    }
}

void accountEncoder(ModelInfo& info, const PipelineConfig& config) {
    const fs::path encoder = config.encoderDir();
    accountConfig(info, encoder / "config.json");
    accountWeights(info, encoder / "model.safetensors");
}

void accountEncoder(ModelInfo& info, const PipelineConfigV1& config) {
    accountWeights(info, config.encoderFile());
}

template <typename Config>
void accountModels(ModelInfo& info, const Config& config) {
    for (const auto& [model, path] : config.models) {
        try {
            const std::string stem = config.stemOf(model).string();
            accountConfig(info, stem + ".json");
            accountWeights(info, stem + ".safetensors");
        } catch (const Error& error) {
            info.problems.emplace_back(error.what());
        }
    }
    try {
        accountEncoder(info, config);
    } catch (const Error& error) {
        info.problems.emplace_back(error.what());
    }
}

ModelInfo named(const fs::path& dir) {
    ModelInfo info;
    info.dir = dir;
    info.bundled = isBundled(dir);
    info.title = info.bundled ? "Starter model" : fs::absolute(dir / "").parent_path().filename().string();
    return info;
}

/// What the decoder's JSON says; one that cannot be read is told of elsewhere.
bool givesColours(const PipelineConfigV1& config) {
    try {
        const ModelFile file = ModelFile::read(config.stemOf(PipelineConfigV1::kMeshDecoder).string() + ".json");
        return file.args.object("representation_config").get<bool>("use_color", false);
    } catch (const Error&) {
        return false;
    }
}

ModelInfo readModelInfoV1(const fs::path& dir) {
    const PipelineConfigV1 config = PipelineConfigV1::read(dir);
    ModelInfo info = named(dir);
    info.structure = config.structure.params;
    info.shape = config.latent.params;
    info.hasTexture = givesColours(config);
    info.hasGaussians = config.has(PipelineConfigV1::kGaussianDecoder);
    info.hasRadianceField = config.has(PipelineConfigV1::kRadianceFieldDecoder);
    info.takesViews = true;
    info.defaultType = PipelineType::k256;
    accountModels(info, config);
    if (config.has(PipelineConfigV1::kMeshDecoder))
        info.types = {PipelineType::k256};
    else
        info.problems.push_back((dir / "pipeline.json").string() + " names no decoder of meshes.");
    return info;
}

}  // namespace

ModelInfo readModelInfo(const fs::path& dir) {
    if (pipelineGeneration(dir) == PipelineGeneration::First) return readModelInfoV1(dir);
    const PipelineConfig config = PipelineConfig::read(dir);
    ModelInfo info = named(dir);
    for (const auto type :
         {PipelineType::k512, PipelineType::k1024, PipelineType::k1024Cascade, PipelineType::k1536Cascade}) {
        if (!config.supports(type)) continue;
        info.types.push_back(type);
        info.hasTexture = info.hasTexture || config.supportsTexture(type);
    }
    info.defaultType = config.defaultType;
    info.structure = config.structure.params;
    info.shape = config.shape.params;
    info.texture = config.texture.params;
    accountModels(info, config);
    if (info.types.empty()) {
        info.problems.push_back((dir / "pipeline.json").string() + " names too few networks for any pipeline type.");
    } else if (!config.supports(config.defaultType)) {
        info.defaultType = info.types.back();
    }
    return info;
}

fs::path bundledModelDir() {
    for (const fs::path& resources : resourceDirs())
        if (isModelDir(resources / kBundledFolder)) return resources / kBundledFolder;
    throw Error(ErrorCode::ModelNotFound, "The bundled starter model is missing from this installation.",
                "Install Espalier again, or set ESPALIER_RESOURCES to the folder that holds starter_model.");
}

std::vector<fs::path> defaultModelRoots() {
    const auto told = [](const char* variable, const std::string& otherwise) {
        const char* value = std::getenv(variable);
        return value && *value ? std::string(value) : otherwise;
    };
    const fs::path userData = told("XDG_DATA_HOME", told("HOME", "/") + "/.local/share");
    std::vector<fs::path> roots{userData / "espalier" / "models"};
    std::istringstream systemData(told("XDG_DATA_DIRS", "/usr/local/share:/usr/share"));
    for (std::string dir; std::getline(systemData, dir, ':');)
        if (!dir.empty()) roots.push_back(fs::path(dir) / "espalier" / "models");
    return roots;
}

std::vector<ModelInfo> findModels(const std::vector<fs::path>& roots) {
    std::vector<fs::path> dirs;
    const auto add = [&](const fs::path& dir) {
        const bool known = std::any_of(dirs.begin(), dirs.end(), [&](const auto& d) { return isSameDir(d, dir); });
        if (isModelDir(dir) && !known) dirs.push_back(dir);
    };
    for (const fs::path& resources : resourceDirs()) {
        if (!isModelDir(resources / kBundledFolder)) continue;
        add(resources / kBundledFolder);
        break;
    }
    for (const fs::path& root : roots) {
        std::error_code error;
        std::vector<fs::path> found;
        for (fs::directory_iterator entry(root, fs::directory_options::skip_permission_denied, error), end;
             !error && entry != end; entry.increment(error))
            found.push_back(entry->path());
        std::sort(found.begin(), found.end());
        for (const fs::path& dir : found)
            add(dir);
    }
    std::vector<ModelInfo> models;
    for (const fs::path& dir : dirs) {
        try {
            models.push_back(readModelInfo(dir));
        } catch (const Error& error) {
            ModelInfo broken;
            broken.dir = dir;
            broken.title = dir.filename().string();
            broken.problems.emplace_back(error.what());
            models.push_back(std::move(broken));
        }
    }
    return models;
}

}  // namespace espalier
