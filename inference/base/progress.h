#pragma once

#include <optional>
#include <string_view>

namespace espalier {

/// The stages of a job, in the order in which they run. A job may skip some.
enum class Stage {
    Load,             ///< reading weights
    Prepare,          ///< cut-out, crop, resize
    Encode,           ///< image encoder
    Structure,        ///< sparse structure flow
    StructureDecode,  ///< structure decoder: latent -> occupied voxels
    Shape,            ///< shape latent flow (twice in a cascade)
    ShapeDecode,      ///< sparse decoder and dual grid mesh
    Texture,          ///< texture latent flow
    TextureDecode,    ///< PBR decoder
    Clean,            ///< raw mesh -> clean surface
    Simplify,         ///< to the wanted number of faces
    Unwrap,           ///< laid flat for textures
    Bake,             ///< voxels -> textures
    Finish,           ///< colours at the vertices, where there are no textures
    Write,            ///< export
};
inline constexpr int kStageCount = 15;

/// Stable short name, for logs and --progress json ("structure-decode").
std::string_view name(Stage stage);

/// One report of a running job.
struct Progress {
    Stage stage = Stage::Load;
    int step = 0;                        ///< finished steps of this stage
    int of = 1;                          ///< steps of this stage in all
    double fraction = 0.0;               ///< of the whole job, 0..1, never falls
    double elapsedSeconds = 0.0;         ///< since the job began
    std::optional<double> etaSeconds{};  ///< until the job ends; absent until it can be estimated
};

}  // namespace espalier
