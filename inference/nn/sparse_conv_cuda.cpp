#include "inference/nn/sparse_conv_cuda.h"

#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include "inference/base/error.h"
#include "inference/nn/feed_forward_kernels.h"
#include "inference/nn/sparse_conv_kernels.h"

namespace espalier::cuda {

namespace {

void require(bool holds, const char* what) {
    if (!holds)
        throw Error(ErrorCode::Internal, std::string("A sparse convolution on the card was given ") + what + ".");
}

kernels::ConvElement elementOf(const at::Tensor& x) {
    if (x.scalar_type() == at::kFloat) return kernels::ConvElement::Float;
    if (x.scalar_type() == at::kHalf) return kernels::ConvElement::Half;
    require(x.scalar_type() == at::kBFloat16, "features of a type it does not know");
    return kernels::ConvElement::BFloat16;
}

template <typename T>
const T* dataOf(const at::Tensor& t, at::IntArrayRef shape, const at::Tensor& x, const char* what) {
    require(t.device() == x.device() && t.scalar_type() == c10::CppTypeToScalarType<T>::value && t.is_contiguous() &&
                t.sizes() == shape,
            what);
    return t.const_data_ptr<T>();
}

}  // namespace

at::Tensor sparseConvolution(const SparseConvolution& c) {
    const c10::cuda::CUDAGuard guard(c.x.device());
    const std::int64_t inChannels = c.x.size(1), rows = c.order.rows.size(0), groups = c.order.groupBegin.size(0) - 1;
    const std::int64_t outChannels = c.weight.size(0) / groups, mapRows = c.map.size(0);
    require(c.weight.device() == c.x.device() && c.weight.scalar_type() == c.x.scalar_type() &&
                c.weight.is_contiguous() && c.weight.sizes() == at::IntArrayRef({groups * outChannels, 27, inChannels}),
            "a weight that does not fit");
    const at::Tensor x = c.x.contiguous();
    const at::Tensor residual = c.residual.defined() ? c.residual.contiguous() : c.residual;
    at::Tensor out = at::empty({rows, outChannels}, x.options());

    kernels::SparseConvJob job{};
    job.element = elementOf(x);
    job.x = x.const_data_ptr();
    job.weight = c.weight.const_data_ptr();
    job.bias = dataOf<float>(c.bias, {groups * outChannels}, x, "a bias that does not fit");
    job.map = dataOf<std::int32_t>(c.map, {mapRows, 27}, x, "a neighbour map that does not fit");
    job.masks = dataOf<std::int32_t>(c.order.masks, {mapRows}, x, "the order of other rows");
    job.order = dataOf<std::int32_t>(c.order.rows, {rows}, x, "the order of other rows");
    job.groupBegin = dataOf<std::int32_t>(c.order.groupBegin, {groups + 1}, x, "the order of other rows");
    if (c.slot.defined()) job.slot = dataOf<std::int64_t>(c.slot, {rows}, x, "the children of other rows");
    if (residual.defined()) {
        require(residual.scalar_type() == x.scalar_type() && residual.dim() == 2 && outChannels % residual.size(1) == 0,
                "a residual that does not fit");
        job.residual = residual.const_data_ptr();
        job.residualRow = dataOf<std::int64_t>(c.residualRow, {rows}, x, "a residual for other rows");
        job.residualChannels = static_cast<std::int32_t>(residual.size(1));
    }
    job.out = out.mutable_data_ptr();
    job.rows = static_cast<std::int32_t>(rows);
    job.groups = static_cast<std::int32_t>(groups);
    job.inChannels = static_cast<std::int32_t>(inChannels);
    job.outChannels = static_cast<std::int32_t>(outChannels);
    const auto compute = c.units == ConvolutionUnits::TensorCores   ? kernels::sparseConvolutionOnTensorCores
                         : c.units == ConvolutionUnits::VectorUnits ? kernels::sparseConvolutionOnVectorUnits
                                                                    : kernels::sparseConvolution;
    C10_CUDA_CHECK(compute(job, c10::cuda::getCurrentCUDAStream()));
    return out;
}

at::Tensor sparseConvolutionWeightGradient(const at::Tensor& x, const at::Tensor& outGradient, const at::Tensor& map) {
    const c10::cuda::CUDAGuard guard(x.device());
    const std::int64_t rows = map.size(0), in = x.size(1), out = outGradient.size(1);
    require(outGradient.scalar_type() == x.scalar_type() && outGradient.device() == x.device() &&
                outGradient.size(0) == rows,
            "a gradient that does not fit");
    const at::Tensor from = x.contiguous(), to = outGradient.contiguous();
    at::Tensor sum = at::zeros({27, in, out}, x.options().dtype(at::kFloat));
    const cudaError_t error = kernels::addSparseConvWeightGradient(
        {elementOf(x), from.const_data_ptr(), to.const_data_ptr(),
         dataOf<std::int32_t>(map, {rows, 27}, x, "a neighbour map that does not fit"), sum.mutable_data_ptr<float>(),
         static_cast<std::int32_t>(rows), static_cast<std::int32_t>(in), static_cast<std::int32_t>(out)},
        c10::cuda::getCurrentCUDAStream());
    if (error == cudaErrorNotSupported) return {};
    C10_CUDA_CHECK(error);
    return sum;
}

bool addFeedForward(const at::Tensor& x, const at::Tensor& h, const at::Tensor& w1, const at::Tensor& b1,
                    const at::Tensor& w2, const at::Tensor& b2) {
    const c10::cuda::CUDAGuard guard(x.device());
    const std::int64_t rows = x.size(0), channels = x.size(1), hidden = w1.size(0);
    const auto matrix = [&](const at::Tensor& t, at::IntArrayRef shape) {
        require(
            t.device() == x.device() && t.scalar_type() == x.scalar_type() && t.is_contiguous() && t.sizes() == shape,
            "a feed-forward layer that does not fit");
        return t.data_ptr();
    };
    const cudaError_t error = kernels::addFeedForward(
        {elementOf(x), matrix(x, {rows, channels}), matrix(h, {rows, channels}), matrix(w1, {hidden, channels}),
         matrix(b1, {hidden}), matrix(w2, {channels, hidden}), matrix(b2, {channels}), rows,
         static_cast<std::int32_t>(channels), static_cast<std::int32_t>(hidden)},
        c10::cuda::getCurrentCUDAStream());
    if (error == cudaErrorNotSupported) return false;
    C10_CUDA_CHECK(error);
    return true;
}

}  // namespace espalier::cuda
