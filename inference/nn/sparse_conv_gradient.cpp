#include "inference/nn/sparse_conv_gradient.h"

#include <torch/csrc/autograd/custom_function.h>

#include "inference/tensor/cuda_ops.h"

namespace espalier {

namespace {

/// Numbers of gathered rows held at a time.
constexpr std::int64_t kGathered = std::int64_t{1} << 28;
constexpr std::int64_t kOffsets = 27;

/// Calls work(begin, end, rows) with the 27 neighbours' features of rows [begin, end) side by side, [., 27 C]; zeros
/// where there is none.
template <typename Work>
void eachGathered(const at::Tensor& x, const at::Tensor& map, const Work& work) {
    const std::int64_t channels = x.size(1), rows = map.size(0);
    const at::Tensor padded = at::constant_pad_nd(x, {0, 0, 0, 1});  // row N, which -1 becomes
    const std::int64_t piece = std::max<std::int64_t>(1, kGathered / (kOffsets * channels));
    for (std::int64_t begin = 0; begin < rows; begin += piece) {
        const std::int64_t end = std::min(begin + piece, rows);
        const at::Tensor part = map.slice(0, begin, end).flatten().to(at::kLong);
        const at::Tensor index = at::where(part < 0, rows, part);
        work(begin, end, padded.index_select(0, index).view({end - begin, kOffsets * channels}));
    }
}

/// out[p] = bias + sum over k of x[p + k] weight[k], weight [27, in, out]; bias may be undefined.
at::Tensor convolve(const at::Tensor& x, const CoordSetPtr& set, const at::Tensor& weight, const at::Tensor& bias) {
    if (x.is_cuda() && set->coords().is_cuda() && cudaOps())
        return cudaOps()->sparseConvolution(
            {.x = x,
             .weight = weight.permute({2, 0, 1}).contiguous(),
             .bias = bias.defined() ? bias : at::zeros({weight.size(2)}, x.options().dtype(at::kFloat)),
             .map = set->neighbourMap(),
             .slot = {},
             .order = set->convolutionOrder(),
             .residual = {},
             .residualRow = {}});
    at::Tensor out = at::empty({x.size(0), weight.size(2)}, x.options());
    const at::Tensor matrix = weight.reshape({-1, weight.size(2)});
    eachGathered(x, set->neighbourMap().to(x.device()),
                 [&](std::int64_t begin, std::int64_t end, const at::Tensor& rows) {
                     at::Tensor part = out.slice(0, begin, end);
                     at::mm_out(part, rows, matrix);
                 });
    return bias.defined() ? out.add_(bias.to(out.scalar_type())) : out;
}

/// The derivative for the weight, [27, in, out] float32.
at::Tensor weightGradient(const at::Tensor& x, const at::Tensor& grad, const CoordSetPtr& set) {
    const at::Tensor map = set->neighbourMap().to(x.device());
    if (x.is_cuda() && cudaOps())
        if (at::Tensor sum = cudaOps()->sparseConvolutionWeightGradient(x, grad, map); sum.defined()) return sum;
    at::Tensor sum = at::zeros({kOffsets * x.size(1), grad.size(1)}, grad.options().dtype(at::kFloat));
    eachGathered(x, map, [&](std::int64_t begin, std::int64_t end, const at::Tensor& rows) {
        sum.add_(rows.t().mm(grad.slice(0, begin, end)));
    });
    return sum.view({kOffsets, x.size(1), grad.size(1)});
}

struct Holder : torch::CustomClassHolder {
    explicit Holder(CoordSetPtr voxels) : set(std::move(voxels)) {}
    CoordSetPtr set;
};

struct Convolution : torch::autograd::Function<Convolution> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                              const at::Tensor& bias, const CoordSetPtr& set) {
        context->save_for_backward({x, weight});
        context->saved_data["set"] = c10::IValue::make_capsule(c10::make_intrusive<Holder>(set));
        return convolve(x.contiguous(), set, weight, bias);
    }

    // The voxel at p reads p + k with weight k, so the voxel at q is read by q - k: the derivative for the features is
    // a convolution too, with opposite offsets and transposed weights.
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor& x = saved[0];
        const at::Tensor& weight = saved[1];
        const auto set = static_cast<Holder&>(*context->saved_data["set"].toCapsule()).set;
        const at::Tensor grad = gradients[0].contiguous();
        at::Tensor gradX, gradWeight;
        if (context->needs_input_grad(0)) gradX = convolve(grad, set, weight.flip(0).transpose(1, 2), {});
        if (context->needs_input_grad(1)) gradWeight = weightGradient(x, grad, set).to(weight.scalar_type());
        return {gradX, gradWeight, grad.sum(0, false, at::kFloat), at::Tensor()};
    }
};

}  // namespace

at::Tensor differentiableSparseConvolution(const SparseTensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    return Convolution::apply(x.feats, weight, bias, x.set);
}

}  // namespace espalier
