#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

// Launchers of the transformers' own kernels, without LibTorch; transformer_cuda.cpp puts them on tensors.

namespace espalier::kernels {

enum class Element : int { Float, Half, BFloat16 };

struct Matrix {
    void* data = nullptr;
    Element element = Element::Float;
};

/// x[r, c] += gate[c] * h[r, c], then out[r, c] = (x - mean) / sqrt(variance + eps) * (weight[c] + weightOffset) +
/// bias[c], statistics per row in float32. h null: nothing is added, x stays; out null: nothing is normalised.
struct AddNorm {
    Matrix x;                       ///< [rows, channels]
    Matrix h;                       ///< the same, or one row for all with hStride 0
    Matrix out;                     ///< [rows, channels]
    const float* gate = nullptr;    ///< null = 1
    const float* weight = nullptr;  ///< null = 1, and then weightOffset does not count
    const float* bias = nullptr;    ///< null = 0
    float weightOffset = 0.0f;
    float eps = 1e-5f;
    bool silu = false;  ///< SiLU of the result
    std::int64_t rows = 0;
    std::int64_t channels = 0;
    std::int64_t hStride = 0;
};
cudaError_t launchAddNorm(const AddNorm& call, cudaStream_t stream);

/// Queries or keys x[t, part, head, d] in place: with gamma[part] x / max(|x|, 1e-12) * gamma * sqrt(dim); with a table
/// the rotation of pairs, (2 i, 2 i + 1) or, half-split, (i, i + dim / 2). Row t of the table is that of token t modulo
/// (prefix + tableRows), less prefix; the first `prefix` tokens are not rotated. dim is even, at most 256.
struct HeadTransform {
    void* x = nullptr;
    Element element = Element::Float;
    std::int64_t tokens = 0;
    int parts = 1;
    int heads = 1;
    int dim = 0;
    std::int64_t tokenStride = 0;
    std::int64_t partStride = 0;
    const float* gamma[2] = {nullptr, nullptr};  ///< [heads, dim]
    const float* cos = nullptr;                  ///< [tableRows, tableStride], column i is pair i's
    const float* sin = nullptr;
    std::int64_t tableRows = 0;
    std::int64_t tableStride = 0;
    std::int64_t prefix = 0;
    bool halfSplit = false;
};
cudaError_t launchHeadTransform(const HeadTransform& call, cudaStream_t stream);

}  // namespace espalier::kernels
