#pragma once

#include "inference/nn/attention_plan.cuh"
#include "inference/nn/bulk_copy.cuh"
#include "inference/nn/sparse_conv_feeder.cuh"
#include "inference/nn/warpgroup.cuh"

// What the warps of a block do in attention with the instructions of compute capability 9.0: one feeds, two warpgroups
// multiply.

namespace espalier::kernels::attention {

constexpr int kStages = 2;
constexpr int kConsumers = 2;  ///< warpgroups that multiply
constexpr int kBlockThreads = 128 * (1 + kConsumers);
constexpr int kPanel = 64;  ///< channels of 128 bytes, as products want them
constexpr int kPanels = kDim / kPanel;
constexpr int kPanelRowBytes = 128;
constexpr int kQueryBytes = kTileQueries * kDim * 2;
constexpr int kKeyBytes = kTileKeys * kDim * 2;

/// Queries, then the stages of keys, those of values, and the barriers: two for the queries and four per stage.
struct SharedLayout {
    static constexpr int kKeysAt = kQueryBytes;
    static constexpr int kValuesAt = kKeysAt + kStages * kKeyBytes;
    static constexpr int kBarriersAt = kValuesAt + kStages * kKeyBytes;
    static constexpr int kBytes = kBarriersAt + 8 * (2 + 4 * kStages);
};

#ifdef __CUDA_ARCH_FEAT_SM90_ALL

constexpr int kQueryPanelBytes = kTileQueries * kPanelRowBytes;
constexpr int kKeyPanelBytes = kTileKeys * kPanelRowBytes;
constexpr int kScores = kTileKeys / 2;  ///< of a thread
constexpr int kSums = kDim / 2;

struct SharedMemory : SharedLayout {
    std::uint32_t base;
    __device__ explicit SharedMemory(const void* begin) : base(sharedAddress(begin)) {}
    __device__ std::uint32_t queries() const { return base; }
    __device__ std::uint32_t keys(int stage) const { return base + kKeysAt + stage * kKeyBytes; }
    __device__ std::uint32_t values(int stage) const { return base + kValuesAt + stage * kKeyBytes; }
    // "Full": copied. "Free": read by all who multiply.
    __device__ std::uint32_t queriesFull() const { return base + kBarriersAt; }
    __device__ std::uint32_t queriesFree() const { return base + kBarriersAt + 8; }
    __device__ std::uint32_t keysFull(int stage) const { return base + kBarriersAt + 16 + 32 * stage; }
    __device__ std::uint32_t keysFree(int stage) const { return base + kBarriersAt + 24 + 32 * stage; }
    __device__ std::uint32_t valuesFull(int stage) const { return base + kBarriersAt + 32 + 32 * stage; }
    __device__ std::uint32_t valuesFree(int stage) const { return base + kBarriersAt + 40 + 32 * stage; }
};

/// A place in the stages, and the parity of the barriers there.
struct Turn {
    int stage = 0;
    std::uint32_t parity = 0;
    __device__ void advance() {
        stage = stage + 1 == kStages ? 0 : stage + 1;
        parity ^= stage == 0;
    }
};

/// By one thread.
__device__ void feed(const CUtensorMap& queries, const CUtensorMap& keys, const CUtensorMap& values, const Plan& plan,
                     const SharedMemory& memory) {
    Turn turn;
    std::uint32_t queryParity = 0;
    Piece piece;
    for (int index = blockIdx.x; piece.find(plan, index); index += gridDim.x) {
        awaitPhase(memory.queriesFree(), queryParity ^ 1);
        arriveExpecting(memory.queriesFull(), kQueryBytes);
        copyBox(memory.queries(), queries, memory.queriesFull(), 0, piece.query, 0, piece.head);
        queryParity ^= 1;
        for (int block = piece.endBlock - 1; block >= piece.firstBlock; --block, turn.advance()) {
            const int row = piece.key + block * kTileKeys;
            awaitPhase(memory.keysFree(turn.stage), turn.parity ^ 1);
            arriveExpecting(memory.keysFull(turn.stage), kKeyBytes);
            copyBox(memory.keys(turn.stage), keys, memory.keysFull(turn.stage), 0, row, 0, piece.head);
            awaitPhase(memory.valuesFree(turn.stage), turn.parity ^ 1);
            arriveExpecting(memory.valuesFull(turn.stage), kKeyBytes);
            copyBox(memory.values(turn.stage), values, memory.valuesFull(turn.stage), 0, row, 0, piece.head);
        }
    }
}

/// Both warpgroups take turns: each waits here until the other has handed its products over.
__device__ inline void awaitTurn(int group) {
    asm volatile("bar.sync %0, %1;" ::"r"(1 + group), "n"(128 * kConsumers) : "memory");
}
__device__ inline void giveTurn(int group) {
    asm volatile("bar.arrive %0, %1;" ::"r"(1 + group), "n"(128 * kConsumers) : "memory");
}

__device__ inline float exp2Fast(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

/// A warpgroup's side: 64 queries of each tile. Arrays are a thread's part of rows lane / 4 + {0, 8} of its warp's 16.
template <typename T>
struct Attender {
    const Plan& plan;
    const SharedMemory& memory;
    int group, lane;
    float scores[kScores];
    float sums[kSums];
    std::uint32_t weights[kTileKeys / 16][4];
    float greatest[2], total[2];

    __device__ void release(std::uint32_t barrier) const {
        if (lane == 0) arrive(barrier);
    }

    __device__ void startScores(int stage) {
        const std::uint32_t queries = memory.queries() + group * 64 * kPanelRowBytes;
#pragma unroll
        for (int k = 0; k < kDim / 16; ++k) {
            const std::uint64_t rows = describe(queries + k / 4 * kQueryPanelBytes) + 2 * (k % 4);
            const std::uint64_t columns = describe(memory.keys(stage) + k / 4 * kKeyPanelBytes) + 2 * (k % 4);
            if (k == 0)
                multiply<kTileKeys, false>(scores, rows, columns, T());
            else
                multiply<kTileKeys>(scores, rows, columns, T());
        }
        closeProducts();
    }

    __device__ void startSums(int stage) {
        const std::uint64_t columns = describeAcross(memory.values(stage), kKeyPanelBytes);
#pragma unroll
        for (int k = 0; k < kTileKeys / 16; ++k)
            multiplyAcross(sums, weights[k], columns + k * (16 * kPanelRowBytes / 16), T());
        closeProducts();
    }

    __device__ void mask(int keysLeft) {
#pragma unroll
        for (int n = 0; n < kTileKeys / 8; ++n)
#pragma unroll
            for (int e = 0; e < 2; ++e)
                if (n * 8 + lane % 4 * 2 + e >= keysLeft)
                    scores[4 * n + e] = scores[4 * n + 2 + e] = __int_as_float(0xff800000);  // -infinity
    }

    /// Scores become weights 2^(score - greatest); returns what all sums so far must be multiplied by.
    template <bool kFirst>
    __device__ float2 weigh() {
        float factor[2];
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            float most = scores[2 * half];
#pragma unroll
            for (int n = 0; n < kTileKeys / 8; ++n)
                most = fmaxf(most, fmaxf(scores[4 * n + 2 * half], scores[4 * n + 2 * half + 1]));
            most = fmaxf(most, __shfl_xor_sync(0xffffffff, most, 1));
            most = fmaxf(most, __shfl_xor_sync(0xffffffff, most, 2));
            most *= plan.scaleLog2;
            if (!kFirst) most = fmaxf(most, greatest[half]);
            factor[half] = kFirst ? 0.0f : exp2Fast(greatest[half] - most);
            greatest[half] = most;
            float sum = 0.0f;
#pragma unroll
            for (int n = 0; n < kTileKeys / 8; ++n)
#pragma unroll
                for (int e = 0; e < 2; ++e) {
                    float& score = scores[4 * n + 2 * half + e];
                    score = exp2Fast(fmaf(score, plan.scaleLog2, -most));
                    sum += score;
                }
            total[half] = kFirst ? sum : fmaf(total[half], factor[half], sum);
        }
        return {factor[0], factor[1]};
    }

    __device__ void rescale(float2 factor) {
#pragma unroll
        for (int n = 0; n < kDim / 8; ++n) {
            sums[4 * n] *= factor.x;
            sums[4 * n + 1] *= factor.x;
            sums[4 * n + 2] *= factor.y;
            sums[4 * n + 3] *= factor.y;
        }
    }

    __device__ void roundWeights() {
#pragma unroll
        for (int n = 0; n < kTileKeys / 8; ++n)
#pragma unroll
            for (int half = 0; half < 2; ++half)
                weights[n / 2][n % 2 * 2 + half] = packPair<T>(scores[4 * n + 2 * half], scores[4 * n + 2 * half + 1]);
    }

    __device__ void attend(const Piece& piece, Turn& turn, std::uint32_t queryParity) {
#pragma unroll
        for (int i = 0; i < kSums; ++i)
            sums[i] = 0.0f;
        awaitPhase(memory.queriesFull(), queryParity);
        awaitPhase(memory.keysFull(turn.stage), turn.parity);
        beginProducts();
        startScores(turn.stage);
        awaitProducts<0>();
        settle(scores);
        release(memory.keysFree(turn.stage));
        const int keysLeft = piece.keys - (piece.endBlock - 1) * kTileKeys;
        if (keysLeft < kTileKeys) mask(keysLeft);
        weigh<true>();
        roundWeights();
        Turn before = turn;
        turn.advance();
        for (int block = piece.endBlock - 2; block >= piece.firstBlock; --block) {
            awaitTurn(group);
            awaitPhase(memory.keysFull(turn.stage), turn.parity);
            beginProducts();
            startScores(turn.stage);
            awaitPhase(memory.valuesFull(before.stage), before.parity);
            startSums(before.stage);
            giveTurn(1 - group);
            awaitProducts<1>();
            settle(scores);
            release(memory.keysFree(turn.stage));
            const float2 factor = weigh<false>();
            awaitProducts<0>();
            settle(sums);
            release(memory.valuesFree(before.stage));
            rescale(factor);
            roundWeights();
            before = turn;
            turn.advance();
        }
        release(memory.queriesFree());
        awaitPhase(memory.valuesFull(before.stage), before.parity);
        beginProducts();
        startSums(before.stage);
        awaitProducts<0>();
        settle(sums);
        release(memory.valuesFree(before.stage));
#pragma unroll
        for (float& sum : total) {
            sum += __shfl_xor_sync(0xffffffff, sum, 1);
            sum += __shfl_xor_sync(0xffffffff, sum, 2);
        }
    }

    __device__ void write(const Piece& piece) const {
        const int warp = threadIdx.x / 32 % 4;
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const int row = group * 64 + warp * 16 + half * 8 + lane / 4;
            if (row >= piece.queries) continue;
            const float scale = __fdividef(1.0f, total[half]);
            T* const out =
                static_cast<T*>(plan.job.out) + (std::int64_t(piece.query + row) * plan.job.heads + piece.head) * kDim;
#pragma unroll
            for (int n = 0; n < kDim / 8; ++n)
                *reinterpret_cast<std::uint32_t*>(out + n * 8 + lane % 4 * 2) =
                    packPair<T>(sums[4 * n + 2 * half] * scale, sums[4 * n + 2 * half + 1] * scale);
        }
    }

    __device__ void writePart(const Piece& piece) const {
        const int warp = threadIdx.x / 32 % 4;
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const int row = group * 64 + warp * 16 + half * 8 + lane / 4;
            float* const out = static_cast<float*>(plan.job.workspace) +
                               (std::int64_t(piece.slot) * kTileQueries + row) * kPartRowFloats;
#pragma unroll
            for (int n = 0; n < kDim / 8; ++n)
                *reinterpret_cast<float2*>(out + n * 8 + lane % 4 * 2) = {sums[4 * n + 2 * half],
                                                                          sums[4 * n + 2 * half + 1]};
            if (lane % 4 == 0) *reinterpret_cast<float2*>(out + kDim) = {greatest[half], total[half]};
        }
    }
};

template <int kRegisters>
__device__ inline void takeRegisters() {
    asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(kRegisters));
}
template <int kRegisters>
__device__ inline void leaveRegisters() {
    asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(kRegisters));
}

#endif

}  // namespace espalier::kernels::attention
