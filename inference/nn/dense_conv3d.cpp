#include "inference/nn/dense_conv3d.h"

namespace espalier {

DenseConv3d::DenseConv3d(const WeightScope& scope, std::int64_t in, std::int64_t out, std::int64_t kernel)
    : weight(scope.getForCompute("weight", {out, in, kernel, kernel, kernel})),
      bias(scope.getForCompute("bias", {out})) {
    if (weight.is_cuda()) weight = weight.contiguous(at::MemoryFormat::ChannelsLast3d);  // as its input comes
}

at::Tensor DenseConv3d::operator()(const at::Tensor& x) const {
    return at::conv3d(x.to(weight.scalar_type()), weight, bias, /*stride=*/1, /*padding=*/weight.size(2) / 2);
}

at::Tensor pixelShuffle3d(const at::Tensor& x) {
    const std::int64_t channels = x.size(1) / 8;
    const at::Tensor split = x.unflatten(1, {channels, 2, 2, 2});      // B C i j k D0 D1 D2
    const at::Tensor moved = split.permute({0, 5, 2, 6, 3, 7, 4, 1});  // B D0 i D1 j D2 k C
    const at::Tensor merged = moved.reshape({x.size(0), 2 * x.size(2), 2 * x.size(3), 2 * x.size(4), channels});
    return merged.permute({0, 4, 1, 2, 3});
}

}  // namespace espalier
