#include "inference/nn/sparse_conv.h"
#include "tests/cuda/kernel_check.h"
#include "tests/support/tensor_compare.h"

namespace espalier::test {
namespace {

const c10::Device kCard(c10::kCUDA, 0);

struct NamedSet {
    std::string name;
    CoordSetPtr set;  ///< on the CPU
};

std::vector<NamedSet> voxelSets(bool isSmall) {
    const std::int64_t many = isSmall ? 150 : 20000;
    const auto make = [](const at::Tensor& coords, std::int64_t batchSize = 0) {
        return std::make_shared<const CoordSet>(coords, batchSize);
    };
    return {
        {"3 of a batch", make(randomCoords({many, 1, many / 2}, isSmall ? 8 : 40, 1))},
        {"one element", make(randomCoords({many}, isSmall ? 9 : 64, 2))},
        {"dense block", make(randomCoords({isSmall ? 64 : 4096}, isSmall ? 4 : 16, 3))},
        {"one voxel", make(at::tensor({0, 5, 32766, 0}, at::kInt).view({1, 4}))},
        {"no voxel", make(at::zeros({0, 4}, at::kInt), 1)},
    };
}

at::Tensor someChildren(std::int64_t parents, std::uint64_t seed) {
    return randomTensor({parents, 8}, seed) > 0.2;
}

void checkMaps(KernelChecks& checks, const NamedSet& voxels) {
    const CoordSetPtr onCard = CoordSet::on(voxels.set, kCard);
    checks.equal("neighbour-map", voxels.name, onCard->neighbourMap(), voxels.set->neighbourMap());
    const at::Tensor keep = someChildren(voxels.set->size(), 4);
    const ChildMapPtr children = subdivide(voxels.set, keep);
    const ChildMapPtr childrenOnCard = subdivide(onCard, keep.to(kCard));
    checks.equal("subdivision", voxels.name + ", slots", childrenOnCard->slot, children->slot);
    checks.equal("subdivision", voxels.name + ", voxels", childrenOnCard->fine->coords(), children->fine->coords());
    checks.equal("refined-map", voxels.name, childrenOnCard->fine->neighbourMap(), children->fine->neighbourMap());

    const ConvolutionOrder& order = childrenOnCard->convolutionOrder();
    const at::Tensor rows = order.rows.cpu().to(at::kLong);
    checks.equal("convolution-order", voxels.name + ", every row once", std::get<0>(rows.sort()),
                 at::arange(children->fine->size()));
    const at::Tensor childNumber = children->slot.bitwise_and(7);
    const at::Tensor begin = (childNumber.unsqueeze(0) < at::arange(9).unsqueeze(1)).sum(1);
    checks.equal("convolution-order", voxels.name + ", groups", order.groupBegin.cpu().to(at::kLong), begin);
    checks.equal("convolution-order", voxels.name + ", groups in order", childNumber.index_select(0, rows),
                 std::get<0>(childNumber.sort()));
}

struct Type {
    const char* name;
    at::ScalarType type;
    double limit;  ///< of a result's relative error: its own rounding
};
constexpr Type kTypes[] = {
    {"float32", at::kFloat, 1e-6}, {"float16", at::kHalf, 5e-4}, {"bfloat16", at::kBFloat16, 4e-3}};

/// The same layer on the card and, with the same rounded numbers, in float64 on the processor.
struct Layers {
    at::Tensor weight, bias;
    SparseConv3d onCard, exact;

