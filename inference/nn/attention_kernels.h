#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace espalier::kernels {

constexpr int kAttentionHeadDim = 128;
constexpr int kMaxAttentionSegments = 8;

/// Heads of tokens in half precision: element (t, h, d) lies at data[t * tokenStride + h * headStride + d]. Begins at a
/// multiple of 16 bytes, as does every row.
struct HeadRows {
    const void* data = nullptr;
    std::int64_t tokens = 0;
    std::int64_t tokenStride = 0;
    std::int64_t headStride = 0;
};

/// Queries [queryBegin, queryBegin + queries) see the keys and values [keyBegin, keyBegin + keys), at least one.
struct AttentionSegment {
    int queryBegin, queries, keyBegin, keys;
};

/// softmax(q k^T * scale) v per segment and head, heads of 128 channels.
struct AttentionJob {
    bool isBFloat16 = true;  ///< else float16
    HeadRows q, k, v;
    void* out = nullptr;  ///< [tokens of q, heads, 128], contiguous
    int heads = 1;
    float scale = 1.0f;
    int segmentCount = 1;
    AttentionSegment segments[kMaxAttentionSegments] = {};
    void* workspace = nullptr;  ///< attentionWorkspaceBytes()
};

/// What `job`, complete but for `out` and `workspace`, needs beside its tensors. Refuses (cudaErrorNotSupported) cards
/// other than those of 9.0.
cudaError_t attentionWorkspaceBytes(const AttentionJob& job, std::size_t& bytes);

/// Where attentionWorkspaceBytes() does not refuse.
cudaError_t launchAttention(const AttentionJob& job, cudaStream_t stream);

}  // namespace espalier::kernels
