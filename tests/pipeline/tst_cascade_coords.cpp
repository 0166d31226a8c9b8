#include <QtTest>

#include "inference/pipeline/cascade_coords.h"

using namespace espalier;

class TestCascadeCoords : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void quantisesToDistinctSortedTokens();
    void lowersResolution_untilTheBudgetHolds();
    void stopsAt1024_whateverTheBudget();
    void budgetIsStrict();
};

namespace {

/// A diagonal of voxels through a grid of 512.
at::Tensor diagonal() {
    const at::Tensor i = at::arange(512, at::kInt);
    return at::stack({at::zeros_like(i), i, i, i}, 1);
}

}  // namespace

void TestCascadeCoords::quantisesToDistinctSortedTokens() {
    const at::Tensor voxels = at::tensor({0, 511, 0, 9, 0, 0, 0, 0, 0, 7, 7, 7, 0, 8, 0, 0}, at::kInt).reshape({4, 4});
    std::int64_t resolution = 1024;
    const at::Tensor tokens = cascadeCoords(voxels, 512, 16, 49152, resolution);
    // (c + 0.5) / 512 * 64, truncated: 0 -> 0, 7 -> 0, 8 -> 1, 9 -> 1, 511 -> 63.
    QVERIFY(at::equal(tokens, at::tensor({0, 0, 0, 0, 0, 1, 0, 0, 0, 63, 0, 1}, at::kInt).reshape({3, 4})));
}

void TestCascadeCoords::lowersResolution_untilTheBudgetHolds() {
    std::int64_t resolution = 1536;
    QCOMPARE(cascadeCoords(diagonal(), 512, 16, 90, resolution).size(0), std::int64_t(88));
    QCOMPARE(resolution, std::int64_t(1408));
}

void TestCascadeCoords::stopsAt1024_whateverTheBudget() {
    std::int64_t resolution = 1536;
    QCOMPARE(cascadeCoords(diagonal(), 512, 16, 1, resolution).size(0), std::int64_t(64));
    QCOMPARE(resolution, std::int64_t(1024));
}

void TestCascadeCoords::budgetIsStrict() {
    std::int64_t resolution = 1536;
    cascadeCoords(diagonal(), 512, 16, 96, resolution);
    QCOMPARE(resolution, std::int64_t(1408));
    resolution = 1536;
    cascadeCoords(diagonal(), 512, 16, 97, resolution);
    QCOMPARE(resolution, std::int64_t(1536));
}

QTEST_APPLESS_MAIN(TestCascadeCoords)
#include "tst_cascade_coords.moc"