    Layers(std::int64_t in, std::int64_t out, at::ScalarType type) : bias(randomTensor({out}, 6)) {
        weight = (randomTensor({out, 3, 3, 3, in}, 5) / std::sqrt(12.0 * double(in))).to(type);
        onCard = SparseConv3d(weight.to(kCard), bias.to(kCard));
        exact = SparseConv3d(weight.to(at::kDouble), bias.to(at::kDouble));
    }
};

void checkConvolution(KernelChecks& checks, const NamedSet& voxels, std::int64_t in, std::int64_t out,
                      const Type& type) {
    const std::string what =
        voxels.name + ", " + std::to_string(in) + " -> " + std::to_string(out) + ", " + std::string(type.name);
    const Layers layers(in, out, type.type);
    const at::Tensor feats = randomTensor({voxels.set->size(), in}, 7).to(type.type);
    const SparseTensor exact(feats.to(at::kDouble), voxels.set);
    const SparseTensor x(feats.to(kCard), CoordSet::on(voxels.set, kCard));
    const at::Tensor expected = layers.exact(exact).feats;
    checks.near("convolution", what, layers.onCard(x).feats, expected, type.limit);
    // What other cards and odd channels take.
    const auto onUnits = [&](ConvolutionUnits units) {
        return cudaOps()->sparseConvolution({.x = x.feats,
                                             .weight = layers.weight.to(kCard).reshape({out, 27, in}),
                                             .bias = layers.bias.to(kCard),
                                             .map = x.set->neighbourMap(),
                                             .slot = {},
                                             .order = x.set->convolutionOrder(),
                                             .residual = {},
                                             .residualRow = {},
                                             .units = units});
    };
    if (type.type == at::kFloat) return;
    checks.near("convolution, vectors", what, onUnits(ConvolutionUnits::VectorUnits), expected, type.limit);
    if (in % 8 == 0 && out % 8 == 0 && (type.type == at::kHalf || cudaOps()->computeMajor(kCard) >= 8))
        checks.near("convolution, tensors", what, onUnits(ConvolutionUnits::TensorCores), expected, type.limit);
}

/// Against the gathered rows' product in float64, of the same rounded numbers.
void checkWeightGradient(KernelChecks& checks, const NamedSet& voxels, std::int64_t in, std::int64_t out,
                         const Type& type) {
    constexpr double kLimit = 1e-5;  // of float sums over all rows
    const at::Tensor feats = randomTensor({voxels.set->size(), in}, 17).to(type.type);
    const at::Tensor gradient = randomTensor({voxels.set->size(), out}, 18).to(type.type);
    const at::Tensor map = voxels.set->neighbourMap().to(at::kLong);
    const at::Tensor padded = at::constant_pad_nd(feats.to(at::kDouble), {0, 0, 0, 1});
    const at::Tensor gathered = padded.index_select(0, at::where(map < 0, feats.size(0), map).flatten());
    const at::Tensor expected = gathered.view({-1, 27 * in}).t().mm(gradient.to(at::kDouble)).view({27, in, out});
    const at::Tensor sum = cudaOps()->sparseConvolutionWeightGradient(feats.to(kCard), gradient.to(kCard),
                                                                      CoordSet::on(voxels.set, kCard)->neighbourMap());
    if (!sum.defined()) return;
    checks.near("weight-gradient",
                voxels.name + ", " + std::to_string(in) + " -> " + std::to_string(out) + ", " + std::string(type.name),
                sum, expected, kLimit);
}

void checkUpBlock(KernelChecks& checks, const NamedSet& voxels, std::int64_t in, std::int64_t out, const Type& type) {
    const std::string what =
        voxels.name + ", " + std::to_string(in) + " -> " + std::to_string(out) + ", " + std::string(type.name);
    const at::Tensor keep = someChildren(voxels.set->size(), 8);
    const ChildMapPtr children = subdivide(voxels.set, keep);
    const ChildMapPtr childrenOnCard = subdivide(CoordSet::on(voxels.set, kCard), keep.to(kCard));
    const at::Tensor feats = randomTensor({voxels.set->size(), in}, 9).to(type.type);
    const SparseTensor exact(feats.to(at::kDouble), voxels.set);
    const SparseTensor x(feats.to(kCard), childrenOnCard->coarse);
    const Layers first(in, 8 * out, type.type);
    checks.near("to-children", what, first.onCard.toChildren(x, *childrenOnCard).feats,
                first.exact.toChildren(exact, *children).feats, type.limit);
    const Layers second(out, out, type.type);
    const at::Tensor fine = randomTensor({children->fine->size(), out}, 10).to(type.type);
    checks.near("plus-coarse", what,
                second.onCard.plusCoarse(SparseTensor(fine.to(kCard), childrenOnCard->fine), x, *childrenOnCard).feats,
                second.exact.plusCoarse(SparseTensor(fine.to(at::kDouble), children->fine), exact, *children).feats,
                2 * type.limit);  // rounded twice
}

void checkFeedForward(KernelChecks& checks, std::int64_t rows, std::int64_t channels, const Type& type) {
    const std::int64_t hidden = 4 * channels;
    const auto make = [&](at::IntArrayRef shape, std::uint64_t seed, double scale) {
        return (randomTensor(shape, seed) * scale).to(type.type);
    };
    const at::Tensor x = make({rows, channels}, 11, 1.0), h = make({rows, channels}, 12, 1.0);
    const at::Tensor w1 = make({hidden, channels}, 13, 1.0 / std::sqrt(double(channels)));
    const at::Tensor w2 = make({channels, hidden}, 14, 1.0 / std::sqrt(double(hidden)));
    const at::Tensor b1 = make({hidden}, 15, 0.1), b2 = make({channels}, 16, 0.1);
    at::Tensor sum = x.to(kCard);
    if (!cudaOps()->addFeedForward(sum, h.to(kCard), w1.to(kCard), b1.to(kCard), w2.to(kCard), b2.to(kCard))) return;
    const auto exact = [](const at::Tensor& t) { return t.to(at::kDouble); };
    const at::Tensor inner = at::silu(at::linear(exact(h), exact(w1), exact(b1)));
    checks.near("feed-forward",
                std::to_string(rows) + " rows, " + std::to_string(channels) + " channels, " + std::string(type.name),
                sum, exact(x) + at::linear(inner, exact(w2), exact(b2)), 2 * type.limit);
}

}  // namespace

void checkSparseKernels(KernelChecks& checks) {
    const std::vector<NamedSet> sets = voxelSets(checks.isSmall());
    for (const NamedSet& voxels : sets)
        if (checks.wants("maps")) checkMaps(checks, voxels);
    for (const Type& type : kTypes) {
        if (checks.wants("convolution " + std::string(type.name))) {
            for (const NamedSet& voxels : sets)
                checkConvolution(checks, voxels, 64, 64, type);
            // Multiples of the tile, of 8 only, of nothing; the widest tile needs many rows.
            for (const auto& [in, out] :
                 {std::pair{128, 128}, {256, 256}, {192, 320}, {8, 8}, {24, 40}, {72, 200}, {20, 12}, {5, 3}})
                checkConvolution(checks, sets[0], in, out, type);
            if (!checks.isSmall()) {
                const auto wide = std::make_shared<const CoordSet>(randomCoords({40000}, 48, 11));
                checkConvolution(checks, {"40,000 voxels", wide}, 32, 256, type);
            }
        }
        if (checks.wants("weight-gradient")) {
            for (const NamedSet& voxels : sets)
                checkWeightGradient(checks, voxels, 16, 32, type);
            for (const auto& [in, out] : {std::pair{16, 16}, {64, 64}, {32, 48}, {128, 512}})
                checkWeightGradient(checks, sets[0], in, out, type);
            if (!checks.isSmall()) {
                const auto many = std::make_shared<const CoordSet>(randomCoords({40000, 30000}, 40, 19));
                checkWeightGradient(checks, {"70,000 voxels", many}, 64, 32, type);
            }
        }
        if (checks.wants("feed-forward"))
            for (const std::int64_t channels : {64, 128, 256})
                for (const std::int64_t rows : {0, 1, 128, 1000})
                    checkFeedForward(checks, rows, channels, type);
        if (checks.wants("up-block")) {
            for (const NamedSet& voxels : sets)
                checkUpBlock(checks, voxels, 64, 32, type);
            for (const auto& [in, out] : {std::pair{128, 64}, {64, 128}, {16, 8}, {24, 12}})
                checkUpBlock(checks, sets[0], in, out, type);
        }
    }
}

}  // namespace espalier::test
