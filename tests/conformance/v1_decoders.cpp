#include "inference/asset/radiance_field.h"
#include "inference/models/v1/slat_decoders.h"
#include "tests/conformance/v1_cases.h"

namespace espalier::conformance::v1 {
namespace {

Tap decoderTap(Comparison& comparison) {
    return [&comparison](std::string_view name, const at::Tensor& result) {
        const std::string recorded =
            std::regex_replace(std::string(name), std::regex("(block|upsample)s?\\.([0-9]+)"), "$1$2");
        checkFirstRows(comparison, "mid." + recorded, result);
    };
}

/// The six numbers of R diag(s)^2 R^T: xx, xy, xz, yy, yz, zz.
at::Tensor covariances(const espalier::v1::Gaussians& activated) {
    const std::vector<at::Tensor> q = activated.rotation.unbind(1);
    const at::Tensor &w = q[0], &x = q[1], &y = q[2], &z = q[3];
    const at::Tensor rotation = at::stack({1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
                                           2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
                                           2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)},
                                          1)
                                    .view({-1, 3, 3});
    const at::Tensor scaled = rotation * activated.scaling.unsqueeze(1);
    const at::Tensor upper = at::tensor({0, 1, 2, 4, 5, 8}, scaled.options().dtype(at::kLong));
    return at::matmul(scaled, scaled.transpose(1, 2)).flatten(1).index_select(1, upper);
}

}  // namespace

void compareGaussians(RecordedSet& set, Comparison& comparison) {
    const auto decoder = espalier::v1::loadGaussianDecoder(set.checkpointOf(comparison.recorded()), set.device());
    const Tap tap = decoderTap(comparison);
    const SparseTensor raw = decoder->forward(inputVoxels(set, comparison), ForwardContext(nullptr, tap));
    comparison.require("out.raw", raw.feats);
    const std::vector<espalier::v1::Gaussians> stored = decoder->parameters(raw);
    for (std::size_t b = 0; b < stored.size(); ++b) {
        const std::string prefix = "out.gs" + std::to_string(b) + ".";
        if (b > 0 && comparison.recorded().keysWithPrefix(prefix).empty()) continue;  // the first stands for all
        const espalier::v1::Gaussians active = decoder->activate(stored[b]);
        comparison.require(prefix + "_xyz", stored[b].xyz);
        comparison.require(prefix + "_features_dc", stored[b].features);
        comparison.require(prefix + "_scaling", stored[b].scaling);
        comparison.require(prefix + "_rotation", stored[b].rotation);
        comparison.require(prefix + "_opacity", stored[b].opacity);
        comparison.require(prefix + "xyz", active.xyz);
        comparison.require(prefix + "features", active.features);
        comparison.require(prefix + "scaling", active.scaling);
        comparison.require(prefix + "rotation", active.rotation);
        comparison.require(prefix + "opacity", active.opacity);
        comparison.check(prefix + "covariance", covariances(active));
    }
    comparePly(comparison, decoder->activate(stored.front()));
}

void compareRadianceField(RecordedSet& set, Comparison& comparison) {
    const auto decoder = espalier::v1::loadRadianceFieldDecoder(set.checkpointOf(comparison.recorded()), set.device());
    const Tap tap = decoderTap(comparison);
    const SparseTensor raw = decoder->forward(inputVoxels(set, comparison), ForwardContext(nullptr, tap));
    comparison.require("out.raw", raw.feats);
    const std::vector<espalier::v1::TriVectors> fields = decoder->fields(raw);
    for (std::size_t b = 0; b < fields.size(); ++b) {
        const std::string prefix = "out.rf" + std::to_string(b) + ".";
        comparison.require(prefix + "position", fields[b].position);
        comparison.require(prefix + "depth", fields[b].depth);
        comparison.require(prefix + "trivec", fields[b].trivec);
        comparison.require(prefix + "density", fields[b].density);
        comparison.require(prefix + "features_dc", fields[b].features);
        comparison.require(prefix + "aabb", at::tensor(at::ArrayRef<float>(RadianceField::kBox)));
    }
}

void compareMeshDecoder(RecordedSet& set, Comparison& comparison) {
    const auto decoder = espalier::v1::loadMeshDecoder(set.checkpointOf(comparison.recorded()), set.device());
    const Tap tap = decoderTap(comparison);
    const SparseTensor raw = decoder->forward(inputVoxels(set, comparison), ForwardContext(nullptr, tap));
    comparison.require("out.raw", raw.feats);
    comparison.require("out.raw_coords", raw.coords());
}

}  // namespace espalier::conformance::v1
