#include "inference/pipeline/v1_assets.h"

#include <algorithm>
#include <cmath>

namespace espalier {
namespace {

// The first TRELLIS knows no materials: something dull, as what the reference exports.
constexpr float kMetallic = 0.0f, kRoughness = 1.0f;

template <typename Row>
std::vector<Row> rowsOf(const at::Tensor& x, at::ScalarType type = at::kFloat) {
    const at::Tensor plain = x.to(at::kCPU, type).contiguous();
    const auto* first = static_cast<const Row*>(plain.const_data_ptr());
    return {first, first + plain.nbytes() / sizeof(Row)};
}

}  // namespace

GaussianCloud gaussianCloud(const v1::Gaussians& activated) {
    return {.positions = rowsOf<Vec3f>(activated.xyz),
            .features = rowsOf<Vec3f>(activated.features),
            .scales = rowsOf<Vec3f>(activated.scaling),
            .rotations = rowsOf<std::array<float, 4>>(activated.rotation),
            .opacities = rowsOf<float>(activated.opacity)};
}

RadianceField radianceField(const v1::TriVectors& field) {
    return {.rank = static_cast<std::size_t>(field.trivec.size(1)),
            .dim = static_cast<std::size_t>(field.trivec.size(3)),
            .positions = rowsOf<Vec3f>(field.position),
            .depths = rowsOf<std::uint8_t>(field.depth, at::kByte),
            .vectors = rowsOf<float>(field.trivec),
            .densities = rowsOf<float>(field.density),
            .features = rowsOf<float>(field.features)};
}

FlexiCubesMesh cubeMesh(const SparseTensor& raw, std::int64_t resolution, const RunContext& context) {
    const at::Tensor feats = raw.feats.to(at::kCPU, at::kFloat).contiguous();
    const auto cubes = rowsOf<VoxelCoord>(raw.coords().slice(1, 1), at::kInt);
    return meshCubeFeatures({.resolution = static_cast<int>(resolution),
                             .cubes = cubes,
                             .features = {feats.const_data_ptr<float>(), static_cast<std::size_t>(feats.numel())},
                             .channels = static_cast<std::size_t>(feats.size(1))},
                            context);
}

RawResult rawResult(const MeshAsset& mesh, std::span<const float> attributes, int resolution) {
    constexpr std::size_t kChannels = 6;
    RawResult raw;
    raw.resolution = resolution;
    raw.mesh = mesh;
    raw.mesh.colors.clear();  // the voxels have them
    if (attributes.empty()) return raw;
    std::vector<std::pair<VoxelCoord, std::size_t>> placed;
    for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
        VoxelCoord cube;
        for (std::size_t axis = 0; axis < 3; ++axis)
            cube[axis] =
                std::clamp(int(std::floor((mesh.positions[v][axis] + 0.5f) * float(resolution))), 0, resolution - 1);
        placed.emplace_back(cube, v);
    }
    std::sort(placed.begin(), placed.end());
    for (std::size_t begin = 0, end = 0; begin < placed.size(); begin = end) {
        PbrAttributes mean{0.0f, 0.0f, 0.0f, kMetallic, kRoughness, 1.0f};
        for (end = begin; end < placed.size() && placed[end].first == placed[begin].first; ++end)
            for (std::size_t c = 0; c < 3; ++c)
                mean[c] += attributes[kChannels * placed[end].second + c];
        for (std::size_t c = 0; c < 3; ++c)
            mean[c] /= float(end - begin);
        raw.coords.push_back(placed[begin].first);
        raw.attributes.push_back(mean);
    }
    return raw;
}

}  // namespace espalier
