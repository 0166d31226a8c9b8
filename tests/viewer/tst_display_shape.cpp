#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <map>
#include <semaphore>

#include "tests/viewer/analytic_shapes.h"
#include "viewer/mesh_geometry.h"
#include "viewer/shape_builder.h"
#include "viewer/splat_sorter.h"
#include "viewer/voxel_geometry.h"

namespace espalier {

namespace {

constexpr std::size_t kNoLimit = 10'000'000;

const DisplayVertex* vertices(const DisplayShape& shape) {
    return reinterpret_cast<const DisplayVertex*>(shape.vertices.constData());
}

const std::uint32_t* indices(const DisplayShape& shape) {
    return reinterpret_cast<const std::uint32_t*>(shape.indices.constData());
}

/// By the divergence theorem: positive when the triangles wind outwards.
double enclosedVolume(const DisplayShape& shape) {
    double volume = 0;
    for (std::size_t i = 0; i < shape.triangleCount() * 3; i += 3) {
        const Vec3f& a = vertices(shape)[indices(shape)[i]].position;
        const Vec3f& b = vertices(shape)[indices(shape)[i + 1]].position;
        const Vec3f& c = vertices(shape)[indices(shape)[i + 2]].position;
        volume += (a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) +
                   a[2] * (b[0] * c[1] - b[1] * c[0])) /
                  6;
    }
    return volume;
}

VoxelCloud cloudOf(int resolution, std::vector<std::array<std::uint16_t, 3>> cells) {
    return {resolution, std::move(cells), {}};
}

}  // namespace

class DisplayShapeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mesh_isPackedWhole_whenSmall();
    void normals_comeFromTheWinding_whenTheMeshHasNone();
    void mesh_isSimplified_whenAboveTheLimit();
    void voxels_showOnlyOuterFaces();
    void voxels_encloseTheirVolume();
    void voxels_areJoined_whenAboveTheLimit();
    void voxels_outsideTheGrid_areLeftOut();
    void voxelCorner_isOccluded_whenInANiche();
    void nothing_isBuilt_fromAnEmptyCloud();
    void pick_findsTheNearestSide();
    void pick_findsNothing_besideTheShape();
    void splats_areWhatTheGaussiansAre();
    void splats_areMerged_whenAboveTheLimit();
    void mergedSplat_coversWhatItStandsFor();
    void points_areSortedFarthestFirst();
    void sorter_endsWithTheNewestDirection();
    void newestBuild_arrivesAlone_whenSuperseded();
    void destructor_waits_whenABuildIsUnderWay();
};

void DisplayShapeTest::mesh_isPackedWhole_whenSmall() {
    const MeshAssetPtr mesh = makeTorus(0.3f, 0.1f, 24);
    const DisplayShape shape = buildMeshShape(*mesh, kNoLimit);
    QCOMPARE(shape.triangleCount(), mesh->triangleCount());
    QCOMPARE(std::size_t(shape.vertices.size()), mesh->vertexCount() * sizeof(DisplayVertex));
    QVERIFY(!shape.simplified);
    const Bounds box = bounds(*mesh);
    QCOMPARE(shape.box.min, box.min);
    QCOMPARE(shape.box.max, box.max);
    for (std::size_t i = 0; i < mesh->vertexCount(); ++i) {
        QCOMPARE(vertices(shape)[i].color, packColor(mesh->colors[i]));
        QVERIFY(std::abs(vertices(shape)[i].normal[2] / 32767.0f - mesh->normals[i][2]) < 1e-4f);
        QVERIFY(std::abs(vertices(shape)[i].surface[1] / 255.0f - mesh->metallicRoughness[i][1]) < 0.003f);
    }
}

void DisplayShapeTest::normals_comeFromTheWinding_whenTheMeshHasNone() {
    MeshAsset mesh;
    mesh.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    mesh.triangles = {{0, 1, 2}};
    const DisplayShape shape = buildMeshShape(mesh, kNoLimit);
    QCOMPARE(vertices(shape)[0].normal[2], std::int16_t(32767));
    QCOMPARE(vertices(shape)[0].color, packColor(kClayColor));
}

