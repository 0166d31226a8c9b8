// What the whole chain makes of the bundled model's results, measured. Prints a line for each sample. The chain is what
// is measured, so a few steps of sampling serve; with ESPALIER_FULL_SIZE=1 all samples come of all their steps.
#include <QtTest>
#include <random>

#include "inference/asset/texture_sampler.h"
#include "inference/meshing/attribute_sampling.h"
#include "inference/meshing/mesh_defects.h"
#include "inference/meshing/mesh_distance.h"
#include "inference/meshing/nearest_surface.h"
#include "inference/pipeline/job_runner.h"
#include "tests/meshing/uv_coverage.h"
#include "tests/pipeline/job_outcome.h"
#include "tests/pipeline/starter_job.h"

using namespace espalier;

namespace {

constexpr int kTextureSize = 2048;

bool isFullSize() {
    return !qEnvironmentVariable("ESPALIER_FULL_SIZE").isEmpty();
}

/// Points of a surface drawn evenly by area, with their places in its textures.
struct SurfacePoints {
    std::vector<Vec3f> positions;
    std::vector<std::array<float, 2>> uvs;
};

SurfacePoints drawPoints(const MeshAsset& mesh, int count) {
    std::vector<double> areas;
    for (const auto& [a, b, c] : mesh.triangles) {
        const Vec3f &p = mesh.positions[a], &q = mesh.positions[b], &r = mesh.positions[c];
        const auto side = [&](const Vec3f& to, std::size_t axis) { return double(to[axis]) - double(p[axis]); };
        const auto cross = [&](std::size_t i, std::size_t j) {
            return side(q, i) * side(r, j) - side(q, j) * side(r, i);
        };
        areas.push_back(std::hypot(cross(1, 2), cross(2, 0), cross(0, 1)));
    }
    std::mt19937 random(5);
    std::discrete_distribution<std::size_t> face(areas.begin(), areas.end());
    std::uniform_real_distribution<float> unit;
    SurfacePoints points;
    for (int i = 0; i < count; ++i) {
        const auto& t = mesh.triangles[face(random)];
        const float root = std::sqrt(unit(random)), along = unit(random);
        const float weights[3]{1 - root, root * (1 - along), root * along};
        Vec3f position{};
        std::array<float, 2> uv{};
        for (std::size_t k = 0; k < 3; ++k) {
            for (std::size_t axis = 0; axis < 3; ++axis)
                position[axis] += weights[k] * mesh.positions[t[k]][axis];
            for (std::size_t axis = 0; axis < 2; ++axis)
                uv[axis] += weights[k] * mesh.uvs[t[k]][axis];
        }
        points.positions.push_back(position);
        points.uvs.push_back(uv);
    }
    return points;
}

/// Of the base colour read as a renderer does against the voxels' own colours at the raw surface beneath, dB.
double colourPsnr(const MeshAsset& asset, const RawResult& raw) {
    constexpr int kPoints = 200'000;
    const SurfacePoints points = drawPoints(asset, kPoints);
    const NearestSurface surface(raw.mesh);
    std::vector<Vec3f> beneath;
    for (const Vec3f& p : points.positions)
        beneath.push_back(surface.nearest(p).point);
    const auto expected = sampleAttributes(raw.coords, raw.attributes, raw.resolution, beneath);
    const TextureSampler texture(asset.textures->baseColor, TextureSampler::Values::Linear);
    double squares = 0.0;
    for (std::size_t i = 0; i < beneath.size(); ++i) {
        const Vec3f colour = texture.sample(points.uvs[i], 1.0f);
        for (std::size_t c = 0; c < 3; ++c)
            squares += std::pow(double(colour[c]) - std::clamp(double(expected[i][c]), 0.0, 1.0), 2);
    }
    return -10 * std::log10(squares / (3.0 * kPoints));
}

}  // namespace

class TestAssetQuality : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void makesGoodAssetsOfTheSamples_data() {
        QTest::addColumn<QString>("sample");
        // Round and closed, of thin parts, of bars, of sheets.
        for (const char* const sample : {"duck", "robot", "chair", "plane"})
            QTest::newRow(sample) << sample;
        if (!isFullSize()) return;
        for (const char* const sample : {"mushroom", "car", "house", "mug"})
            QTest::newRow(sample) << sample;
    }
    void makesGoodAssetsOfTheSamples() {
        QFETCH(QString, sample);
        GenerateRequest request =
            isFullSize() ? starterRequest(sample.toStdString()) : quickRequest(sample.toStdString());
        request.asset.textureSize = kTextureSize;
        const auto result = resultOf(m_runner.run(request, {}));
        QVERIFY(result);
        const MeshAsset& asset = *result->mesh;
        const RawResult& raw = *result->raw;

        const MeshDefects defects = findDefects(surfaceOf(raw, request.asset));
        QCOMPARE(defects.nonManifoldEdges + defects.nonManifoldVertices, 0u);
        QCOMPARE(defects.inconsistentEdges, 0u);
        QCOMPARE(defects.degenerateFaces + defects.duplicateFaces, 0u);

        const Coverage coverage = cover(asset, 2 * kTextureSize);
        // A tenth of the faces, and all shells, which the raw mesh has too.
        const MeshAsset light =
            surfaceOf(raw, {.faceTarget = raw.mesh.triangles.size() / 10, .removeInnerShells = false});
        const MeshDistance distance = meshDistance(raw.mesh, light);
        const double psnr = colourPsnr(asset, raw);
        double seconds = 0.0;
        for (const auto& stage : result->asset.stageSeconds)
            seconds += stage.second;
        qInfo(
            "%zu -> %zu faces in %.1f s, %zu open edges, %zu charts, atlas %.1f %%, %.1f dB; %zu faces: RMS %.4f %%, "
            "99 %% within %.4f %%",
            raw.mesh.triangles.size(), asset.triangles.size(), seconds, defects.boundaryEdges,
            result->asset.unwrap.charts, 100 * coverage.share, psnr, light.triangles.size(), 100 * distance.rms,
            100 * distance.percentile99);
        QCOMPARE(coverage.overlaps, 0);
        QVERIFY(coverage.share >= 0.6);
        QVERIFY(psnr >= 30.0);
        QVERIFY(distance.rms < 0.001);
        QVERIFY(distance.percentile99 < 0.005);
    }

private:
    /// The asset's surface before textures cut it along their seams.
    static MeshAsset surfaceOf(const RawResult& raw, AssetSettings settings) {
        settings.textureSize = 0;
        return *makeAsset(raw, settings).mesh;
    }

    JobRunner m_runner;
};

QTEST_APPLESS_MAIN(TestAssetQuality)
#include "tst_asset_quality.moc"
