#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "inference/pipeline/generate_request.h"

namespace espalier {

/// What a checkpoint folder says of itself, read from its pipeline.json and file sizes; no weight is loaded.
struct ModelInfo {
    std::filesystem::path dir;
    std::string title;                ///< for people: "Starter model", or the folder's name
    std::vector<PipelineType> types;  ///< those whose checkpoints are named, in ascending resolution
    PipelineType defaultType = PipelineType::k512;
    SamplerParams structure;
    SamplerParams shape;
    SamplerParams texture;
    std::uint64_t weightBytes = 0;  ///< of the files found
    bool hasTexture = false;        ///< can give colours
    bool hasGaussians = false;      ///< can give Gaussians beside the mesh
    bool hasRadianceField = false;  ///< the same with a radiance field
    bool takesViews = false;        ///< several pictures of one object
    bool bundled = false;
    std::vector<std::string> problems;  ///< one sentence per missing or unreadable file; empty = complete

    /// Whether colours come of a sampling of their own; the first TRELLIS' mesh decoder gives them along with the
    /// shape.
    bool samplesTexture() const { return hasTexture && defaultType != PipelineType::k256; }
};

/// Throws Error(ModelNotFound) without pipeline.json, Error(CheckpointCorrupt) when it is not one Espalier knows.
ModelInfo readModelInfo(const std::filesystem::path& dir);

/// The starter model beside the program (build tree, install tree) or under ESPALIER_RESOURCES. Throws ModelNotFound.
std::filesystem::path bundledModelDir();

/// Where models are looked for unless told otherwise: espalier/models in the user's data folder ($XDG_DATA_HOME, else
/// ~/.local/share), then in the system's ($XDG_DATA_DIRS). They need not exist.
std::vector<std::filesystem::path> defaultModelRoots();

/// The bundled model first, then every folder with a pipeline.json directly under one of `roots`; unreadable ones are
/// listed with their problem.
std::vector<ModelInfo> findModels(const std::vector<std::filesystem::path>& roots);

}  // namespace espalier
