#include "inference/nn/transformer_cuda.h"

#include <ATen/cuda/CUDAContext.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>

#include <map>
#include <mutex>

#include "inference/base/error.h"
#include "inference/nn/attention_kernels.h"
#include "inference/nn/transformer_kernels.h"

namespace espalier::cuda {

namespace {

void require(bool holds, const char* what) {
    if (!holds) throw Error(ErrorCode::Internal, std::string("A kernel for the card was given ") + what + ".");
}

kernels::Element elementOf(const at::Tensor& t) {
    switch (t.scalar_type()) {
        case at::kFloat:
            return kernels::Element::Float;
        case at::kHalf:
            return kernels::Element::Half;
        case at::kBFloat16:
            return kernels::Element::BFloat16;
        default:
            throw Error(ErrorCode::Internal, "A kernel for the card was given a tensor of a type it does not know.");
    }
}

kernels::Matrix matrix(const at::Tensor& t) {
    return {t.data_ptr(), elementOf(t)};
}

/// `t` as one float32 per column, or null.
const float* columns(const at::Tensor& t, std::int64_t count) {
    if (!t.defined()) return nullptr;
    require(t.scalar_type() == at::kFloat && t.is_contiguous() && t.numel() == count,
            "weights that are not one float32 per column");
    return t.const_data_ptr<float>();
}

bool isAligned(const void* pointer) {
    return reinterpret_cast<std::uintptr_t>(pointer) % 16 == 0;
}

/// Whether the kernel can read `t` [T, H, D]: rows of whole multiples of 16 bytes.
bool hasAlignedRows(const at::Tensor& t) {
    constexpr std::int64_t kElements = 8;
    return t.stride(2) == 1 && t.stride(1) % kElements == 0 && t.stride(0) % kElements == 0 &&
           isAligned(t.const_data_ptr());
}

/// The stream on which graphs of a card are recorded, the same for all: cuBLAS keeps a workspace of tens of megabytes
/// for each stream that it has ever seen. Where they run is another matter.
c10::cuda::CUDAStream recordingStream(c10::DeviceIndex card) {
    static std::mutex mutex;
    static std::map<c10::DeviceIndex, c10::cuda::CUDAStream> streams;
    const std::lock_guard lock(mutex);
    const auto known = streams.find(card);
    if (known != streams.end()) return known->second;
    return streams.emplace(card, c10::cuda::getStreamFromPool(/*isHighPriority=*/false, card)).first->second;
}

kernels::HeadRows headRows(const at::Tensor& t) {
    return {t.const_data_ptr(), t.size(0), t.stride(0), t.stride(1)};
}

}  // namespace

void addNorm(const at::Tensor& x, const at::Tensor& h, const at::Tensor& gate, const RowNorm& norm,
             const at::Tensor& out) {
    const c10::cuda::CUDAGuard guard(x.device());
    require(x.dim() == 2 && x.is_contiguous(), "rows that are not contiguous");
    kernels::AddNorm call;
    call.x = matrix(x);
    call.rows = x.size(0);
    call.channels = x.size(1);
    if (h.defined()) {
        require(h.dim() == 2 && h.is_contiguous() && h.size(1) == call.channels &&
                    (h.size(0) == call.rows || h.size(0) == 1),
                "a summand of another shape");
        call.h = matrix(h);
        call.hStride = h.size(0) == call.rows ? call.channels : 0;
    }
    if (out.defined()) {
        require(out.sizes() == x.sizes() && out.is_contiguous(), "a result of another shape");
        call.out = matrix(out);
    }
    call.gate = columns(gate, call.channels);
    call.weight = columns(norm.weight, call.channels);
    call.bias = columns(norm.bias, call.channels);
    call.weightOffset = static_cast<float>(norm.weightOffset);
    call.eps = static_cast<float>(norm.eps);
    call.silu = norm.silu;
    for (const void* pointer : {static_cast<const void*>(call.x.data), static_cast<const void*>(call.h.data),
                                static_cast<const void*>(call.out.data), static_cast<const void*>(call.gate),
                                static_cast<const void*>(call.weight), static_cast<const void*>(call.bias)})
        require(call.channels % 8 != 0 || isAligned(pointer), "rows that do not begin at multiples of 16 bytes");
    C10_CUDA_CHECK(kernels::launchAddNorm(call, c10::cuda::getCurrentCUDAStream()));
}

void transformHeads(const at::Tensor& x, at::TensorList gammas, const at::Tensor& cos, const at::Tensor& sin,
                    std::int64_t prefix, bool halfSplit) {
    const c10::cuda::CUDAGuard guard(x.device());
    require(x.dim() == 4 && x.size(1) <= 2 && x.stride(3) == 1 && x.stride(2) == x.size(3) && x.size(3) % 2 == 0 &&
                x.size(3) <= 256,
            "heads of a layout it does not know");
    kernels::HeadTransform call;
    call.x = x.data_ptr();
    call.element = elementOf(x);
    call.tokens = x.size(0);
    call.parts = static_cast<int>(x.size(1));
    call.heads = static_cast<int>(x.size(2));
    call.dim = static_cast<int>(x.size(3));
    call.tokenStride = x.stride(0);
    call.partStride = x.stride(1);
    require(call.tokenStride % 2 == 0 && call.partStride % 2 == 0, "heads of a layout it does not know");
    require(gammas.empty() || gammas.size() == static_cast<std::size_t>(call.parts), "not one gamma per part");
    for (std::size_t i = 0; i < gammas.size(); ++i)
        call.gamma[i] = columns(gammas[i], x.size(2) * x.size(3));
    if (cos.defined()) {
        require(cos.is_contiguous() && sin.is_contiguous() && cos.sizes() == sin.sizes() && cos.dim() == 2 &&
                    cos.scalar_type() == at::kFloat && sin.scalar_type() == at::kFloat && cos.size(1) >= call.dim / 2 &&
                    call.tokens % (prefix + cos.size(0)) == 0,
                "a rotary table that does not fit");
        call.cos = cos.const_data_ptr<float>();
        call.sin = sin.const_data_ptr<float>();
        call.tableRows = cos.size(0);
        call.tableStride = cos.size(1);
        call.prefix = prefix;
    }
    call.halfSplit = halfSplit;
    C10_CUDA_CHECK(kernels::launchHeadTransform(call, c10::cuda::getCurrentCUDAStream()));
}

at::Tensor segmentAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                            const std::vector<std::int64_t>& qOffsets, const std::vector<std::int64_t>& kOffsets) {
    const std::size_t segments = qOffsets.size() - 1;
    const at::ScalarType type = q.scalar_type();
    if ((type != at::kHalf && type != at::kBFloat16) || k.scalar_type() != type || v.scalar_type() != type ||
        q.size(2) != kernels::kAttentionHeadDim || segments > kernels::kMaxAttentionSegments || !hasAlignedRows(q) ||
        !hasAlignedRows(k) || !hasAlignedRows(v))
        return {};
    require(k.sizes() == v.sizes() && k.size(1) == q.size(1) && k.size(2) == q.size(2) &&
                qOffsets.size() == kOffsets.size() && qOffsets.back() <= q.size(0) && kOffsets.back() <= k.size(0),
            "queries, keys and values that do not fit each other");
    const c10::cuda::CUDAGuard guard(q.device());
    kernels::AttentionJob job;
    job.isBFloat16 = type == at::kBFloat16;
    job.q = headRows(q);
    job.k = headRows(k);
    job.v = headRows(v);
    job.heads = static_cast<int>(q.size(1));
    job.scale = 1.0f / std::sqrt(static_cast<float>(q.size(2)));
    job.segmentCount = static_cast<int>(segments);
    for (std::size_t s = 0; s < segments; ++s) {
        const auto count = [s](const std::vector<std::int64_t>& offsets) {
            return static_cast<int>(offsets[s + 1] - offsets[s]);
        };
        if (count(kOffsets) == 0) return {};
        job.segments[s] = {static_cast<int>(qOffsets[s]), count(qOffsets), static_cast<int>(kOffsets[s]),
                           count(kOffsets)};
    }
    std::size_t bytes = 0;
    const cudaError_t known = kernels::attentionWorkspaceBytes(job, bytes);
    if (known == cudaErrorNotSupported) return {};
    C10_CUDA_CHECK(known);
    at::Tensor out = at::empty(q.sizes(), q.options());
    const at::Tensor workspace = at::empty({static_cast<std::int64_t>(bytes)}, q.options().dtype(at::kByte));
    job.out = out.mutable_data_ptr();
    job.workspace = workspace.mutable_data_ptr();
    C10_CUDA_CHECK(kernels::launchAttention(job, c10::cuda::getCurrentCUDAStream()));
    return out;
}

std::function<void()> captureGraph(c10::Device device, const std::function<void()>& work) {
    const c10::cuda::CUDAGuard guard(device);
    auto graph = std::make_shared<at::cuda::CUDAGraph>();
    // Nothing runs during a capture, but it needs a stream of its own. The graph later runs on the stream then current.
    {
        const c10::cuda::CUDAStreamGuard capturing(recordingStream(device.index()));
        // Other threads (previews) go on allocating while this one captures.
        graph->capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
        try {
            work();
        } catch (...) {
            // Ends the capture, whose result is of no use, and lets the reason through.
            try {
                graph->capture_end();
            } catch (const std::exception&) {
            }
            throw;
        }
        graph->capture_end();
    }
    return [graph] { graph->replay(); };
}

int computeMajor(c10::Device device) {
    return at::cuda::getDeviceProperties(device.index())->major;
}

}  // namespace espalier::cuda