void DisplayShapeTest::mesh_isSimplified_whenAboveTheLimit() {
    const MeshAssetPtr mesh = makeTorus(0.3f, 0.1f, 400);
    constexpr std::size_t limit = 10'000;
    const DisplayShape shape = buildMeshShape(*mesh, limit);
    QVERIFY(shape.simplified);
    QVERIFY(shape.triangleCount() <= limit * 11 / 10);
    QVERIFY2(shape.triangleCount() > limit / 4, qPrintable(QString::number(shape.triangleCount())));
    const double exact = 2 * M_PI * M_PI * 0.3 * 0.1 * 0.1;
    QVERIFY2(std::abs(enclosedVolume(shape) - exact) < exact * 0.05,
             qPrintable(QString("%1 against %2").arg(enclosedVolume(shape)).arg(exact)));
}

void DisplayShapeTest::voxels_showOnlyOuterFaces() {
    // Two cells side by side: ten of their twelve faces are outside.
    QCOMPARE(buildVoxelShape(cloudOf(8, {{3, 3, 3}, {4, 3, 3}}), kNoLimit).triangleCount(), std::size_t(20));
}

void DisplayShapeTest::voxels_encloseTheirVolume() {
    const DisplayShape shape = buildVoxelShape(cloudOf(4, {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {3, 3, 3}}), kNoLimit);
    QVERIFY(std::abs(enclosedVolume(shape) - 4.0 / 64) < 1e-6);
    QCOMPARE(shape.box.min, (Vec3f{-0.5f, -0.5f, -0.5f}));
    QCOMPARE(shape.box.max, (Vec3f{0.5f, 0.5f, 0.5f}));
}

void DisplayShapeTest::voxels_areJoined_whenAboveTheLimit() {
    const auto preview = makeBallPreview(64, 0.45f);
    const auto& cloud = std::get<VoxelCloud>(preview->shape);
    const DisplayShape whole = buildVoxelShape(cloud, kNoLimit);
    const DisplayShape joined = buildVoxelShape(cloud, whole.triangleCount() / 2);
    QVERIFY(!whole.simplified);
    QVERIFY(joined.simplified);
    QVERIFY(joined.triangleCount() <= whole.triangleCount() / 2);
    QVERIFY(joined.triangleCount() > whole.triangleCount() / 8);
    QVERIFY(std::abs(enclosedVolume(joined) / enclosedVolume(whole) - 1) < 0.15);
}

void DisplayShapeTest::voxels_outsideTheGrid_areLeftOut() {
    QCOMPARE(buildVoxelShape(cloudOf(4, {{1, 1, 1}, {4, 0, 0}, {0, 9999, 0}}), kNoLimit).triangleCount(),
             std::size_t(12));
}

void DisplayShapeTest::voxelCorner_isOccluded_whenInANiche() {
    const DisplayShape lone = buildVoxelShape(cloudOf(8, {{3, 3, 3}}), kNoLimit);
    for (int i = 0; i < 24; ++i)
        QCOMPARE(vertices(lone)[i].surface[2], std::uint8_t(255));
    const DisplayShape step = buildVoxelShape(cloudOf(8, {{3, 3, 3}, {4, 3, 3}, {4, 3, 4}}), kNoLimit);
    std::map<std::uint8_t, int> openness;
    for (std::size_t i = 0; i < step.vertices.size() / sizeof(DisplayVertex); ++i) {
        ++openness[vertices(step)[i].surface[2]];
    }
    // The step's inner edge darkens two corners of each of the two faces that meet there.
    QCOMPARE(openness.size(), std::size_t(2));
    QCOMPARE(openness.begin()->second, 4);
}

void DisplayShapeTest::nothing_isBuilt_fromAnEmptyCloud() {
    QCOMPARE(buildVoxelShape(cloudOf(16, {}), kNoLimit).triangleCount(), std::size_t(0));
    QCOMPARE(buildVoxelShape({}, kNoLimit).triangleCount(), std::size_t(0));
    QCOMPARE(buildMeshShape({}, kNoLimit).triangleCount(), std::size_t(0));
}

