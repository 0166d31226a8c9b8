#include "resources/starter_model/trainer/augment.h"

#include <numbers>

namespace espalier::starter {

namespace {

/// One number for each picture, [B, 1, 1, 1].
at::Tensor drawn(const at::Tensor& like, double low, double high) {
    return at::rand({like.size(0), 1, 1, 1}, like.options().dtype(at::kFloat)) * (high - low) + low;
}

at::Tensor chance(const at::Tensor& like, double probability) {
    return drawn(like, 0.0, 1.0) < probability;
}

at::Tensor blurred(const at::Tensor& x) {
    return at::avg_pool2d(x, {3, 3}, {1, 1}, {1, 1}, /*ceil_mode=*/false, /*count_include_pad=*/false);
}

at::Tensor enlarged(const at::Tensor& x, std::int64_t side) {
    return at::upsample_bilinear2d(x, {side, side}, /*align_corners=*/false);
}

/// Soft shapes with some texture, as things out of focus behind the object.
at::Tensor background(const at::Tensor& like) {
    const std::int64_t batch = like.size(0), side = like.size(2);
    const auto noise = [&](std::int64_t cells) { return at::rand({batch, 3, cells, cells}, like.options()); };
    const at::Tensor texture = enlarged(noise(std::max<std::int64_t>(side / 6, 2)), side) - 0.5;
    return (enlarged(noise(4), side) + drawn(like, 0.0, 0.5) * texture).clamp(0.0, 1.0);
}

/// The mask that a cut-out tool would give: its edge moved and softened.
at::Tensor roughMask(const at::Tensor& alpha) {
    const at::Tensor soft = blurred(blurred(alpha));
    const at::Tensor sharp = drawn(alpha, 1.0, 3.0);
    return ((soft - 0.5 + drawn(alpha, -0.3, 0.3)) * sharp + 0.5).clamp(0.0, 1.0);
}

/// Quantises the cosine transforms of blocks of 8 x 8, coarser for fine detail.
at::Tensor jpeg(const at::Tensor& x) {
    constexpr std::int64_t kBlock = 8;
    const auto options = x.options();
    const at::Tensor index = at::arange(kBlock, options);
    at::Tensor basis = at::cos((2.0 * index + 1.0).unsqueeze(0) * index.unsqueeze(1) * (std::numbers::pi / 16.0)) * 0.5;
    basis.select(0, 0).mul_(std::numbers::sqrt2 / 2.0);
    const at::Tensor step = (1.0 + index.unsqueeze(0) + index.unsqueeze(1)) * (1.0 / 255.0);
    const std::int64_t cells = x.size(2) / kBlock;
    const at::Tensor blocks = x.view({x.size(0), 3, cells, kBlock, cells, kBlock}).transpose(3, 4);
    const at::Tensor coarse = (step * drawn(x, 2.0, 9.0)).view({x.size(0), 1, 1, 1, kBlock, kBlock});
    const at::Tensor transformed = at::matmul(at::matmul(basis, blocks), basis.t());
    const at::Tensor rounded = (transformed / coarse).round() * coarse;
    return at::matmul(at::matmul(basis.t(), rounded), basis).transpose(3, 4).reshape(x.sizes());
}

at::Tensor recoloured(const at::Tensor& x) {
    const at::Tensor cast = at::rand({x.size(0), 3, 1, 1}, x.options()) * 0.3 + 0.85;
    const at::Tensor bright = (x * cast * drawn(x, 0.8, 1.2)).clamp(1e-4, 1.0);
    const at::Tensor curved = bright.pow(drawn(x, 0.8, 1.25));
    const at::Tensor grey = curved.mean(1, /*keepdim=*/true);
    return grey + (curved - grey) * drawn(x, 0.75, 1.2);
}

at::Tensor normalised(const at::Tensor& rgb) {
    const at::Tensor mean = at::tensor({0.485f, 0.456f, 0.406f}, rgb.options()).view({3, 1, 1});
    const at::Tensor deviation = at::tensor({0.229f, 0.224f, 0.225f}, rgb.options()).view({3, 1, 1});
    return (rgb - mean) / deviation;
}

}  // namespace

at::Tensor spoiledPixelValues(const at::Tensor& rgba) {
    const at::Tensor all = rgba.to(at::kFloat) / 255.0;
    const at::Tensor rgb = all.slice(1, 0, 3), alpha = all.slice(1, 3, 4);
    at::Tensor photo = rgb + (1.0 - alpha) * background(rgb);
    photo = at::where(chance(photo, 0.7), recoloured(photo), photo);
    photo = at::where(chance(photo, 0.3), blurred(photo), photo);
    photo = photo + at::randn_like(photo) * (drawn(photo, 0.0, 0.03) * chance(photo, 0.5));
    photo = at::where(chance(photo, 0.4), jpeg(photo), photo).clamp(0.0, 1.0);
    const at::Tensor mask = at::where(chance(alpha, 0.5), roughMask(alpha), alpha);
    return normalised((photo * mask * 255.0).floor() / 255.0);
}

at::Tensor cleanPixelValues(const at::Tensor& rgba) {
    return normalised(rgba.slice(1, 0, 3).to(at::kFloat) / 255.0);
}

}  // namespace espalier::starter
