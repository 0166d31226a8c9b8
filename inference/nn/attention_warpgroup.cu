#include "inference/nn/attention_warpgroup.cuh"
#include "inference/nn/overlapped_launch.cuh"

// Attention with the instructions of compute capability 9.0. A block stays on its processor and takes one tile of 128
// queries after the other. One warp has keys and values copied into two stages each; two warpgroups of 64 queries
// multiply. While one of them computes the weights of its scores, the other's products run, and so do its own with the
// values of the keys before. Scores and weights never leave the registers.

namespace espalier::kernels {

#ifdef ESPALIER_WARPGROUPS

namespace {

using namespace attention;

template <typename T>
__global__ void __launch_bounds__(kBlockThreads, 1)
    attendTiles(const __grid_constant__ CUtensorMap queries, const __grid_constant__ CUtensorMap keys,
                const __grid_constant__ CUtensorMap values, const __grid_constant__ Plan plan) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
    extern __shared__ __align__(1024) unsigned char shared[];
    const SharedMemory memory(shared);
    constexpr int kReaders = 4 * kConsumers;  // warps
    if (threadIdx.x == 0) {
        initBarrier(memory.queriesFull(), 1);
        initBarrier(memory.queriesFree(), kReaders);
        for (int stage = 0; stage < kStages; ++stage) {
            initBarrier(memory.keysFull(stage), 1);
            initBarrier(memory.keysFree(stage), kReaders);
            initBarrier(memory.valuesFull(stage), 1);
            initBarrier(memory.valuesFree(stage), kReaders);
        }
        publishBarriers();
    }
    __syncthreads();
    awaitEarlierKernels();
    if (threadIdx.x < 128) {
        leaveRegisters<24>();
        if (threadIdx.x == 0) feed(queries, keys, values, plan, memory);
    } else {
        takeRegisters<240>();
        Attender<T> attender{plan, memory, int(threadIdx.x) / 128 - 1, int(threadIdx.x) % 32};
        if (attender.group == 0) giveTurn(0);
        Turn turn;
        std::uint32_t queryParity = 0;
        Piece piece;
        for (int index = blockIdx.x; piece.find(plan, index); index += gridDim.x, queryParity ^= 1) {
            attender.attend(piece, turn, queryParity);
            if (piece.slot < 0)
                attender.write(piece);
            else
                attender.writePart(piece);
        }
    }
#endif
}

constexpr int kJoinRows = 8;  ///< of a block: one warp each

/// Joins the parts of the split tiles.
template <typename T>
__global__ void __launch_bounds__(32 * kJoinRows) joinParts(const __grid_constant__ Plan plan) {
    awaitEarlierKernels();
    Piece piece{};
    const int row = int(blockIdx.y) * kJoinRows + int(threadIdx.x) / 32, lane = threadIdx.x % 32;
    if (!piece.find(plan, plan.wholeTiles + int(blockIdx.x) * plan.parts) || row >= piece.queries) return;
    const float* const first = static_cast<const float*>(plan.job.workspace) +
                               (std::int64_t(piece.slot) * kTileQueries + row) * kPartRowFloats;
    constexpr std::int64_t kPartFloats = std::int64_t(kTileQueries) * kPartRowFloats;
    float greatest = first[kDim];
    for (int part = 1; part < plan.parts; ++part)
        greatest = fmaxf(greatest, first[part * kPartFloats + kDim]);
    float total = 0.0f, sums[4] = {};
    for (int part = 0; part < plan.parts; ++part) {
        const float* const from = first + part * kPartFloats;
        const float factor = exp2f(from[kDim] - greatest);
        total += factor * from[kDim + 1];
        for (int i = 0; i < 4; ++i)
            sums[i] += factor * from[lane * 4 + i];
    }
    T* const out = static_cast<T*>(plan.job.out) +
                   (std::int64_t(piece.query + row) * plan.job.heads + piece.head) * kDim + lane * 4;
    for (int i = 0; i < 4; ++i)
        out[i] = T(sums[i] / total);
}

using EncodeTiled = decltype(&cuTensorMapEncodeTiled);

/// The driver's function; null where the driver is older than 12.0.
EncodeTiled encodeTiled() {
    static const EncodeTiled function = [] {
        void* found = nullptr;
        cudaDriverEntryPointQueryResult result;
        const cudaError_t error =
            cudaGetDriverEntryPointByVersion("cuTensorMapEncodeTiled", &found, 12000, cudaEnableDefault, &result);
        return error == cudaSuccess && result == cudaDriverEntryPointSuccess ? reinterpret_cast<EncodeTiled>(found)
                                                                             : nullptr;
    }();
    return function;
}

/// Boxes of `boxRows` tokens of one head, panel after panel. Tokens beyond the last are zeros.
bool describeRows(CUtensorMap& map, const HeadRows& rows, int heads, int boxRows, bool isBFloat16) {
    const cuuint64_t sizes[] = {kPanel, cuuint64_t(rows.tokens), kPanels, cuuint64_t(heads)};
    const cuuint64_t strides[] = {cuuint64_t(rows.tokenStride) * 2, kPanelRowBytes, cuuint64_t(rows.headStride) * 2};
    const cuuint32_t box[] = {kPanel, cuuint32_t(boxRows), kPanels, 1};
    const cuuint32_t steps[] = {1, 1, 1, 1};
    const auto type = isBFloat16 ? CU_TENSOR_MAP_DATA_TYPE_BFLOAT16 : CU_TENSOR_MAP_DATA_TYPE_FLOAT16;
    return encodeTiled()(&map, type, 4, const_cast<void*>(rows.data), sizes, strides, box, steps,
                         CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_SWIZZLE_128B, CU_TENSOR_MAP_L2_PROMOTION_L2_256B,
                         CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE) == CUDA_SUCCESS;
}

template <typename T>
cudaError_t launch(const Plan& plan, int processors, cudaStream_t stream) {
    const AttentionJob& job = plan.job;
    CUtensorMap queries, keys, values;
    if (!describeRows(queries, job.q, job.heads, kTileQueries, job.isBFloat16) ||
        !describeRows(keys, job.k, job.heads, kTileKeys, job.isBFloat16) ||
        !describeRows(values, job.v, job.heads, kTileKeys, job.isBFloat16))
        return cudaErrorInvalidValue;
    const auto kernel = attendTiles<T>;
    const cudaError_t error =
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, SharedLayout::kBytes);
    if (error != cudaSuccess) return error;
    const int splitTiles = plan.tiles - plan.wholeTiles;
    const int pieces = plan.wholeTiles + splitTiles * plan.parts;
    launchOverlapped(kernel, unsigned(min(pieces, processors)), kBlockThreads, SharedLayout::kBytes, stream, queries,
                     keys, values, plan);
    if (splitTiles > 0)
        launchOverlapped(joinParts<T>, dim3(unsigned(splitTiles), kTileQueries / kJoinRows), 32 * kJoinRows, 0, stream,
                         plan);
    return cudaGetLastError();
}

}  // namespace

cudaError_t attentionWorkspaceBytes(const AttentionJob& job, std::size_t& bytes) {
    Card card;
    if (const cudaError_t error = Card::current(card); error != cudaSuccess) return error;
    if (card.capability != 90 || !encodeTiled()) return cudaErrorNotSupported;
    const Plan plan = planFor(job, card.processors);
    bytes = std::size_t(plan.tiles - plan.wholeTiles) * plan.parts * kTileQueries * kPartRowFloats * sizeof(float);
    return cudaSuccess;
}

cudaError_t launchAttention(const AttentionJob& job, cudaStream_t stream) {
    Card card;
    if (const cudaError_t error = Card::current(card); error != cudaSuccess) return error;
    const Plan plan = planFor(job, card.processors);
    if (plan.tiles == 0) return cudaSuccess;
    return job.isBFloat16 ? launch<__nv_bfloat16>(plan, card.processors, stream)
                          : launch<__half>(plan, card.processors, stream);
}

#else

cudaError_t attentionWorkspaceBytes(const AttentionJob&, std::size_t&) {
    return cudaErrorNotSupported;
}

cudaError_t launchAttention(const AttentionJob&, cudaStream_t) {
    return cudaErrorNotSupported;
}

#endif

}  // namespace espalier::kernels
