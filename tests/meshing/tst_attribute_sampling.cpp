#include <QtTest>

#include "inference/meshing/attribute_sampling.h"

using namespace espalier;

class TestAttributeSampling : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesTheVoxelsValue_atItsCentre();
    void interpolates_betweenTwoCentres();
    void renormalises_whenNeighboursAreMissing();
    void givesZero_whenNoVoxelIsNear();
    void agreesWithModelSpace_onAGrid();
};

namespace {

const std::vector<VoxelCoord> kCoords{{4, 4, 4}, {4, 4, 5}};
const std::vector<PbrAttributes> kValues{{0, 1, 2, 3, 4, 5}, {10, 11, 12, 13, 14, 15}};

bool isNear(const PbrAttributes& a, const PbrAttributes& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        if (std::abs(a[i] - b[i]) > 1e-5f) return false;
    return true;
}

PbrAttributes sample(const Vec3f& position) {
    const std::vector<Vec3f> positions{position};
    return sampleVoxels(kCoords, kValues, positions).front();
}

}  // namespace

void TestAttributeSampling::givesTheVoxelsValue_atItsCentre() {
    QVERIFY(isNear(sample({4.5f, 4.5f, 4.5f}), kValues[0]));
}

void TestAttributeSampling::interpolates_betweenTwoCentres() {
    QVERIFY(isNear(sample({4.5f, 4.5f, 4.75f}), {2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f}));
}

void TestAttributeSampling::renormalises_whenNeighboursAreMissing() {
    QVERIFY(isNear(sample({4.1f, 4.1f, 4.1f}), kValues[0]));
}

void TestAttributeSampling::givesZero_whenNoVoxelIsNear() {
    QVERIFY(isNear(sample({9, 9, 9}), PbrAttributes{}));
}

void TestAttributeSampling::agreesWithModelSpace_onAGrid() {
    const std::vector<Vec3f> points{{4.5f / 8 - 0.5f, 4.5f / 8 - 0.5f, 4.75f / 8 - 0.5f}};
    QVERIFY(isNear(sampleAttributes(kCoords, kValues, 8, points).front(), sample({4.5f, 4.5f, 4.75f})));
}

QTEST_APPLESS_MAIN(TestAttributeSampling)
#include "tst_attribute_sampling.moc"
