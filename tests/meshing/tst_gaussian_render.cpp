// Gaussians and radiance fields as pictures, and as the colours of a texture.
#include <QtTest>
#include <numbers>
#include <set>

#include "inference/base/error.h"
#include "inference/meshing/gaussian_colors.h"
#include "inference/meshing/gaussian_render.h"
#include "inference/meshing/radiance_field_render.h"
#include "inference/meshing/texture_bake.h"
#include "inference/meshing/uv_unwrap.h"
#include "inference/meshing/vector_math.h"
#include "tests/meshing/surfaces.h"
#include "tests/support/view_comparison.h"

using namespace espalier;

namespace {

using Quaternion = std::array<float, 4>;

Vec3f featuresOf(const Vec3f& color) {
    constexpr float kDegree0 = 0.28209479177387814f;
    return {(color[0] - 0.5f) / kDegree0, (color[1] - 0.5f) / kDegree0, (color[2] - 0.5f) / kDegree0};
}

void add(GaussianCloud& cloud, const Vec3f& position, const Vec3f& scales, const Vec3f& color, float opacity,
         const Quaternion& rotation = {1, 0, 0, 0}) {
    cloud.positions.push_back(position);
    cloud.features.push_back(featuresOf(color));
    cloud.scales.push_back(scales);
    cloud.rotations.push_back(rotation);
    cloud.opacities.push_back(opacity);
}

/// The turn that takes z to `normal`.
Quaternion zTo(const Vec3f& normal) {
    const Vec3f axis = cross({0, 0, 1}, normal);
    const Quaternion q{1 + normal[2], axis[0], axis[1], axis[2]};
    const float size = std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    if (size < 1e-3f) return {0, 1, 0, 0};
    return {q[0] / size, q[1] / size, q[2] / size, q[3] / size};
}

const std::array<float, 4>& at(const VolumePicture& picture, int x, int y) {
    return picture.pixels[std::size_t(y * picture.width + x)];
}

/// Looks along +y, 100 pixels per unit at the origin, whose place is the middle of the pixel (50, 50).
RenderCamera frontCamera() {
    RenderCamera camera;
    camera.eye = {0, -2, 0};
    camera.focal = 200;
    camera.width = camera.height = 101;
    return camera;
}

/// Stripes with edges, and waves across them.
Vec3f paint(const Vec3f& p) {
    return {std::sin(45 * p[2]) > 0 ? 0.8f : 0.2f, 0.5f + 0.4f * std::sin(14 * p[0]),
            0.5f + 0.4f * std::cos(20 * p[1])};
}

double radiusAt(const Vec3f& d) {
    return 0.36 + 0.03 * std::sin(5 * d[0]) * std::cos(4 * d[1]);
}

/// Flat Gaussians side by side on a painted surface, as a network lays them.
GaussianCloud paintedCloud() {
    const MeshAsset surface = sphere(110, radiusAt);
    GaussianCloud cloud;
    const float spread = 0.0042f;
    for (std::size_t v = 0; v < surface.positions.size(); ++v)
        add(cloud, surface.positions[v], {spread, spread, 0.0012f}, paint(surface.positions[v]), 0.9f,
            zTo(surface.normals[v]));
    return cloud;
}

/// The colours at the corners of 256 cubes per axis that the surface goes through.
std::pair<std::vector<VoxelCoord>, std::vector<PbrAttributes>> paintedVoxels() {
    constexpr int kResolution = 256;
    const MeshAsset surface = sphere(260, radiusAt);
    std::set<VoxelCoord> cells;
    for (const Vec3f& p : surface.positions) {
        VoxelCoord cell;
        for (std::size_t a = 0; a < 3; ++a)
            cell[a] = int(std::floor((p[a] + 0.5f) * kResolution));
        cells.insert(cell);
    }
    std::vector<VoxelCoord> coords(cells.begin(), cells.end());
    std::vector<PbrAttributes> attributes;
    for (const auto& [x, y, z] : coords) {
        const auto middle = [](int cell) { return (float(cell) + 0.5f) / kResolution - 0.5f; };
        const Vec3f color = paint({middle(x), middle(y), middle(z)});
        attributes.push_back({color[0], color[1], color[2], 0.0f, 1.0f, 1.0f});
    }
    return {coords, attributes};
}

}  // namespace

