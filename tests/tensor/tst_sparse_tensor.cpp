#include <QTest>
#include <map>

#include "inference/tensor/coord_hash.h"
#include "inference/tensor/sparse_ops.h"
#include "inference/tensor/sparse_tensor.h"
#include "tests/support/failure.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::failureOf;
using test::maxDifference;
using test::mentions;
using test::randomCoords;
using test::randomTensor;

namespace {

using Voxel = std::array<std::int32_t, 4>;

std::map<Voxel, std::int32_t> mapOf(const at::Tensor& coords) {
    std::map<Voxel, std::int32_t> rows;
    const auto c = coords.accessor<std::int32_t, 2>();
    for (std::int64_t i = 0; i < coords.size(0); ++i)
        rows[{c[i][0], c[i][1], c[i][2], c[i][3]}] = static_cast<std::int32_t>(i);
    return rows;
}

at::Tensor coordsOf(std::initializer_list<Voxel> voxels) {
    std::vector<at::Tensor> rows;
    for (const Voxel& v : voxels)
        rows.push_back(at::tensor({v[0], v[1], v[2], v[3]}, at::kInt));
    return at::stack(rows);
}

}  // namespace

class TestSparseTensor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hashAgreesWithAnOrderedMap() {
        const at::Tensor coords = randomCoords({400, 700}, 12, 1);
        const auto expected = mapOf(coords);
        const CoordHash hash(coords);
        for (std::int32_t b = -1; b <= 2; ++b)
            for (std::int32_t x = -1; x <= 12; ++x)
                for (std::int32_t y = -1; y <= 12; ++y)
                    for (std::int32_t z = -1; z <= 12; ++z) {
                        const auto it = expected.find({b, x, y, z});
                        QCOMPARE(hash.find(b, x, y, z), it == expected.end() ? -1 : it->second);
                    }
    }

    void hashReachesTheFarCorners() {
        constexpr std::int32_t kMost = 65534;
        const CoordHash hash(coordsOf({{0, 0, 0, 0}, {0, kMost, kMost, kMost}, {kMost, kMost, kMost, kMost}}));
        QCOMPARE(hash.find(0, kMost, kMost, kMost), 1);
        QCOMPARE(hash.find(kMost, kMost, kMost, kMost), 2);
        QCOMPARE(hash.find(0, kMost, kMost, kMost + 1), -1);
    }

    void hashRefuses_whenAVoxelIsBadOrTwice() {
        QVERIFY(mentions(failureOf([] { CoordHash(coordsOf({{0, 1, 2, 3}, {0, 1, 2, 3}})); }), "twice"));
        QVERIFY(mentions(failureOf([] { CoordHash(coordsOf({{0, -1, 2, 3}})); }), "out of range"));
        QVERIFY(mentions(failureOf([] { CoordHash(coordsOf({{0, 1, 65535, 3}})); }), "out of range"));
    }

    void neighbourMapAgreesWithLookUps() {
        const at::Tensor coords = randomCoords({500, 3, 300}, 10, 2);
        const auto expected = mapOf(coords);
        const CoordSet set(coords);
        const auto map = set.neighbourMap().accessor<std::int32_t, 2>();
        const auto c = coords.accessor<std::int32_t, 2>();
        for (std::int64_t row = 0; row < set.size(); ++row)
            for (int k = 0; k < 27; ++k) {
                const auto it =
                    expected.find({c[row][0], c[row][1] + k / 9 - 1, c[row][2] + k / 3 % 3 - 1, c[row][3] + k % 3 - 1});
                QCOMPARE(map[row][k], it == expected.end() ? -1 : it->second);
            }
    }

    void knowsTheRowsOfEachBatchElement() {
        QCOMPARE(CoordSet(randomCoords({5, 0, 3}, 8, 3)).offsets(), (std::vector<std::int64_t>{0, 5, 5, 8}));
        QCOMPARE(CoordSet(randomCoords({5}, 8, 3), 3).offsets(), (std::vector<std::int64_t>{0, 5, 5, 5}));
        QCOMPARE(CoordSet(at::zeros({0, 4}, at::kInt), 1).offsets(), (std::vector<std::int64_t>{0, 0}));
    }

    void isItsOwnCopy_whereItLies() {
        const CoordSetPtr set = std::make_shared<const CoordSet>(randomCoords({20}, 8, 4));
        QVERIFY(CoordSet::on(set, at::kCPU) == set);
    }

    void refusesCoordinates_whenTheyAreMixedUp() {
        QVERIFY(mentions(failureOf([] { CoordSet(coordsOf({{1, 0, 0, 0}, {0, 0, 0, 0}})); }), "not contiguous"));
        QVERIFY(mentions(failureOf([] { CoordSet(at::zeros({3, 4}, at::kLong)); }), "[N, 4] int32"));
        QVERIFY(mentions(failureOf([] {
                             SparseTensor(at::zeros({2, 3}), coordsOf({{0, 0, 0, 0}}));
                         }),
                         "number of rows"));
    }

    void comesBack_whenFoldedIntoChannelsAndOut() {
        const SparseTensor x(randomTensor({307, 6}, 4), randomCoords({200, 107}, 9, 4));
        const ChildMapPtr map = coarsen(x.set);
        const SparseTensor folded = spaceToChannel(x, *map);
        QCOMPARE(folded.channels(), 48);
        QVERIFY(at::equal(folded.feats.count_nonzero(), x.feats.count_nonzero()));
        const SparseTensor back = channelToSpace(folded, *map);
        QVERIFY(at::equal(back.feats, x.feats));
        QVERIFY(at::equal(back.coords(), x.coords()));
    }

    void putsChildrenInOrder_xLowest() {
        auto parent = std::make_shared<const CoordSet>(coordsOf({{0, 3, 1, 2}, {1, 0, 0, 0}}));
        at::Tensor keep = at::zeros({2, 8}, at::kBool);
        for (const int child : {1, 2, 4})
            keep[0][child] = true;
        keep[1][7] = true;
        const ChildMapPtr map = subdivide(parent, keep);
        QVERIFY(at::equal(map->fine->coords(), coordsOf({{0, 7, 2, 4}, {0, 6, 3, 4}, {0, 6, 2, 5}, {1, 1, 1, 1}})));
        const SparseTensor x(at::arange(32, at::kFloat).view({2, 16}), parent);
        QVERIFY(at::equal(channelToSpace(x, *map).feats,
                          at::tensor({2.f, 3.f, 4.f, 5.f, 8.f, 9.f, 30.f, 31.f}).view({4, 2})));
        QVERIFY(at::equal(upsampleNearest(x, *map).feats, x.feats.index_select(0, at::tensor({0, 0, 0, 1}))));
    }

    void averagesTheChildrenThatExist() {
        const SparseTensor x(at::tensor({1.f, 3.f, 10.f}).view({3, 1}),
                             coordsOf({{0, 4, 4, 4}, {0, 5, 5, 5}, {0, 0, 0, 1}}));
        const ChildMapPtr map = coarsen(x.set);
        const SparseTensor mean = downsampleAverage(x, *map);
        QVERIFY(at::equal(mean.coords(), coordsOf({{0, 0, 0, 0}, {0, 2, 2, 2}})));
        QVERIFY(at::equal(mean.feats, at::tensor({10.f, 2.f}).view({2, 1})));
    }

    void refusesAMapOfOtherVoxels() {
        const SparseTensor x(at::zeros({5, 8}), randomCoords({5}, 4, 5));
        const ChildMapPtr map = coarsen(std::make_shared<const CoordSet>(randomCoords({5}, 4, 6)));
        QVERIFY(mentions(failureOf([&] { channelToSpace(x, *map); }), "other voxels"));
    }

    void deviationIsBiased_perBatchElement() {
        const SparseTensor x(randomTensor({30, 4}, 7), randomCoords({10, 20}, 8, 7));
        const at::Tensor expected =
            at::stack({x.feats.slice(0, 0, 10).std(/*unbiased=*/false), x.feats.slice(0, 10).std(false)});
        QVERIFY(maxDifference(varlenStd(x), expected.unsqueeze(1)) < 1e-5);
    }

    void repeatsValuesPerBatchElement() {
        const at::Tensor values = randomTensor({2, 3}, 8);
        const at::Tensor rows = broadcastToRows(values, {0, 1, 4});
        QVERIFY(at::equal(rows, values.index_select(0, at::tensor({0, 1, 1, 1}))));
        QVERIFY(mentions(failureOf([&] { broadcastToRows(values, {0, 4}); }), "per batch element"));
    }
};

QTEST_GUILESS_MAIN(TestSparseTensor)
#include "tst_sparse_tensor.moc"
