#include <QTest>

#include "inference/nn/residual_stream.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::maxDifference;
using test::randomTensor;

namespace {

constexpr std::int64_t kChannels = 12;

/// Row b of `values` for every row of batch element b.
at::Tensor spread(const at::Tensor& values, const std::vector<std::int64_t>& offsets) {
    std::vector<at::Tensor> rows;
    for (std::size_t b = 0; b + 1 < offsets.size(); ++b)
        rows.push_back(values.slice(0, static_cast<std::int64_t>(b), static_cast<std::int64_t>(b) + 1)
                           .expand({offsets[b + 1] - offsets[b], values.size(1)}));
    return at::cat(rows);
}

at::Tensor standardised(const at::Tensor& x, double eps) {
    const at::Tensor wide = x.to(at::kDouble);
    return (wide - wide.mean(-1, true)) / (wide.var(at::IntArrayRef{-1}, false, true) + eps).sqrt();
}

}  // namespace

class TestResidualStream : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addsAndNormalises_data() {
        QTest::addColumn<std::vector<std::int64_t>>("offsets");
        QTest::newRow("one batch element") << std::vector<std::int64_t>{0, 9};
        QTest::newRow("elements of different lengths") << std::vector<std::int64_t>{0, 2, 2, 9};
    }

    void addsAndNormalises() {
        QFETCH(std::vector<std::int64_t>, offsets);
        const auto batch = static_cast<std::int64_t>(offsets.size()) - 1;
        const at::Tensor x = randomTensor({9, kChannels}, 1), h = randomTensor({9, kChannels}, 2);
        const at::Tensor gate = randomTensor({batch, kChannels}, 3), scale = randomTensor({batch, kChannels}, 4);
        const at::Tensor shift = randomTensor({batch, kChannels}, 5);
        ResidualStream stream(x.clone(), offsets, at::kFloat);
        stream.add(h, gate);
        const at::Tensor sum = x + spread(gate, offsets) * h;
        QVERIFY(maxDifference(stream.sum(), sum) < 1e-6);
        QVERIFY(maxDifference(stream.modulatedNorm(1e-6, scale, shift),
                              standardised(sum, 1e-6) * (1 + spread(scale, offsets)) + spread(shift, offsets)) < 1e-5);
        LayerNorm affine(1e-5);
        affine.weight = randomTensor({kChannels}, 6);
        affine.bias = randomTensor({kChannels}, 7);
        QVERIFY(maxDifference(stream.norm(affine), standardised(sum, 1e-5) * affine.weight + affine.bias) < 1e-5);
    }

    void addsOneRowToAll() {
        const at::Tensor x = randomTensor({4, kChannels}, 8), row = randomTensor({1, kChannels}, 9);
        ResidualStream stream(x.clone(), {0, 4}, at::kFloat);
        stream.add(row);
        QVERIFY(at::equal(stream.sum(), x + row));
    }

    void keepsHalfPrecisionRowsAndComputesInFloat() {
        const at::Tensor x = randomTensor({5, kChannels}, 10).to(at::kBFloat16);
        const at::Tensor h = randomTensor({5, kChannels}, 11).to(at::kBFloat16);
        ResidualStream stream(x.clone(), {0, 5}, at::kBFloat16);
        stream.add(h, at::ones({1, kChannels}));
        QCOMPARE(stream.sum().scalar_type(), at::kBFloat16);
        QCOMPARE(stream.norm(LayerNorm(1e-6)).scalar_type(), at::kBFloat16);
        const at::Tensor exact = stream.normAs(LayerNorm(1e-6), at::kFloat);
        QCOMPARE(exact.scalar_type(), at::kFloat);
        QVERIFY(maxDifference(exact, standardised(x.to(at::kFloat) + h.to(at::kFloat), 1e-6)) < 0.05);
    }

    void copiesGoTheirOwnWays() {
        const at::Tensor x = randomTensor({3, kChannels}, 12);
        ResidualStream stream(x.clone(), {0, 3}, at::kFloat);
        ResidualStream copy = stream.clone();
        ResidualStream twice = stream.repeated(2);
        stream.add(x);
        QVERIFY(at::equal(copy.sum(), x));
        QVERIFY(at::equal(twice.sum(), at::cat({x, x})));
        QCOMPARE(twice.offsets(), (std::vector<std::int64_t>{0, 3, 6}));
    }
};

QTEST_GUILESS_MAIN(TestResidualStream)
#include "tst_residual_stream.moc"
