// The small test of Espalier's own kernels, each against the processor's path of the same operation.
#include "inference/nn/attention.h"
#include "inference/nn/head_transform.h"
#include "inference/nn/residual_stream.h"
#include "inference/nn/sparse_conv.h"
#include "inference/pipeline/self_test_items.h"
#include "inference/tensor/cuda_ops.h"

namespace espalier {
namespace {

const c10::Device kProcessor(c10::kCPU);

void testNorm(c10::Device device) {
    const auto run = [](c10::Device where) {
        LayerNorm norm;
        norm.eps = 1e-6;
        ResidualStream stream(pattern({40, 256}, 0.37).to(where), {0, 40}, at::kFloat);
        stream.add(pattern({40, 256}, 0.71).to(where));
        return stream.norm(norm);
    };
    requireClose(run(device), run(kProcessor));
}

void testHeads(c10::Device device) {
    const auto run = [](c10::Device where) {
        HeadRmsNorm norm;
        norm.gamma = pattern({2, 128}, 0.53).add(1.5).to(where);
        return transformHeads(pattern({40, 2, 128}, 0.37).to(where), norm, {});
    };
    requireClose(run(device), run(kProcessor));
}

/// A block of 4 x 4 x 4 voxels.
at::Tensor blockCoords() {
    const at::Tensor axis = at::arange(4, at::kInt);
    const at::Tensor xyz = at::stack(at::meshgrid({axis, axis, axis}, "ij"), -1).reshape({-1, 3});
    return at::constant_pad_nd(xyz, {1, 0}).contiguous();
}

void testNeighbours(c10::Device device) {
    const CoordSet onCard(blockCoords().to(device));
    const CoordSet reference(blockCoords());
    if (!at::equal(onCard.neighbourMap().cpu(), reference.neighbourMap()))
        throw std::runtime_error("the neighbours are wrong");
}

void testConvolution(c10::Device device, at::ScalarType type) {
    const auto run = [type](c10::Device where, at::ScalarType dtype) {
        const at::Tensor weight = pattern({64, 3, 3, 3, 32}, 0.37).to(type), x = pattern({64, 32}, 0.53).to(type);
        const SparseConv3d conv(weight.to(where, dtype), pattern({64}, 0.71).to(where));
        return conv(SparseTensor(x.to(where, dtype), blockCoords().to(where))).feats;
    };
    requireClose(run(device, type), run(kProcessor, at::kFloat));
}

/// Queries and keys that fill no tile; a card without such a kernel passes.
void testAttention(c10::Device device, const CudaOps& ops, at::ScalarType type) {
    const at::Tensor q = pattern({40, 2, 128}, 0.37).to(type), kv = pattern({200, 2, 2, 128}, 0.71).to(type);
    const at::Tensor k = kv.select(1, 0), v = kv.select(1, 1);
    const at::Tensor kvCard = kv.to(device);
    const at::Tensor out =
        ops.segmentAttention(q.to(device), kvCard.select(1, 0), kvCard.select(1, 1), {0, 40}, {0, 200});
    if (!out.defined()) return;
    const auto precise = [](const at::Tensor& t) { return t.to(at::kFloat); };
    requireClose(out, segmentAttention(precise(q), precise(k), precise(v), {0, 40}, {0, 200}));
}

/// In a voxel's centre only its own attributes count.
void testSampling(c10::Device device, const CudaOps& ops) {
    const at::Tensor coords = blockCoords();
    const at::Tensor attributes = pattern({coords.size(0), 6}, 0.37);
    const at::Tensor centres = coords.slice(1, 1).to(at::kFloat).add(0.5);
    requireClose(ops.sampleVoxels(coords.to(device), attributes.to(device), centres.to(device)), attributes);
}

}  // namespace

std::vector<NamedTest> ownKernelTests(c10::Device device) {
    const CudaOps* ops = cudaOps();
    if (!ops) return {};
    return {
        {"own norm", true, [=] { testNorm(device); }},
        {"own heads", true, [=] { testHeads(device); }},
        {"own attention fp16", true, [=] { testAttention(device, *ops, at::kHalf); }},
        {"own attention bf16", true, [=] { testAttention(device, *ops, at::kBFloat16); }},
        {"own neighbours", true, [=] { testNeighbours(device); }},
        {"own convolution fp32", true, [=] { testConvolution(device, at::kFloat); }},
        {"own convolution fp16", true, [=] { testConvolution(device, at::kHalf); }},
        {"own sampling", true, [=] { testSampling(device, *ops); }},
    };
}

}  // namespace espalier
