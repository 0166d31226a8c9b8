#include <QtTest>

#include "inference/meshing/inner_shells.h"
#include "inference/meshing/mesh_components.h"
#include "inference/meshing/mesh_repair.h"
#include "tests/meshing/dirty_meshes.h"

using namespace espalier;

class TestInnerShells : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void removesShells_whenNested();
    void keepsShells_whenNotWanted();
    void keepsShell_whenSeenThroughAHole();
    void removesShell_whenTheHoleIsFilled();
    void keepsParts_whenTheyOnlyHideEachOther();
    void givesTheSame_whenThreadsDiffer();
};

namespace {

MeshAsset nestedSpheres() {
    MeshAsset mesh = sphereMesh(32, 0.45f);
    append(mesh, sphereMesh(32, 0.43f));
    append(mesh, sphereMesh(16, 0.2f, {0.1f, 0, 0}));
    append(mesh, sphereMesh(16, 0.1f, {-0.2f, 0, 0.1f}));
    turnSomeFaces(mesh);
    return mesh;
}

/// Removes the faces above a height.
void openAbove(MeshAsset& mesh, float height) {
    std::erase_if(mesh.triangles, [&](const auto& t) {
        return std::any_of(t.begin(), t.end(), [&](auto v) { return mesh.positions[v][2] > height; });
    });
}

}  // namespace

void TestInnerShells::initTestCase() {
    if (!canFindInnerShells()) QSKIP("needs a build with Embree");
}

void TestInnerShells::removesShells_whenNested() {
    MeshAsset mesh = nestedSpheres();
    const auto outer = sphereMesh(32, 0.45f).triangles.size();
    QCOMPARE(cleanForUse(mesh).innerShells, std::size_t(3));
    QCOMPARE(mesh.triangles.size(), outer);
}

void TestInnerShells::keepsShells_whenNotWanted() {
    MeshAsset mesh = nestedSpheres();
    QCOMPARE(cleanForUse(mesh, {.removeInnerShells = false}).innerShells, std::size_t(0));
    QCOMPARE(MeshComponents(mesh).count(), std::size_t(4));
}

void TestInnerShells::keepsShell_whenSeenThroughAHole() {
    MeshAsset mesh = sphereMesh(32, 0.45f);
    openAbove(mesh, 0.4f);
    append(mesh, sphereMesh(16, 0.1f));
    QCOMPARE(removeInnerShells(mesh), std::size_t(0));
    QCOMPARE(MeshComponents(mesh).count(), std::size_t(2));
}

void TestInnerShells::removesShell_whenTheHoleIsFilled() {
    MeshAsset mesh = sphereMesh(32, 0.45f);
    openAbove(mesh, 0.4f);
    append(mesh, sphereMesh(16, 0.1f));
    const CleanReport report = cleanForUse(mesh, {.holePerimeter = 2.0});
    QCOMPARE(report.holesFilled, std::size_t(1));
    QCOMPARE(report.innerShells, std::size_t(1));
}

void TestInnerShells::keepsParts_whenTheyOnlyHideEachOther() {
    MeshAsset mesh;  // a block of boxes: the middle one is seen through the gaps only
    for (int b = 0; b < 27; ++b) {
        const Vec3f low{0.34f * float(b % 3) - 0.5f, 0.34f * float(b / 3 % 3) - 0.5f, 0.34f * float(b / 9) - 0.5f};
        append(mesh, boxMesh(low, {low[0] + 0.3f, low[1] + 0.3f, low[2] + 0.3f}));
    }
    QCOMPARE(removeInnerShells(mesh), std::size_t(0));
}

void TestInnerShells::givesTheSame_whenThreadsDiffer() {
    MeshAsset one = nestedSpheres(), two = one;
    QCOMPARE(removeInnerShells(one, 1), std::size_t(3));
    QCOMPARE(removeInnerShells(two, 2), std::size_t(3));
    QCOMPARE(one.triangles, two.triangles);
}

QTEST_APPLESS_MAIN(TestInnerShells)
#include "tst_inner_shells.moc"
