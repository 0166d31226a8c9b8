#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inference/asset/image_buffer.h"
#include "inference/device/memory_plan.h"
#include "inference/pipeline/asset_settings.h"

namespace espalier {

/// k256 is that of the first TRELLIS, whose mesh lies in a grid of 256^3; the others are those of TRELLIS.2.
enum class PipelineType { k512, k1024, k1024Cascade, k1536Cascade, k256 };

/// "512", "1024", "1024_cascade", "1536_cascade", as in the published pipeline.json, and "256".
std::string_view name(PipelineType type);
std::optional<PipelineType> pipelineTypeFromName(std::string_view name);

/// Parameters of one flow sampler, with the reference's names.
struct SamplerParams {
    int steps = 12;
    double guidanceStrength = 7.5;
    double guidanceRescale = 0.0;
    std::array<double, 2> guidanceInterval{0.0, 1.0};
    double rescaleT = 1.0;
};

/// What the user changed; everything else stays the model's own default.
struct SamplerOverrides {
    std::optional<int> steps;
    std::optional<double> guidanceStrength;
    std::optional<double> guidanceRescale;
    std::optional<std::array<double, 2>> guidanceInterval;
    std::optional<double> rescaleT;

    SamplerParams appliedTo(SamplerParams defaults) const;
};

/// How several pictures of one object guide a sampling.
enum class ViewMode {
    Stochastic,      ///< each step sees one of them, in turn
    Multidiffusion,  ///< each step sees all and takes the mean
};

/// "stochastic", "multidiffusion"
std::string_view name(ViewMode mode);
std::optional<ViewMode> viewModeFromName(std::string_view name);

enum class DeviceChoice { Auto, Cpu, Cuda };

/// Everything a job needs, by value.
struct GenerateRequest {
    ImageBuffer image;                   ///< RGB or RGBA, EXIF orientation already applied
    std::vector<ImageBuffer> moreViews;  ///< further pictures of the same object; only the first TRELLIS takes them
    ViewMode views = ViewMode::Stochastic;
    std::filesystem::path modelDir;    ///< holds pipeline.json
    std::optional<PipelineType> type;  ///< absent: the model's default
    std::uint64_t seed = 42;
    SamplerOverrides structure;
    SamplerOverrides shape;
    SamplerOverrides texture;
    std::int64_t maxTokens = 49152;  ///< cascades lower their resolution until they fit
    bool geometryOnly = false;       ///< skip both texture stages
    bool gaussians = false;          ///< Gaussians beside the mesh; only the first TRELLIS has them
    bool radianceField = false;      ///< the same with a radiance field
    bool raw = false;                ///< the decoder's mesh, without any clean-up
    AssetSettings asset;             ///< what the decoder's mesh is made into, unless `raw`
    int previewEvery = 1;            ///< structure steps between previews; 0 = none
    DeviceChoice device = DeviceChoice::Auto;
    std::optional<int> card;           ///< the driver's number of the card; absent: the best one
    std::optional<MemoryMode> memory;  ///< how the card's memory is used; absent: the fastest way that fits
    bool singlePrecision = false;      ///< float32 on the card, as on the processor, instead of half precision
    int threads = 0;                   ///< CPU threads; 0 = all cores
    bool keepBackground = false;       ///< a picture without alpha is used as it is, all of it

    /// Range checks only: no file is opened. Empty = fine.
    std::vector<RequestProblem> check() const;
};

}  // namespace espalier
