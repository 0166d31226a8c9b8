#include <QTest>

#include "inference/nn/dense_conv3d.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::maxDifference;
using test::randomTensor;

class TestDenseConv3d : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheGrid_andMultipliesTheNeighbourhood() {
        const at::Tensor weight = randomTensor({3, 2, 3, 3, 3}, 1);
        const WeightScope scope(std::make_shared<TensorTable>(
            "weights", std::map<std::string, at::Tensor>{{"weight", weight}, {"bias", randomTensor({3}, 2)}}));
        const DenseConv3d conv(scope, 2, 3);
        const at::Tensor x = randomTensor({2, 2, 4, 5, 6}, 3);
        const at::Tensor out = conv(x.contiguous(at::MemoryFormat::ChannelsLast3d));
        QCOMPARE(out.sizes(), at::IntArrayRef({2, 3, 4, 5, 6}));
        const at::Tensor padded = at::constant_pad_nd(x, {1, 1, 1, 1, 1, 1}).to(at::kDouble);
        for (const auto& [d0, d1, d2] : {std::array<std::int64_t, 3>{0, 0, 0}, {1, 2, 3}, {3, 4, 5}})
            for (std::int64_t channel = 0; channel < 3; ++channel) {
                const at::Tensor patch = padded[1].slice(1, d0, d0 + 3).slice(2, d1, d1 + 3).slice(3, d2, d2 + 3);
                const double expected =
                    (patch * weight[channel]).sum().item<double>() + conv.bias[channel].item<double>();
                QVERIFY(std::abs(out[1][channel][d0][d1][d2].item<double>() - expected) < 1e-5);
            }
    }

    void shufflesChannelsIntoSpace_firstAxisHighest() {
        const at::Tensor x = randomTensor({2, 16, 2, 3, 4}, 4);
        const at::Tensor out = pixelShuffle3d(x);
        QCOMPARE(out.sizes(), at::IntArrayRef({2, 2, 4, 6, 8}));
        for (std::int64_t c = 0; c < 2; ++c)
            for (std::int64_t n = 0; n < 8; ++n) {
                const at::Tensor child =
                    out.select(1, c).slice(1, n / 4, {}, 2).slice(2, n / 2 % 2, {}, 2).slice(3, n % 2, {}, 2);
                QVERIFY(at::equal(child, x.select(1, c * 8 + n)));
            }
    }
};

QTEST_GUILESS_MAIN(TestDenseConv3d)
#include "tst_dense_conv3d.moc"
