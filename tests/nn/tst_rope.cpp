#include <QTest>
#include <complex>

#include "inference/nn/rope.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::maxDifference;
using test::randomTensor;

class TestRope : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsComplexMultiplication_data() {
        QTest::addColumn<int>("headDim");
        QTest::newRow("no pair left over") << 48;
        QTest::newRow("two pairs left over") << 64;
        QTest::newRow("one pair left over") << 128;
        QTest::newRow("small") << 16;
    }

    void equalsComplexMultiplication() {
        QFETCH(int, headDim);
        constexpr std::int64_t kTokens = 20, kHeads = 2;
        const at::Tensor positions = at::randint(0, 64, {kTokens, 3}, at::kInt);
        const at::Tensor x = randomTensor({kTokens, kHeads, headDim}, 1);
        const at::Tensor out = applyRopeInterleaved(x, ropeTable3d(positions, headDim, {1.0, 10000.0}));
        const auto xa = x.accessor<float, 3>(), oa = out.accessor<float, 3>();
        const auto p = positions.accessor<std::int32_t, 2>();
        const int perAxis = headDim / 6;
        for (std::int64_t t = 0; t < kTokens; ++t)
            for (std::int64_t h = 0; h < kHeads; ++h)
                for (int pair = 0; pair < headDim / 2; ++pair) {
                    double angle = 0.0;
                    if (pair < 3 * perAxis)
                        angle = p[t][pair / perAxis] * std::pow(10000.0, -double(pair % perAxis) / perAxis);
                    const std::complex<double> expected =
                        std::complex<double>(xa[t][h][2 * pair], xa[t][h][2 * pair + 1]) * std::polar(1.0, angle);
                    QVERIFY(std::abs(oa[t][h][2 * pair] - expected.real()) < 2e-5);
                    QVERIFY(std::abs(oa[t][h][2 * pair + 1] - expected.imag()) < 2e-5);
                }
    }

    void followsTheBaseFrequency() {
        const at::Tensor positions = at::full({1, 3}, 5, at::kInt);
        const RopeTable table = ropeTable3d(positions, 12, {0.5, 100.0});
        const at::Tensor angles = at::tensor({2.5f, 0.25f, 2.5f, 0.25f, 2.5f, 0.25f}).unsqueeze(0);
        QVERIFY(maxDifference(table.cos, angles.cos()) < 1e-6);
        QVERIFY(maxDifference(table.sin, angles.sin()) < 1e-6);
    }

    void turnsHalvesTogether_inTheImageEncoder() {
        constexpr std::int64_t kRows = 3, kColumns = 5, kHeadDim = 8;
        const RopeTable table = ropeTableDino(kRows, kColumns, kHeadDim, 100.0, at::kCPU);
        const at::Tensor x = randomTensor({kRows * kColumns, 2, kHeadDim}, 2);
        const at::Tensor out = applyRopeHalfSplit(x, table);
        const auto xa = x.accessor<float, 3>(), oa = out.accessor<float, 3>();
        for (std::int64_t t = 0; t < kRows * kColumns; ++t)
            for (std::int64_t i = 0; i < kHeadDim / 2; ++i) {
                const double y = (double(t / kColumns) + 0.5) / kRows * 2 - 1;
                const double column = (double(t % kColumns) + 0.5) / kColumns * 2 - 1;
                const double frequency = std::pow(100.0, -double(i % 2) * 4 / kHeadDim);
                const double angle = 2 * M_PI * (i < 2 ? y : column) * frequency;
                const std::complex<double> expected =
                    std::complex<double>(xa[t][1][i], xa[t][1][i + kHeadDim / 2]) * std::polar(1.0, angle);
                QVERIFY(std::abs(oa[t][1][i] - expected.real()) < 1e-5);
                QVERIFY(std::abs(oa[t][1][i + kHeadDim / 2] - expected.imag()) < 1e-5);
            }
    }
};

QTEST_GUILESS_MAIN(TestRope)
#include "tst_rope.moc"