class TestGaussianRender : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneGaussianFallsOffAsItShould() {
        GaussianCloud cloud;
        add(cloud, {}, {0.05f, 0.05f, 0.05f}, {0.8f, 0.4f, 0.2f}, 0.7f);
        const VolumePicture picture = renderGaussians(cloud, frontCamera(), {.filter = 0.0f});
        const float pixels = 5.0f;  // of the standard deviation
        for (const int away : {0, 3, 8, 14}) {
            const float alpha = 0.7f * std::exp(-0.5f * float(away * away) / (pixels * pixels));
            for (const auto& pixel : {at(picture, 50 + away, 50), at(picture, 50, 50 - away)}) {
                QVERIFY2(std::abs(pixel[3] - alpha) < 2e-3f, qPrintable(QString("%1 pixels away").arg(away)));
                QVERIFY(std::abs(pixel[0] - 0.8f * alpha) < 2e-3f && std::abs(pixel[2] - 0.2f * alpha) < 2e-3f);
            }
        }
        QCOMPARE(at(picture, 90, 50)[3], 0.0f);
        QCOMPARE(int(picture.over({1, 1, 1}).at(90, 50)[0]), 255);
    }

    void longOneLiesWhereItsRotationPutsIt() {
        GaussianCloud cloud;
        const float half = std::sqrt(0.5f);  // a quarter turn about y takes x to -z
        add(cloud, {}, {0.1f, 0.01f, 0.01f}, {1, 1, 1}, 0.9f, {half, 0, half, 0});
        const VolumePicture picture = renderGaussians(cloud, frontCamera());
        QVERIFY(at(picture, 50, 60)[3] > 0.4f && at(picture, 50, 40)[3] > 0.4f);
        QVERIFY(at(picture, 60, 50)[3] < 0.01f);
    }

    void nearerOneHidesTheOther_inAnyOrder() {
        for (const bool redFirst : {true, false}) {
            GaussianCloud cloud;
            const auto red = [&] { add(cloud, {0, -0.2f, 0}, {0.05f, 0.05f, 0.05f}, {1, 0, 0}, 0.9f); };
            if (redFirst) red();
            add(cloud, {0, 0.2f, 0}, {0.05f, 0.05f, 0.05f}, {0, 0, 1}, 0.9f);
            if (!redFirst) red();
            const auto middle = at(renderGaussians(cloud, frontCamera()), 50, 50);
            QVERIFY(std::abs(middle[0] - 0.9f) < 0.02f && std::abs(middle[2] - 0.09f) < 0.02f);
        }
    }

    void nothingIsDrawn_behindTheCameraOrBesideThePicture() {
        GaussianCloud cloud;
        add(cloud, {0, -3, 0}, {0.05f, 0.05f, 0.05f}, {1, 1, 1}, 0.9f);
        add(cloud, {5, 0, 0}, {0.05f, 0.05f, 0.05f}, {1, 1, 1}, 0.9f);
        for (const auto& pixel : renderGaussians(cloud, frontCamera()).pixels)
            QCOMPARE(pixel[3], 0.0f);
    }

    void tinyOneKeepsItsLight_withTheFilter() {
        GaussianCloud cloud;
        add(cloud, {}, {0.003f, 0.003f, 0.003f}, {1, 1, 1}, 0.9f);
        double light = 0.0;
        for (const auto& pixel : renderGaussians(cloud, frontCamera(), {.filter = 1.0f}).pixels)
            light += pixel[3];
        // Opacity times 2 pi sigma^2, with sigma 0.3 pixels; without the filter it would be the middle pixel's 0.9.
        QVERIFY2(std::abs(light - 0.51) < 0.04, qPrintable(QString::number(light)));
    }

    void pictureDoesNotDependOnThreads() {
        const GaussianCloud cloud = paintedCloud();
        const RenderCamera camera = test::camerasAround(150).front();
        const auto one = renderGaussians(cloud, camera, {.threads = 1}),
                   four = renderGaussians(cloud, camera, {.threads = 4});
        QVERIFY(one.pixels == four.pixels);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, renderGaussians(cloud, camera, {}, RunContext(stop.get_token())));
    }

    void coloursAreMeansByWeight() {
        GaussianCloud cloud;
        add(cloud, {0.1f, 0, 0}, {0.02f, 0.02f, 0.02f}, {1, 0, 0}, 0.8f);
        add(cloud, {0.14f, 0, 0}, {0.02f, 0.02f, 0.02f}, {0, 0, 1}, 0.4f);
        add(cloud, {-0.3f, 0.2f, 0}, {0.2f, 0.001f, 0.001f}, {0, 1, 0}, 0.4f);  // reaches through many cells
        const GaussianColors colors(cloud);
        const std::vector<Vec3f> points{{0.12f, 0, 0}, {0.1f, 0, 0}, {-0.6f, 0.2f, 0}, {0, 0.4f, 0}};
        const auto samples = colors.sample(points);
        QVERIFY(std::abs(samples[0][0] - 2.0f / 3.0f) < 0.01f && std::abs(samples[0][2] - 1.0f / 3.0f) < 0.01f);
        const float near = 0.8f, far = 0.4f * std::exp(-2.0f);
        QVERIFY(std::abs(samples[1][0] - near / (near + far)) < 0.01f);
        QVERIFY(std::abs(samples[2][1] - 1.0f) < 1e-5f);
        QCOMPARE(samples[0][5], 1.0f);
        QVERIFY(samples[3] == PbrAttributes{});
        QVERIFY_THROWS_EXCEPTION(Error, GaussianColors({}));
    }

    /// The measure by which the default is chosen: both textures beside the Gaussians themselves, from 24 directions.
    void textureOfGaussiansLooksLikeThem() {
        if (!canBakeTextures()) QSKIP("needs a build with Embree");
        const GaussianCloud cloud = paintedCloud();
        MeshAsset mesh = unwrap(sphere(40, radiusAt), {.resolution = 1024}).mesh;
        const MeshAsset raw = sphere(120, radiusAt);
        const auto cameras = test::camerasAround(256);
        const auto [coords, attributes] = paintedVoxels();
        const BakeOptions options{.size = 1024};
        mesh.textures = std::make_shared<const PbrTextures>(bakeTextures(mesh, raw, coords, attributes, 256, options));
        const double ofVoxels = test::psnr(cameras, mesh, cloud);
        const GaussianColors colors(cloud);
        mesh.textures = std::make_shared<const PbrTextures>(bakeTextures(
            mesh, raw, [&](std::span<const Vec3f> points) { return colors.sample(points); }, options));
        const double ofGaussians = test::psnr(cameras, mesh, cloud);
        qInfo("of the decoder's colours %.2f dB, of the Gaussians %.2f dB", ofVoxels, ofGaussians);
        QVERIFY(ofGaussians > ofVoxels);
        QVERIFY(ofGaussians > 25.5);
    }

    void fieldOfOneDensityDims_asTheLawSays() {
        RadianceField field;
        field.rank = 1;
        field.dim = 4;
        field.positions = {{0.5f, 0.5f, 0.5f}};
        field.depths = {0};  // the whole box
        field.vectors.assign(12, 1.0f);
        field.densities = {1.5f};
        field.features = {2.0f, 0.0f, -2.0f};
        const auto picture = renderRadianceField(field, frontCamera());
        const float density = std::log1p(std::exp(1.5f));
        const float alpha = 1.0f - std::exp(-density);  // one unit through the box
        const auto& middle = at(picture, 50, 50);
        QVERIFY2(std::abs(middle[3] - alpha) < 1e-3f, qPrintable(QString::number(middle[3])));
        QVERIFY(std::abs(middle[1] - 0.5f * alpha) < 1e-3f);
        const float red = 1.0f / (1.0f + std::exp(-2.0f * 0.28209479f));
        QVERIFY(std::abs(middle[0] - red * alpha) < 1e-3f);
        QVERIFY(std::abs(middle[2] - (1.0f - red) * alpha) < 1e-3f);
        QCOMPARE(at(renderRadianceField(field, turntableCamera({3, 0, 0}, 2, 0, 0, 40, 101, 101)), 50, 50)[3], 0.0f);
    }

    void fieldIsFoundByItsVoxels() {
        RadianceField field;
        field.rank = 2;
        field.dim = 4;
        // Two of the box's octants and one of their children: upper left near the camera, lower right far from it.
        field.positions = {{0.25f, 0.25f, 0.75f}, {0.75f, 0.75f, 0.25f}, {0.875f, 0.125f, 0.875f}};
        field.depths = {1, 1, 2};
        field.vectors.assign(3 * 2 * 3 * 4, 1.0f);
        field.densities.assign(6, 100.0f);
        for (const float red : {20.0f, -20.0f, 0.0f})
            for (int r = 0; r < 2; ++r)
                field.features.insert(field.features.end(), {red, 0.0f, 0.0f});
        const auto picture = renderRadianceField(field, frontCamera());
        QVERIFY(at(picture, 30, 30)[0] > 0.95f);
        QVERIFY(at(picture, 65, 65)[0] < 0.05f && at(picture, 65, 65)[3] > 0.99f);
        QVERIFY(std::abs(at(picture, 91, 9)[0] - 0.5f) < 0.01f);
        QCOMPARE(at(picture, 30, 70)[3], 0.0f);
        QVERIFY(picture.pixels == renderRadianceField(field, frontCamera(), 1).pixels);
        field.densities.pop_back();
        QVERIFY_THROWS_EXCEPTION(Error, renderRadianceField(field, frontCamera()));
    }
};

QTEST_APPLESS_MAIN(TestGaussianRender)
#include "tst_gaussian_render.moc"
