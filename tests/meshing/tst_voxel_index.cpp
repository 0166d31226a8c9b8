#include <QtTest>
#include <random>
#include <set>

#include "inference/base/error.h"
#include "inference/meshing/voxel_index.h"

using namespace espalier;

class TestVoxelIndex : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsEveryVoxelAndNoOther_whenScattered();
    void missesEverything_whenEmpty();
    void answersMissing_whenOutsideAnyGrid();
    void throws_whenACoordinateIsNegative();
};

void TestVoxelIndex::findsEveryVoxelAndNoOther_whenScattered() {
    std::mt19937 random(1);
    std::set<VoxelCoord> chosen;
    while (chosen.size() < 20000)
        chosen.insert({int(random() % 1536), int(random() % 1536), int(random() % 1536)});
    const std::vector<VoxelCoord> coords(chosen.begin(), chosen.end());
    const VoxelIndex index(coords);
    for (std::size_t row = 0; row < coords.size(); ++row) {
        const auto [i, j, k] = coords[row];
        QCOMPARE(index.find(i, j, k), std::int32_t(row));
        if (!chosen.count({i, j, k + 1})) QCOMPARE(index.find(i, j, k + 1), VoxelIndex::kMissing);
    }
}

void TestVoxelIndex::missesEverything_whenEmpty() {
    const VoxelIndex index(std::span<const VoxelCoord>{});
    QCOMPARE(index.find(0, 0, 0), VoxelIndex::kMissing);
}

void TestVoxelIndex::answersMissing_whenOutsideAnyGrid() {
    const std::vector<VoxelCoord> coords{{0, 0, 0}};
    const VoxelIndex index(coords);
    QCOMPARE(index.find(-1, 0, 0), VoxelIndex::kMissing);
    QCOMPARE(index.find(0, 1 << 21, 0), VoxelIndex::kMissing);
    QCOMPARE(index.find(0, 0, 0), 0);
}

void TestVoxelIndex::throws_whenACoordinateIsNegative() {
    const std::vector<VoxelCoord> coords{{0, -1, 0}};
    QVERIFY_EXCEPTION_THROWN(VoxelIndex{coords}, Error);
}

QTEST_APPLESS_MAIN(TestVoxelIndex)
#include "tst_voxel_index.moc"
