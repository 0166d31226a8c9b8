#include <QTest>
#include <stop_token>

#include "inference/nn/sparse_conv.h"
#include "tests/support/failure.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::maxDifference;
using test::randomCoords;
using test::randomTensor;

namespace {

/// The same convolution on the grid with zeros where there is no voxel, read at the voxels.
at::Tensor denseConvolution(const SparseTensor& x, const at::Tensor& weight, const at::Tensor& bias,
                            std::int64_t side) {
    const at::Tensor c = x.coords().to(at::kLong);
    const auto column = [&](std::int64_t i) { return std::optional<at::Tensor>(c.select(1, i)); };
    at::Tensor grid = at::zeros({x.set->batchSize(), side, side, side, x.channels()});
    grid.index_put_({column(0), column(1), column(2), column(3)}, x.feats);
    const at::Tensor out =
        at::conv3d(grid.permute({0, 4, 1, 2, 3}), weight.permute({0, 4, 1, 2, 3}), bias, 1, weight.size(1) / 2);
    return out.permute({0, 2, 3, 4, 1}).index({column(0), column(1), column(2), column(3)});
}

}  // namespace

class TestSparseConv : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsADenseConvolution_data() {
        QTest::addColumn<std::vector<std::int64_t>>("voxels");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::addColumn<int>("kernel");
        using Voxels = std::vector<std::int64_t>;
        QTest::newRow("one voxel") << Voxels{1} << 8 << 16 << 3;
        QTest::newRow("sparse") << Voxels{60} << 6 << 10 << 3;
        QTest::newRow("crowded, two batches") << Voxels{900, 400} << 16 << 16 << 3;
        QTest::newRow("full grid") << Voxels{1000} << 8 << 3 << 3;
        QTest::newRow("empty batch element") << Voxels{200, 0, 30} << 4 << 32 << 3;
        QTest::newRow("many channels") << Voxels{300} << 128 << 96 << 3;
        QTest::newRow("more than one chunk") << Voxels{990, 995, 1000, 998, 980} << 64 << 24 << 3;
        QTest::newRow("widening") << Voxels{700} << 16 << 128 << 3;
        QTest::newRow("odd widths") << Voxels{500} << 7 << 37 << 3;
        QTest::newRow("kernel 1") << Voxels{500, 20} << 12 << 20 << 1;
    }

    void equalsADenseConvolution() {
        QFETCH(std::vector<std::int64_t>, voxels);
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(int, kernel);
        const at::Tensor coords = randomCoords(voxels, 10, 1);
        const SparseTensor x(randomTensor({coords.size(0), in}, 2), coords);
        const at::Tensor weight = randomTensor({out, kernel, kernel, kernel, in}, 3) / std::sqrt(27.0 * in);
        const at::Tensor bias = randomTensor({out}, 4);
        const at::Tensor got = SparseConv3d(weight, bias)(x).feats;
        QVERIFY(maxDifference(got, denseConvolution(x, weight, bias, 10)) < 1e-5);
    }

    void doesNotChangeItsWeights() {
        const at::Tensor weight = randomTensor({4, 3, 3, 3, 8}, 7), bias = randomTensor({4}, 8);
        const SparseConv3d conv(weight, bias);
        const SparseTensor x(randomTensor({1, 8}, 9), randomCoords({1}, 4, 9));
        const at::Tensor first = conv(x).feats.clone();
        QVERIFY(at::equal(conv(x).feats, first));
    }

    // The path of other devices, which double precision takes on the CPU too.
    void fastAndGeneralPathAgree() {
        const at::Tensor weight = randomTensor({20, 3, 3, 3, 12}, 10) / 18, bias = randomTensor({20}, 11);
        const SparseTensor x(randomTensor({1500, 12}, 12), randomCoords({900, 600}, 12, 12));
        const SparseConv3d general(weight.to(at::kDouble), bias.to(at::kDouble));
        const at::Tensor expected = general(x.withFeats(x.feats.to(at::kDouble))).feats;
        QVERIFY(maxDifference(SparseConv3d(weight, bias)(x).feats, expected) < 1e-5);
    }

    void goesToChildrenAndAddsTheSkip_asItsPartsDo() {
        const SparseTensor coarse(randomTensor({300, 32}, 13), randomCoords({200, 100}, 9, 13));
        const ChildMapPtr children = subdivide(coarse.set, randomTensor({300, 8}, 14) > 0);
        const SparseConv3d first(randomTensor({64, 3, 3, 3, 32}, 15) / 30, randomTensor({64}, 16));
        const SparseTensor fine = first.toChildren(coarse, *children);
        QVERIFY(fine.set == children->fine);
        QVERIFY(at::equal(fine.feats, channelToSpace(first(coarse), *children).feats));

        const SparseConv3d second(randomTensor({8, 3, 3, 3, 8}, 17) / 15, randomTensor({8}, 18));
        const at::Tensor skip = channelToSpace(coarse, *children).feats.repeat_interleave(2, 1);
        QVERIFY(maxDifference(second.plusCoarse(fine, coarse, *children).feats, second(fine).feats + skip) < 1e-6);
        QVERIFY(test::mentions(test::failureOf([&] { second.plusCoarse(fine, fine, *children); }), "other voxels"));
    }

    void namesBothWidths_whenTheyDiffer() {
        const SparseConv3d conv(at::zeros({4, 3, 3, 3, 8}), at::zeros({4}));
        const SparseTensor x(at::zeros({5, 6}), randomCoords({5}, 4, 5));
        const Error error = test::failureOf([&] { conv(x); });
        QVERIFY2(test::mentions(error, "6 channels for 8"), error.what());
    }

    void stops_whenAsked() {
        std::stop_source stop;
        stop.request_stop();
        const RunContext run(stop.get_token());
        const SparseConv3d conv(at::zeros({4, 3, 3, 3, 8}), at::zeros({4}));
        const SparseTensor x(at::zeros({500, 8}), randomCoords({500}, 10, 6));
        QVERIFY_EXCEPTION_THROWN(conv(x, ForwardContext(run)), Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestSparseConv)
#include "tst_sparse_conv.moc"
