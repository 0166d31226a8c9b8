#include "inference/nn/attention.h"
#include "inference/nn/linear.h"
#include "inference/tensor/cuda_ops.h"
#include "tests/cuda/flow_check.h"

namespace espalier {

namespace {

const c10::Device kCard(c10::kCUDA, 0);
constexpr std::array<at::ScalarType, 3> kTypes{at::kFloat, at::kHalf, at::kBFloat16};

/// Half a unit in the last place: what rounding the result once may cost, and float32's sums.
double roundingOf(at::ScalarType type) {
    return type == at::kFloat ? 1e-6 : type == at::kHalf ? 1.0 / 2048 : 1.0 / 256;
}

std::string nameOf(at::ScalarType type) {
    return c10::toString(type);
}

at::Tensor draw(at::IntArrayRef shape, at::ScalarType type = at::kFloat) {
    return (at::randn(shape) * 1.5 + 0.25).to(type);
}

at::Tensor exact(const at::Tensor& t) {
    return t.to(at::kDouble);
}

/// What differs between the calls of addNorm.
struct NormCase {
    const char* name;
    bool adds, oneRow, gated, scaled, silu, normalises;
};

void checkAddNorm(Checks& checks, const NormCase& c, std::int64_t rows, std::int64_t channels, at::ScalarType xType,
                  at::ScalarType hType, at::ScalarType outType) {
    const at::Tensor x = draw({rows, channels}, xType);
    const at::Tensor h = c.adds ? draw({c.oneRow ? 1 : rows, channels}, hType) : at::Tensor();
    const at::Tensor gate = c.gated ? draw({channels}) : at::Tensor();
    const RowNorm norm{c.scaled ? draw({channels}) : at::Tensor(), c.scaled ? draw({channels}) : at::Tensor(),
                       c.scaled && c.silu ? 0.0 : 1.0, 1e-6, c.silu};
    const auto onCard = [](const at::Tensor& t) { return t.defined() ? t.to(kCard, /*non_blocking=*/false, true) : t; };
    const at::Tensor xCard = onCard(x);
    at::Tensor out = c.normalises
                         ? at::full({rows, channels}, std::nan(""), at::TensorOptions().device(kCard).dtype(outType))
                         : at::Tensor();
    const RowNorm normCard{onCard(norm.weight), onCard(norm.bias), norm.weightOffset, norm.eps, norm.silu};
    cudaOps()->addNorm(xCard, onCard(h), onCard(gate), normCard, out);

    at::Tensor sum = exact(x);
    if (c.adds) sum = (sum + (c.gated ? exact(gate) * exact(h) : exact(h))).to(xType).to(at::kDouble);
    const std::string what = std::string("addNorm ") + c.name + " [" + std::to_string(rows) + ", " +
                             std::to_string(channels) + "] " + nameOf(xType) + "/" + nameOf(hType) + "/" +
                             nameOf(outType);
    checks.near(what + " sum", xCard, sum, roundingOf(xType));
    if (!c.normalises) return;
    // From the card's own sum, so that what rounds the other way there does not count here.
    const at::Tensor stored = exact(xCard.cpu());
    at::Tensor y = at::layer_norm(stored, {channels}, {}, {}, norm.eps);
    if (norm.weight.defined()) y = y * (exact(norm.weight) + norm.weightOffset) + exact(norm.bias);
    if (c.silu) y = at::silu(y);
    checks.near(what, out, y, roundingOf(outType) + 1e-6);
}

void checkAddNorms(Checks& checks) {
    constexpr std::array<NormCase, 6> kCases{{{"norm", false, false, false, false, false, true},
                                              {"affine norm, SiLU", false, false, false, true, true, true},
                                              {"gated sum, modulated norm", true, false, true, true, false, true},
                                              {"sum, norm", true, false, false, false, false, true},
                                              {"one row for all, modulated norm", true, true, false, true, false, true},
                                              {"gated sum alone", true, false, true, false, false, false}}};
    constexpr std::array<std::int64_t, 10> kChannels{1536, 1024, 8, 60, 80, 256, 2048, 2056, 7, 520};
    std::size_t turn = 0;
    for (const NormCase& c : kCases)
        for (const std::int64_t channels : kChannels) {
            const std::int64_t rows = 1 + at::randint(300, {1}).item<std::int64_t>();
            // Over all cases and widths every mixture of types comes up.
            const at::ScalarType x = kTypes[turn % 3], h = kTypes[turn / 3 % 3], out = kTypes[turn / 9 % 3];
            ++turn;
            checkAddNorm(checks, c, rows, channels, x, h, out);
        }
    checkAddNorm(checks, kCases[2], 4096, 1536, at::kBFloat16, at::kBFloat16, at::kBFloat16);
    checkAddNorm(checks, kCases[2], 4097, 1024, at::kFloat, at::kHalf, at::kHalf);
}

/// x [T, P, H, D] in double precision as HeadTransform describes it.
at::Tensor transformed(const at::Tensor& x, const std::vector<at::Tensor>& gammas, const RopeTable& rope,
                       std::int64_t prefix, bool halfSplit) {
    at::Tensor y = exact(x);
    const std::int64_t dim = x.size(3);
    if (!gammas.empty()) {
        const at::Tensor length = y.norm(2, {3}, /*keepdim=*/true).clamp_min(1e-12);
        y = y / length * exact(at::stack(gammas)) * std::sqrt(double(dim));
    }
    if (!rope.defined()) return y;
    const std::int64_t period = prefix + rope.cos.size(0);
    const auto angles = [&](const at::Tensor& table, double rest) {
        const at::Tensor rows = exact(table.cpu()).slice(1, 0, dim / 2);
        const at::Tensor all = at::cat({at::full({prefix, dim / 2}, rest, rows.options()), rows});
        return all.repeat({x.size(0) / period, 1}).unsqueeze(1).unsqueeze(1);
    };
    const at::Tensor cos = angles(rope.cos, 1.0), sin = angles(rope.sin, 0.0);
    const at::Tensor pairs = halfSplit ? y.unflatten(3, {2, dim / 2}).transpose(3, 4) : y.unflatten(3, {dim / 2, 2});
    const at::Tensor a = pairs.select(4, 0), b = pairs.select(4, 1);
    const at::Tensor turned = at::stack({a * cos - b * sin, a * sin + b * cos}, -1);
    return (halfSplit ? turned.transpose(3, 4) : turned).reshape(y.sizes());
}

void checkHeadTransforms(Checks& checks) {
    struct Case {
        std::int64_t dim, heads, parts;
        bool norm, rope, halfSplit;
    };
    constexpr std::array<Case, 9> kCases{{{128, 12, 2, true, true, false},
                                          {10, 6, 2, true, true, false},
                                          {32, 3, 1, true, false, false},
                                          {64, 16, 2, false, true, true},
                                          {20, 3, 2, false, true, true},
                                          {256, 2, 2, true, true, false},
                                          {40, 2, 2, true, true, false},
                                          {2, 5, 1, true, true, true},
                                          {130, 5, 2, true, true, true}}};
    for (const Case& c : kCases)
        for (const at::ScalarType type : kTypes) {
            const std::int64_t tableRows = 1 + at::randint(90, {1}).item<std::int64_t>();
            const std::int64_t prefix = c.halfSplit ? 5 : 0;
            const std::int64_t tokens = 3 * (prefix + tableRows);
            const at::Tensor projection = draw({tokens, 3, c.heads, c.dim}, type);
            std::vector<at::Tensor> gammas, gammasCard;
            for (std::int64_t p = 0; c.norm && p < c.parts; ++p) {
                gammas.push_back(draw({c.heads, c.dim}));
                gammasCard.push_back(gammas.back().to(kCard));
            }
            RopeTable rope;
            if (c.rope) {
                const at::Tensor angles = at::rand({tableRows, c.halfSplit ? c.dim : c.dim / 2}) * 30;
                rope = {angles.cos().to(kCard), angles.sin().to(kCard)};
            }
            const at::Tensor card = projection.to(kCard);
            cudaOps()->transformHeads(card.slice(1, 0, c.parts), gammasCard, rope.cos, rope.sin, prefix, c.halfSplit);
            const std::string what = "transformHeads D " + std::to_string(c.dim) + (c.norm ? " norm" : "") +
                                     (c.rope ? c.halfSplit ? " half-split" : " interleaved" : "") + " " + nameOf(type);
            checks.near(what, card.slice(1, 0, c.parts),
                        transformed(projection.slice(1, 0, c.parts), gammas, rope, prefix, c.halfSplit),
                        roundingOf(type) + 1e-6);
            checks.that(what + " leaves the rest",
                        at::equal(card.slice(1, c.parts).cpu(), projection.slice(1, c.parts)));
        }
}

void checkLinear(Checks& checks) {
    for (const at::ScalarType type : kTypes)
        for (const auto activation : {Activation::None, Activation::GeluTanh, Activation::GeluErf, Activation::Silu}) {
            const at::Tensor x = draw({77, 96}, type), weight = draw({136, 96}, type) / 10, bias = draw({136}, type);
            const at::Tensor y = Linear(weight.to(kCard), bias.to(kCard)).apply(x.to(kCard), activation, {});
            at::Tensor expected = at::linear(exact(x), exact(weight), exact(bias));
            if (activation == Activation::GeluTanh) expected = at::gelu(expected, "tanh");
            if (activation == Activation::GeluErf) expected = at::gelu(expected);
            if (activation == Activation::Silu) expected = at::silu(expected);
            checks.near("linear, activation " + std::to_string(static_cast<int>(activation)) + " " + nameOf(type), y,
                        expected, 2 * roundingOf(type) + 1e-6);
        }
}

/// The definition in double precision; q [Tq, H, D].
at::Tensor definition(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    const at::Tensor scores = at::einsum("qhd,khd->hqk", {exact(q), exact(k)}) / std::sqrt(double(q.size(2)));
    return at::einsum("hqk,khd->qhd", {scores.softmax(-1), exact(v)});
}

/// Tiles of 128 queries and 176 keys: full and ragged ones, few enough to be split and more than a card takes at once.
void checkOwnAttention(Checks& checks, bool isSmall) {
    struct Case {
        std::int64_t heads;
        std::vector<std::int64_t> qOffsets, kOffsets;
    };
    std::vector<Case> cases{{2, {0, 1}, {0, 1}},
                            {1, {0, 128}, {0, 176}},
                            {3, {0, 64}, {0, 10}},
                            {2, {0, 300}, {0, 177}},
                            {3, {0, 200, 201, 201, 330}, {0, 17, 500, 700, 701}}};
    if (!isSmall) {
        cases.push_back({12, {0, 2018}, {0, 2018}});
        cases.push_back({12, {0, 1600}, {0, 1029}});
        cases.push_back({12, {0, 1}, {0, 4101}});
        cases.push_back({3, {0, 1100, 1500}, {0, 17, 1300}});
    }
    for (const Case& c : cases)
        for (const at::ScalarType type : {at::kHalf, at::kBFloat16}) {
            const std::int64_t queries = c.qOffsets.back(), keys = c.kOffsets.back();
            const at::Tensor q = draw({queries, 3, c.heads, 128}, type), kv = draw({keys, 2, c.heads, 128}, type);
            const at::Tensor qCard = q.to(kCard), kvCard = kv.to(kCard);
            const at::Tensor out = cudaOps()->segmentAttention(qCard.select(1, 0), kvCard.select(1, 0),
                                                               kvCard.select(1, 1), c.qOffsets, c.kOffsets);
            std::string what = "own attention " + std::to_string(queries) + " x " + std::to_string(keys) + ", " +
                               std::to_string(c.qOffsets.size() - 1) + " segments, " + nameOf(type);
            if (cudaOps()->computeMajor(kCard) != 9) {
                checks.that(what + " is left to LibTorch", !out.defined());
                continue;
            }
            std::vector<at::Tensor> parts;
            for (std::size_t s = 0; s + 1 < c.qOffsets.size(); ++s) {
                const auto part = [s](const at::Tensor& t, const std::vector<std::int64_t>& offsets) {
                    return t.slice(0, offsets[s], offsets[s + 1]);
                };
                parts.push_back(definition(part(q.select(1, 0), c.qOffsets), part(kv.select(1, 0), c.kOffsets),
                                           part(kv.select(1, 1), c.kOffsets)));
            }
            checks.near(what, out, at::cat(parts), 2 * roundingOf(type));
        }
}

}  // namespace

void checkTransformerKernels(Checks& checks, bool isSmall) {
    checkOwnAttention(checks, isSmall);
    checkAddNorms(checks);
    checkHeadTransforms(checks);
    checkLinear(checks);
}

void checkCardAttention(Checks& checks) {
    for (const std::int64_t dim : {128, 64, 32, 12, 10, 20})
        for (const at::ScalarType type : kTypes) {
            const at::Tensor q = draw({1500, 3, 2, dim}, type), kv = draw({1300, 2, 2, dim}, type);
            const at::Tensor card = q.to(kCard), kvCard = kv.to(kCard);
            const auto check = [&](const std::string& kind, const std::vector<std::int64_t>& qOffsets,
                                   const std::vector<std::int64_t>& kOffsets) {
                const at::Tensor out = segmentAttention(
                    card.select(1, 0).slice(0, 0, qOffsets.back()), kvCard.select(1, 0).slice(0, 0, kOffsets.back()),
                    kvCard.select(1, 1).slice(0, 0, kOffsets.back()), qOffsets, kOffsets);
                std::vector<at::Tensor> parts;
                for (std::size_t b = 0; b + 1 < qOffsets.size(); ++b)
                    parts.push_back(definition(q.select(1, 0).slice(0, qOffsets[b], qOffsets[b + 1]),
                                               kv.select(1, 0).slice(0, kOffsets[b], kOffsets[b + 1]),
                                               kv.select(1, 1).slice(0, kOffsets[b], kOffsets[b + 1])));
                // Half-precision kernels round the weights too.
                const std::string what = "attention D " + std::to_string(dim) + " " + nameOf(type) + " " + kind;
                checks.near(what, out, at::cat(parts), type == at::kFloat ? 3e-6 : 2 * roundingOf(type));
                checks.that(what + " is not the one that writes out scores", lastAttentionBackend() != "math",
                            lastAttentionBackend());
            };
            check("one segment", {0, 1500}, {0, 1300});
            check("equal segments", {0, 700, 1400}, {0, 600, 1200});
            check("segments of any length", {0, 1100, 1500}, {0, 17, 1300});
        }
}

}  // namespace espalier