void DisplayShapeTest::pick_findsTheNearestSide() {
    const DisplayShape shape = buildMeshShape(*makeSphere(0.5f, 64), kNoLimit);
    const auto outside = pick(shape, {{0.1f, -3, 0.05f}, {0, 1, 0}});
    QVERIFY(outside);
    QVERIFY(std::abs(outside->length() - 0.5f) < 2e-3f);
    QVERIFY(outside->y() < 0);
    // From inside, the back of a triangle counts as well.
    const auto inside = pick(shape, {{0, 0, 0}, {0, 0, 1}});
    QVERIFY(inside);
    QVERIFY(std::abs(inside->z() - 0.5f) < 2e-3f);
}

void DisplayShapeTest::pick_findsNothing_besideTheShape() {
    const DisplayShape shape = buildMeshShape(*makeSphere(0.5f, 16), kNoLimit);
    QVERIFY(!pick(shape, {{0.6f, -3, 0}, {0, 1, 0}}));
    QVERIFY(!pick(shape, {{0, -3, 0}, {0, -1, 0}}));
}

void DisplayShapeTest::splats_areWhatTheGaussiansAre() {
    GaussianCloud cloud = *makeGaussianTorus(0.34f, 0.15f, 8);
    cloud.positions[1][2] = std::numeric_limits<float>::quiet_NaN();
    const SplatShape shape = buildSplatShape(cloud, kNoLimit);
    QCOMPARE(shape.count(), cloud.size() - 1);
    QCOMPARE(shape.sourceCount, cloud.size());
    QCOMPARE(shape.table.size(), qsizetype(shape.tableSize().width()) * shape.tableSize().height() * 16);
    for (const std::size_t i : {std::size_t(0), cloud.size() - 2}) {
        const std::size_t source = i == 0 ? 0 : i + 1;
        const float* splat = reinterpret_cast<const float*>(shape.table.constData()) + 16 * i;
        QCOMPARE((Vec3f{splat[0], splat[1], splat[2]}), cloud.positions[source]);
        QCOMPARE(splat[3], cloud.opacities[source]);
        const auto& [a, b, c] = cloud.scales[source];
        QVERIFY(std::abs(splat[4] + splat[7] + splat[9] - (a * a + b * b + c * c)) < 1e-7f);
        QVERIFY(std::abs(splat[12] - (0.5f + 0.28209479f * cloud.features[source][0])) < 1e-6f);
    }
}

void DisplayShapeTest::splats_areMerged_whenAboveTheLimit() {
    const GaussianCloudPtr cloud = makeGaussianTorus(0.34f, 0.15f, 64);
    const SplatShape shape = buildSplatShape(*cloud, 500);
    QVERIFY2(shape.count() > 250 && shape.count() <= 500, qPrintable(QString::number(shape.count())));
    QCOMPARE(shape.sourceCount, cloud->size());
    QCOMPARE(buildSplatShape(*cloud, 1).count(), std::size_t(1));

    // What cannot be seen is left out, and moves nothing.
    GaussianCloud clear = *cloud;
    std::ranges::fill(clear.opacities, 0.0f);
    QCOMPARE(buildSplatShape(clear, 1).count(), std::size_t(0));
    clear.opacities.back() = 0.5f;
    const SplatShape seen = buildSplatShape(clear, 1);
    QCOMPARE(seen.count(), std::size_t(1));
    QCOMPARE(seen.positions[0], clear.positions.back());
}

void DisplayShapeTest::mergedSplat_coversWhatItStandsFor() {
    // Two discs beside each other become one as wide as both, between their colours.
    const std::array<float, 6> disc{0.0001f, 0, 0, 0.0001f, 0, 1e-8f};
    const std::vector<Splat> two{{{-0.01f, 0, 0}, disc, {1, 0, 0}, 0.5f}, {{0.01f, 0, 0}, disc, {0, 0, 1}, 0.5f}};
    const std::vector<Splat> one = mergeSplats(two, 1);
    QCOMPARE(one.size(), std::size_t(1));
    QCOMPARE(one[0].position, Vec3f{});
    QVERIFY(std::abs(one[0].covariance[0] - 0.0002f) < 1e-8f);
    QVERIFY(std::abs(one[0].covariance[3] - 0.0001f) < 1e-8f);
    QCOMPARE(one[0].color, (Vec3f{0.5f, 0, 0.5f}));
    QVERIFY(std::abs(one[0].opacity - 0.5f * 2 / std::sqrt(2.0f)) < 1e-3f);
    QCOMPARE(mergeSplats(two, 2).size(), std::size_t(2));
}

