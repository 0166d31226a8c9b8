#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "inference/nn/forward_context.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

enum class Activation { None, GeluErf, GeluTanh, Silu };

/// y = activation(x W^T + b), as published: weight [out, in], bias [out], both in the scope's compute type. On the CPU
/// the weight is kept in oneDNN's own layout only, and the activation is part of the product; that is a sixth faster
/// than at::linear there. On a card the tanh form of GELU is part of the product. A weight that is trained stays as it
/// is, and its products are at::linear.
class Linear {
public:
    Linear() = default;
    Linear(const WeightScope& scope, std::int64_t in, std::int64_t out, bool hasBias = true);
    /// weight [out, in]; bias [out] or undefined.
    Linear(const at::Tensor& weight, at::Tensor bias);

    /// x [..., in] -> [..., out] in the weight's type, to which x is converted. Big products on the CPU run in pieces
    /// of rows, with a checkpoint before each.
    at::Tensor operator()(const at::Tensor& x, const ForwardContext& context = {}) const {
        return apply(x, Activation::None, context);
    }
    at::Tensor apply(const at::Tensor& x, Activation activation, const ForwardContext& context) const;

    std::int64_t outChannels() const { return m_outChannels; }
    const at::Tensor& bias() const { return m_bias; }
    /// [out, in], except on the CPU.
    const at::Tensor& weight() const { return m_weight; }

private:
    at::Tensor product(const at::Tensor& x, Activation activation) const;
    at::Tensor plainProduct(const at::Tensor& x, Activation activation) const;

    at::Tensor m_weight;  ///< [out, in], or packed for oneDNN
    at::Tensor m_bias;    ///< undefined = none
    std::int64_t m_outChannels = 0;
    bool m_packed = false;
};

/// second(activation(first(x))) for x [T, C], in pieces of rows on the CPU: the hidden layer is never held whole.
at::Tensor feedForward(const at::Tensor& x, const Linear& first, Activation activation, const Linear& second,
                       const ForwardContext& context);

}  // namespace espalier
