#include <QTest>
#include <stop_token>

#include "inference/base/error.h"
#include "inference/nn/embeddings.h"
#include "inference/nn/linear.h"
#include "inference/nn/norm.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::maxDifference;
using test::randomTensor;

namespace {

struct RandomLinear {
    at::Tensor weight, bias;
    Linear linear;

    RandomLinear(std::int64_t in, std::int64_t out, std::uint64_t seed)
        : weight(randomTensor({out, in}, seed) / std::sqrt(static_cast<double>(in))),
          bias(randomTensor({out}, seed + 1)),
          linear(weight, bias) {}
};

/// (x - mean) / sqrt(var + eps) over the last dimension, in double precision.
at::Tensor standardised(const at::Tensor& x, double eps) {
    const at::Tensor wide = x.to(at::kDouble);
    return (wide - wide.mean(-1, true)) / (wide.var(at::IntArrayRef{-1}, false, true) + eps).sqrt();
}

}  // namespace

class TestLayers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layerNormFollowsItsEps_data() {
        QTest::addColumn<double>("eps");
        QTest::newRow("inside blocks") << 1e-6;
        QTest::newRow("at the end") << 1e-5;
    }

    // Small numbers: with the other eps the result would differ by far more than the tolerance.
    void layerNormFollowsItsEps() {
        QFETCH(double, eps);
        const at::Tensor x = randomTensor({7, 24}, 1) * 2e-3;
        QVERIFY(maxDifference(LayerNorm(eps)(x), standardised(x, eps)) < 1e-5);
        LayerNorm affine(eps);
        affine.weight = randomTensor({24}, 2);
        affine.bias = randomTensor({24}, 3);
        QVERIFY(maxDifference(affine(x), standardised(x, eps) * affine.weight + affine.bias) < 1e-5);
    }

    void channelNormTakesTheChannelsOfAVolume() {
        LayerNorm norm(1e-5);
        norm.weight = randomTensor({6}, 4);
        norm.bias = randomTensor({6}, 5);
        const at::Tensor x = randomTensor({2, 6, 3, 4, 5}, 6);
        const at::Tensor expected = standardised(x.movedim(1, 4), 1e-5) * norm.weight + norm.bias;
        QVERIFY(maxDifference(channelLayerNorm(x, norm), expected.movedim(4, 1)) < 1e-5);
    }

    void groupNormTakesGroupsOfChannels() {
        GroupNorm norm;
        norm.groups = 2;
        norm.weight = randomTensor({6}, 7);
        norm.bias = randomTensor({6}, 8);
        const at::Tensor x = randomTensor({2, 6, 3, 3, 3}, 9);
        const at::Tensor grouped = standardised(x.view({2, 2, 81}), 1e-5).view_as(x);
        const at::Tensor expected = grouped * norm.weight.view({6, 1, 1, 1}) + norm.bias.view({6, 1, 1, 1});
        QVERIFY(maxDifference(norm(x), expected) < 1e-5);
    }

    void headNormGivesRootOfSizeLength() {
        HeadRmsNorm norm;
        norm.gamma = at::full({2, 16}, 3.0f);
        const at::Tensor out = norm(randomTensor({5, 2, 16}, 10));
        QVERIFY(maxDifference(out.norm(2, at::IntArrayRef{-1}), at::full({5, 2}, 12.0)) < 1e-5);
    }

    void timestepsAreCosinesThenSines() {
        const at::Tensor out = timestepSinusoid(at::tensor({0.0f, 312.5f, 1000.0f}), 256);
        QCOMPARE(out.sizes(), at::IntArrayRef({3, 256}));
        const std::array<double, 3> times{0.0, 312.5, 1000.0};
        for (std::int64_t row = 0; row < 3; ++row)
            for (std::int64_t i = 0; i < 128; ++i) {
                const double angle = times[static_cast<std::size_t>(row)] * std::pow(10000.0, -double(i) / 128);
                // float32 angles near 1000 are 6e-5 apart
                QVERIFY(std::abs(out[row][i].item<double>() - std::cos(angle)) < 2e-4);
                QVERIFY(std::abs(out[row][i + 128].item<double>() - std::sin(angle)) < 2e-4);
            }
    }

    void absolutePositionsAreSinesThenCosines_paddedWithZeros() {
        const at::Tensor out = absolutePositions(at::tensor({1, 2, 3}).view({1, 3}), 20);
        for (std::int64_t axis = 0; axis < 3; ++axis)
            for (std::int64_t j = 0; j < 3; ++j) {
                const double angle = double(axis + 1) * std::pow(10000.0, -double(j) / 3);
                QVERIFY(std::abs(out[0][axis * 6 + j].item<double>() - std::sin(angle)) < 1e-5);
                QVERIFY(std::abs(out[0][axis * 6 + 3 + j].item<double>() - std::cos(angle)) < 1e-5);
            }
        QVERIFY(at::equal(out.slice(1, 18), at::zeros({1, 2})));
    }

    // Above the limits both work in pieces of rows.
    void piecesDoNotShow_whenTheProductIsBig() {
        const RandomLinear first(600, 2100, 11);
        const RandomLinear second(2100, 40, 13);
        const at::Tensor x = randomTensor({9001, 600}, 15);
        QVERIFY(2.0 * 9001 * 600 * 2100 > 2e10);
        QVERIFY(maxDifference(first.linear(x), at::linear(x, first.weight, first.bias)) < 1e-4);
        const at::Tensor rows = x.slice(0, 0, 2500);
        const at::Tensor hidden = at::gelu(at::linear(rows, first.weight, first.bias), "tanh");
        const at::Tensor expected = at::linear(hidden, second.weight, second.bias);
        QVERIFY(maxDifference(feedForward(rows, first.linear, Activation::GeluTanh, second.linear, {}), expected) <
                1e-4);
    }

    void activationsAreTheNamedOnes_data() {
        QTest::addColumn<int>("activation");
        QTest::newRow("none") << int(Activation::None);
        QTest::newRow("gelu, error function") << int(Activation::GeluErf);
        QTest::newRow("gelu, tanh") << int(Activation::GeluTanh);
        QTest::newRow("silu") << int(Activation::Silu);
    }

    void activationsAreTheNamedOnes() {
        QFETCH(int, activation);
        const RandomLinear layer(24, 40, 17);
        const at::Tensor x = randomTensor({2, 9, 24}, 19) * 4;  // as far out as it matters
        const at::Tensor y = at::linear(x.to(at::kDouble), layer.weight.to(at::kDouble), layer.bias.to(at::kDouble));
        at::Tensor expected = y;
        const at::Tensor inner = std::sqrt(2 / M_PI) * (y + 0.044715 * y * y * y);
        if (activation == int(Activation::Silu)) expected = y * at::sigmoid(y);
        if (activation == int(Activation::GeluErf)) expected = 0.5 * y * (1 + at::erf(y / std::sqrt(2.0)));
        if (activation == int(Activation::GeluTanh)) expected = 0.5 * y * (1 + at::tanh(inner));
        QVERIFY(maxDifference(layer.linear.apply(x, Activation(activation), {}), expected) < 2e-5);
    }

    void acceptsNoRowsAndNoBias() {
        QCOMPARE(RandomLinear(4, 6, 20).linear(at::zeros({0, 4})).sizes(), at::IntArrayRef({0, 6}));
        const at::Tensor weight = randomTensor({6, 4}, 21), x = randomTensor({3, 4}, 22);
        QVERIFY(maxDifference(Linear(weight, {})(x), at::linear(x, weight)) < 1e-6);
    }

    void stops_whenAsked() {
        std::stop_source stop;
        stop.request_stop();
        const RunContext run(stop.get_token());
        QVERIFY_EXCEPTION_THROWN(RandomLinear(4, 4, 16).linear(at::zeros({2, 4}), ForwardContext(run)), Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"