void DisplayShapeTest::points_areSortedFarthestFirst() {
    const std::vector<Vec3f> points = makeGaussianTorus(0.34f, 0.15f, 40)->positions;
    const QVector3D direction = QVector3D(1, 2, -0.5f).normalized();
    const QByteArray order = farthestFirst(points, direction);
    QCOMPARE(order.size(), qsizetype(points.size() * sizeof(std::uint32_t)));
    const auto* indices = reinterpret_cast<const std::uint32_t*>(order.constData());
    std::vector<bool> seen(points.size());
    float last = 10;
    for (std::size_t i = 0; i < points.size(); ++i) {
        QVERIFY(!seen.at(indices[i]));
        seen[indices[i]] = true;
        const auto& [x, y, z] = points[indices[i]];
        const float depth = QVector3D::dotProduct({x, y, z}, direction);
        QVERIFY2(depth < last + 1.1f / 65535, qPrintable(QString::number(depth - last)));
        last = depth;
    }
    QCOMPARE(farthestFirst({{1, 1, 1}, {1, 1, 1}}, direction).size(), qsizetype(2 * sizeof(std::uint32_t)));
    QCOMPARE(farthestFirst({}, direction).size(), qsizetype(0));
}

void DisplayShapeTest::sorter_endsWithTheNewestDirection() {
    const auto shape =
        std::make_shared<const SplatShape>(buildSplatShape(*makeGaussianTorus(0.34f, 0.15f, 64), kNoLimit));
    SplatSorter sorter;
    QByteArray order;
    int count = 0;
    connect(&sorter, &SplatSorter::sorted, this, [&](const QByteArray& sorted) {
        order = sorted;
        ++count;
    });
    sorter.setShape(shape);
    constexpr int kDirections = 40;
    QVector3D direction;
    for (int i = 0; i < kDirections; ++i) {
        direction = QVector3D(std::cos(float(i)), std::sin(float(i)), 0.3f);
        sorter.setDirection(direction);
    }
    QVERIFY(!sorter.isDone());
    QTRY_VERIFY(sorter.isDone());
    QCOMPARE(order, farthestFirst(shape->positions, direction));
    // Nothing was reported in between, so that those between first and last were never sorted along.
    QCOMPARE(count, 2);
    sorter.setDirection(direction);
    QVERIFY(sorter.isDone());
    sorter.setShape(nullptr);
    QVERIFY(sorter.isDone());
}

void DisplayShapeTest::newestBuild_arrivesAlone_whenSuperseded() {
    std::vector<DisplayShapePtr> built;
    ShapeBuilder<DisplayShape> builder([&](const DisplayShapePtr& shape) { built.push_back(shape); });
    std::binary_semaphore mayGoOn(0);
    builder.build([&mayGoOn] {
        mayGoOn.acquire();
        return buildMeshShape(*makeSphere(0.5f, 4), kNoLimit);
    });
    builder.build([] { return buildMeshShape(*makeSphere(0.5f, 5), kNoLimit); });
    builder.build([] { return buildMeshShape(*makeSphere(0.5f, 6), kNoLimit); });
    QVERIFY(builder.isBusy());
    mayGoOn.release();
    QTRY_VERIFY(!built.empty());
    QCoreApplication::processEvents();
    QCOMPARE(built.size(), std::size_t(1));
    QCOMPARE(built.front()->triangleCount(), std::size_t(6 * 12 * 2));
    QVERIFY(!builder.isBusy());
}

void DisplayShapeTest::destructor_waits_whenABuildIsUnderWay() {
    bool finished = false;
    std::binary_semaphore started(0);
    {
        ShapeBuilder<DisplayShape> builder([](const DisplayShapePtr&) {});
        builder.build([&] {
            started.release();
            DisplayShape shape = buildMeshShape(*makeSphere(0.5f, 200), kNoLimit);
            finished = true;
            return shape;
        });
        started.acquire();
    }
    QVERIFY(finished);
}

}  // namespace espalier

QTEST_GUILESS_MAIN(espalier::DisplayShapeTest)

#include "tst_display_shape.moc"
