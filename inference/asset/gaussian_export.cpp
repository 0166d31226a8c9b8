#include "inference/asset/gaussian_export.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <numeric>

#include "inference/asset/part_file.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

static_assert(std::endian::native == std::endian::little, "both formats are little endian");

using Quaternion = std::array<float, 4>;

constexpr float kDegree0 = 0.28209479177387814f;  // the spherical harmonic of degree 0: 1 / (2 sqrt(pi))

struct PlyRecord {
    Vec3f position, normal, features;
    float opacity;
    Vec3f scales;
    Quaternion rotation;
};
static_assert(sizeof(PlyRecord) == 17 * sizeof(float));

struct SplatRecord {
    Vec3f position, scales;
    std::array<std::uint8_t, 4> color, rotation;
};
static_assert(sizeof(SplatRecord) == 32);

/// Model space (z up) to the axes of cameras (y down): a quarter turn about x.
Vec3f toYDown(const Vec3f& v) {
    return {v[0], -v[2], v[1]};
}

/// The same turn after `q`. Of the two quaternions of one rotation, the one whose largest part is positive.
Quaternion turnedYDown(const Quaternion& q) {
    const auto& [w, x, y, z] = q;
    Quaternion turned{w - x, w + x, y - z, y + z};
    const auto largest =
        std::max_element(turned.begin(), turned.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
    const float length = std::sqrt(std::inner_product(turned.begin(), turned.end(), turned.begin(), 0.0f));
    const float scale = std::copysign(1.0f / length, *largest);
    for (auto& part : turned)
        part *= scale;
    return turned;
}

void check(const GaussianCloud& cloud, const std::filesystem::path& file) {
    if (cloud.size() == 0)
        throw Error(ErrorCode::EmptyResult, "There are no Gaussians to write to " + file.string() + ".",
                    "Try another seed or another picture.");
    const auto complain = [&file](const std::string& problem) {
        throw Error(ErrorCode::Internal, "Cannot write " + file.string() + ": " + problem + ".",
                    "Please report this, with the picture and the seed.");
    };
    const auto count = cloud.size();
    if (cloud.features.size() != count || cloud.scales.size() != count || cloud.rotations.size() != count ||
        cloud.opacities.size() != count)
        complain("the Gaussians do not have one of each value");
    for (std::size_t i = 0; i < count; ++i) {
        const auto finite = [](float part) { return std::isfinite(part); };
        const auto positive = [](float part) { return std::isfinite(part) && part > 0.0f; };
        const auto& q = cloud.rotations[i];
        if (!std::ranges::all_of(cloud.positions[i], finite) || !std::ranges::all_of(cloud.features[i], finite))
            complain("a position or colour is not finite");
        if (!std::ranges::all_of(cloud.scales[i], positive)) complain("a scale is not positive");
        if (!positive(std::inner_product(q.begin(), q.end(), q.begin(), 0.0f))) complain("a rotation is no quaternion");
        if (!(cloud.opacities[i] >= 0.0f && cloud.opacities[i] <= 1.0f)) complain("an opacity is not within 0 and 1");
    }
}

/// Every place in the cloud, in the order of the file.
using Order = std::vector<std::size_t>;

Order asTheyCome(const GaussianCloud& cloud) {
    Order order(cloud.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    return order;
}

Order byWeight(const GaussianCloud& cloud, const RunContext& context) {
    const auto weight = [&cloud](std::size_t i) {
        const auto& [a, b, c] = cloud.scales[i];
        return double(a) * b * c * cloud.opacities[i];
    };
    Order order = asTheyCome(cloud);
    context.checkpoint();
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
    return order;
}

std::string plyHeader(std::size_t count) {
    std::string text = "ply\nformat binary_little_endian 1.0\nelement vertex " + std::to_string(count) + "\n";
    for (const char* name : {"x", "y", "z", "nx", "ny", "nz", "f_dc_0", "f_dc_1", "f_dc_2", "opacity", "scale_0",
                             "scale_1", "scale_2", "rot_0", "rot_1", "rot_2", "rot_3"})
        text += std::string("property float ") + name + "\n";
    return text + "end_header\n";
}

PlyRecord plyRecord(const GaussianCloud& cloud, std::size_t i) {
    // An opacity that rounding took to 0 or 1 has no logit; a viewer must not meet infinity.
    constexpr float kNearest = 1e-7f;
    const float opacity = std::clamp(cloud.opacities[i], kNearest, 1.0f - kNearest);
    Vec3f scales;
    std::ranges::transform(cloud.scales[i], scales.begin(), [](float scale) { return std::log(scale); });
    return {toYDown(cloud.positions[i]),
            {},  // the format has normals, nobody reads them
            cloud.features[i],
            std::log(opacity / (1.0f - opacity)),
            scales,
            turnedYDown(cloud.rotations[i])};
}

SplatRecord splatRecord(const GaussianCloud& cloud, std::size_t i) {
    const auto byte = [](float value) { return std::uint8_t(std::lround(std::clamp(value, 0.0f, 255.0f))); };
    SplatRecord record{toYDown(cloud.positions[i]), cloud.scales[i], {}, {}};
    for (int c = 0; c < 3; ++c)
        record.color[c] = byte((0.5f + kDegree0 * cloud.features[i][c]) * 255.0f);
    record.color[3] = byte(cloud.opacities[i] * 255.0f);
    // Viewers read (byte - 128) / 128.
    std::ranges::transform(turnedYDown(cloud.rotations[i]), record.rotation.begin(),
                           [byte](float part) { return byte(part * 128.0f + 128.0f); });
    return record;
}

}  // namespace

std::optional<GaussianFormat> gaussianFormatFromName(const std::string& nameOrExtension) {
    std::string name = nameOrExtension.substr(nameOrExtension.starts_with('.') ? 1 : 0);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    if (name == "ply") return GaussianFormat::Ply;
    if (name == "splat") return GaussianFormat::Splat;
    return std::nullopt;
}

void exportGaussians(const GaussianCloud& cloud, const std::filesystem::path& file, GaussianFormat format,
                     const RunContext& context) {
    check(cloud, file);
    if (format == GaussianFormat::Ply) {
        const std::string header = plyHeader(cloud.size());
        PartFile out(file, header.size() + cloud.size() * sizeof(PlyRecord), context);
        out.write(header);
        out.writeEach(asTheyCome(cloud), [&cloud](std::size_t i) { return plyRecord(cloud, i); });
        out.commit();
    } else {
        PartFile out(file, cloud.size() * sizeof(SplatRecord), context);
        out.writeEach(byWeight(cloud, context), [&cloud](std::size_t i) { return splatRecord(cloud, i); });
        out.commit();
    }
}

}  // namespace espalier
