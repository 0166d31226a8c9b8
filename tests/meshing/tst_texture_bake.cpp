#include <QtTest>

#include "inference/base/error.h"
#include "inference/meshing/nearest_surface.h"
#include "inference/meshing/tangents.h"
#include "inference/meshing/texture_bake.h"
#include "inference/meshing/texture_gutter.h"
#include "inference/meshing/uv_unwrap.h"
#include "inference/meshing/vector_math.h"
#include "tests/meshing/surfaces.h"

using namespace espalier;

namespace {

constexpr int kVoxels = 128;

/// Smooth colours of every part of space, alpha 1.
PbrAttributes colorAt(const Vec3f& p) {
    return {0.5f + 0.45f * std::sin(9 * p[0]),  0.5f + 0.45f * std::cos(8 * p[1] + 1),
            0.5f + 0.45f * std::sin(10 * p[2]), 0.5f + 0.4f * std::sin(6 * p[0] + p[2]),
            0.5f + 0.4f * std::cos(7 * p[1]),   1.0f};
}

struct Voxels {
    std::vector<VoxelCoord> coords;
    std::vector<PbrAttributes> attributes;
};

/// All voxels within two of a surface, given by its signed distance.
Voxels voxelsNear(const std::function<double(const Vec3f&)>& distance,
                  const std::function<PbrAttributes(const Vec3f&)>& color = colorAt) {
    Voxels voxels;
    for (int i = 0; i < kVoxels; ++i)
        for (int j = 0; j < kVoxels; ++j)
            for (int k = 0; k < kVoxels; ++k) {
                const Vec3f p{(i + 0.5f) / kVoxels - 0.5f, (j + 0.5f) / kVoxels - 0.5f, (k + 0.5f) / kVoxels - 0.5f};
                if (std::abs(distance(p)) > 2.0 / kVoxels) continue;
                voxels.coords.push_back({i, j, k});
                voxels.attributes.push_back(color(p));
            }
    return voxels;
}

double sphereDistance(const Vec3f& p) {
    return length(p) - 0.4;
}
double torusDistance(const Vec3f& p) {
    return std::hypot(std::hypot(p[0], p[1]) - 0.3, p[2]) - 0.12;
}

MeshAsset unwrapped(const MeshAsset& mesh, int resolution) {
    MeshAsset result = unwrap(mesh, {.resolution = resolution, .budgetSeconds = 60.0}).mesh;
    result.tangents = vertexTangents(result);
    return result;
}

MeshAsset ball(int n) {
    return sphere(n, [](const Vec3f&) { return 0.4; });
}

/// What a renderer reads at (u, v): bilinear, v up.
Vec3f bilinear(const ImageBuffer& image, float u, float v) {
    const float x = u * float(image.width) - 0.5f, y = (1.0f - v) * float(image.height) - 0.5f;
    const int x0 = int(std::floor(x)), y0 = int(std::floor(y));
    Vec3f sum{};
    for (int k = 0; k < 4; ++k) {
        const int i = std::clamp(x0 + (k & 1), 0, image.width - 1), j = std::clamp(y0 + (k >> 1), 0, image.height - 1);
        const float weight = ((k & 1) ? x - x0 : 1 - (x - x0)) * ((k >> 1) ? y - y0 : 1 - (y - y0));
        for (int c = 0; c < 3; ++c)
            sum[c] += weight * image.at(i, j)[c] / 255.0f;
    }
    return sum;
}

/// Visits random points of the surface: visit(face, weights, uv).
template <typename Visit>
void forRandomPoints(const MeshAsset& mesh, int count, Visit visit) {
    std::mt19937 random(3);
    std::uniform_real_distribution<float> unit;
    for (int i = 0; i < count; ++i) {
        const auto& t = mesh.triangles[random() % mesh.triangles.size()];
        float a = unit(random), b = unit(random);
        if (a + b > 1) a = 1 - a, b = 1 - b;
        const float w[3]{1 - a - b, a, b};
        Vec3f p{}, n{};
        std::array<float, 2> uv{};
        for (int k = 0; k < 3; ++k) {
            p = p + mesh.positions[t[k]] * w[k];
            n = n + mesh.normals[t[k]] * w[k];
            uv = {uv[0] + mesh.uvs[t[k]][0] * w[k], uv[1] + mesh.uvs[t[k]][1] * w[k]};
        }
        visit(p, normalized(n), uv, t);
    }
}

}  // namespace

class TestTextureBake : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (!canBakeTextures()) QSKIP("needs a build with Embree");
    }

    void showsTheVoxelsColours_data() {
        QTest::addColumn<bool>("isTorus");
        QTest::addColumn<int>("size");
        for (const int size : {512, 2048}) {
            QTest::addRow("sphere, %d", size) << false << size;
            QTest::addRow("torus, %d", size) << true << size;
        }
    }
    void showsTheVoxelsColours() {
        QFETCH(bool, isTorus);
        QFETCH(int, size);
        // The raw mesh is ten times finer than the surface that gets the texture.
        const MeshAsset raw = isTorus ? torus(0.3, 0.12, 240, 120) : ball(64);
        const MeshAsset surface = unwrapped(isTorus ? torus(0.3, 0.12, 76, 38) : ball(20), size);
        const Voxels voxels = voxelsNear(isTorus ? torusDistance : sphereDistance);
        const PbrTextures textures =
            bakeTextures(surface, raw, voxels.coords, voxels.attributes, kVoxels, {.size = size});
        double colorError = 0.0, materialError = 0.0;
        constexpr int kPoints = 100000;
        forRandomPoints(
            surface, kPoints, [&](const Vec3f& p, const Vec3f&, const std::array<float, 2>& uv, const auto&) {
                const PbrAttributes expected = colorAt(p);
                const Vec3f color = bilinear(textures.baseColor, uv[0], uv[1]);
                const Vec3f material = bilinear(textures.metallicRoughness, uv[0], uv[1]);
                for (int c = 0; c < 3; ++c)
                    colorError += std::pow(color[c] - expected[c], 2) / (3.0 * kPoints);
                materialError +=
                    (std::pow(material[1] - expected[4], 2) + std::pow(material[2] - expected[3], 2)) / (2.0 * kPoints);
            });
        const double psnr = -10 * std::log10(colorError), materialPsnr = -10 * std::log10(materialError);
        qInfo() << "PSNR" << psnr << "dB, material" << materialPsnr << "dB";
        QVERIFY(psnr >= 30.0);
        QVERIFY(materialPsnr >= 30.0);
        QVERIFY(!textures.translucent);
        QVERIFY(textures.normal.empty());
    }

    void continuesOutward_andFloodsTheRest() {
        ImageBuffer image(16, 16, 3);
        std::vector<std::uint8_t> known(256);
        for (const int y : {4, 5}) {
            known[std::size_t(y * 16 + 4)] = 1;
            image.at(4, y)[0] = 200;
            image.at(4, y)[1] = y == 4 ? 10 : 30;
        }
        ImageBuffer* const images[]{&image};
        fillGutter(images, known, 2);
        QCOMPARE(int(image.at(4, 4)[1]), 10);
        QCOMPARE(int(image.at(3, 3)[1]), 10);  // sees only the upper one
        QCOMPARE(int(image.at(3, 4)[1]), 20);  // sees both
        QCOMPARE(int(image.at(2, 2)[0]), 200);
        QCOMPARE(int(image.at(2, 2)[1]), 10);
        QCOMPARE(int(image.at(12, 12)[0]), 200);
        QCOMPARE(int(image.at(12, 12)[1]), 20);  // the mean of the known ones
    }

    void leavesNoForeignColour() {
        const MeshAsset surface = unwrapped(ball(12), 512);
        const Voxels voxels =
            voxelsNear(sphereDistance, [](const Vec3f&) { return PbrAttributes{0.6f, 0.2f, 0.4f, 0.8f, 0.2f, 1.0f}; });
        const PbrTextures textures =
            bakeTextures(surface, ball(32), voxels.coords, voxels.attributes, kVoxels, {.size = 512});
        for (int y = 0; y < 512; ++y)
            for (int x = 0; x < 512; ++x) {
                const std::uint8_t* color = textures.baseColor.at(x, y);
                QVERIFY(color[0] == 153 && color[1] == 51 && color[2] == 102 && color[3] == 255);
                QCOMPARE(int(textures.metallicRoughness.at(x, y)[1]), 51);
                QCOMPARE(int(textures.metallicRoughness.at(x, y)[2]), 204);
            }
    }

    void keepsTheBumps_inTheNormalMap() {
        const auto radius = [](const Vec3f& d) { return 0.4 + 0.004 * std::sin(25 * d[0]) * std::sin(25 * d[1] + 1); };
        const MeshAsset raw = sphere(160, radius);
        const MeshAsset surface = unwrapped(ball(24), 1024);
        const Voxels voxels = voxelsNear(sphereDistance);
        const PbrTextures textures =
            bakeTextures(surface, raw, voxels.coords, voxels.attributes, kVoxels, {.size = 1024, .normalMap = true});
        const NearestSurface nearest(raw);
        double withMap = 0.0, without = 0.0;
        constexpr int kPoints = 20000;
        forRandomPoints(
            surface, kPoints, [&](const Vec3f& p, const Vec3f& n, const std::array<float, 2>& uv, const auto& t) {
                const auto hit = nearest.nearest(p);
                Vec3f expected{};
                for (int k = 0; k < 3; ++k)
                    expected = expected + raw.normals[raw.triangles[hit.face][k]] * hit.weights[k];
                const Vec3f texel = bilinear(textures.normal, uv[0], uv[1]);
                const auto& tangent = surface.tangents[t[0]];
                const Vec3f along = normalized(Vec3f{tangent[0], tangent[1], tangent[2]} -
                                               n * dot(n, Vec3f{tangent[0], tangent[1], tangent[2]}));
                const Vec3f seen =
                    normalized(along * (2 * texel[0] - 1) + cross(n, along) * (tangent[3] * (2 * texel[1] - 1)) +
                               n * (2 * texel[2] - 1));
                const auto degrees = [&](const Vec3f& v) {
                    return std::acos(std::clamp(dot(v, normalized(expected)), -1.0f, 1.0f)) * 180 / std::numbers::pi;
                };
                withMap += degrees(seen) / kPoints;
                without += degrees(n) / kPoints;
            });
        qInfo() << "mean error with the map" << withMap << "degrees, without" << without;
        QVERIFY(without > 5.0);
        QVERIFY(withMap < 0.2 * without);
    }

    void isTranslucent_whenMoreThanAHundredthIs_data() {
        QTest::addColumn<float>("height");
        QTest::addColumn<bool>("expected");
        QTest::newRow("a cap of 0.4 %") << 0.3968f << false;
        QTest::newRow("a cap of 5 %") << 0.36f << true;
    }
    void isTranslucent_whenMoreThanAHundredthIs() {
        QFETCH(float, height);
        QFETCH(bool, expected);
        const Voxels voxels = voxelsNear(
            sphereDistance, [&](const Vec3f& p) { return PbrAttributes{1, 1, 1, 0, 1, p[2] > height ? 0.4f : 1.0f}; });
        const MeshAsset mesh = ball(32);
        const PbrTextures textures =
            bakeTextures(unwrapped(mesh, 512), mesh, voxels.coords, voxels.attributes, kVoxels, {.size = 512});
        QCOMPARE(textures.translucent, expected);
    }

    void givesTheSame_withAnyNumberOfThreads() {
        const MeshAsset surface = unwrapped(ball(16), 512);
        const Voxels voxels = voxelsNear(sphereDistance);
        const auto bake = [&](unsigned threads) {
            return bakeTextures(surface, ball(32), voxels.coords, voxels.attributes, kVoxels,
                                {.size = 512, .normalMap = true, .threads = threads});
        };
        const PbrTextures one = bake(1), four = bake(4);
        QVERIFY(one.baseColor.pixels == four.baseColor.pixels);
        QVERIFY(one.metallicRoughness.pixels == four.metallicRoughness.pixels);
        QVERIFY(one.normal.pixels == four.normal.pixels);
    }

    void findsTheNearestPoint() {
        const MeshAsset mesh = torus(0.3, 0.12, 40, 20);
        const NearestSurface surface(mesh);
        std::mt19937 random(5);
        std::uniform_real_distribution<float> unit(-0.6f, 0.6f);
        for (int i = 0; i < 500; ++i) {
            const Vec3f p{unit(random), unit(random), unit(random)};
            const float found = length(surface.nearest(p).point - p);
            float best = 1e9f;  // by brute force over a fine net of points on every face
            for (const auto& t : mesh.triangles)
                for (int a = 0; a <= 4; ++a)
                    for (int b = 0; a + b <= 4; ++b)
                        best = std::min(best,
                                        length(mesh.positions[t[0]] * (a / 4.0f) + mesh.positions[t[1]] * (b / 4.0f) +
                                               mesh.positions[t[2]] * ((4 - a - b) / 4.0f) - p));
            QVERIFY(found <= best + 1e-6f);
            QVERIFY(found >= best - 0.01f);
            const auto guess = std::uint32_t(random() % mesh.triangles.size());
            QCOMPARE(length(surface.nearest(p, guess).point - p), found);
        }
    }

    void tellsProgress_andStopsWhenAsked() {
        const MeshAsset surface = unwrapped(ball(16), 512);
        const Voxels voxels = voxelsNear(sphereDistance);
        std::stop_source stop;
        std::vector<int> steps;
        const RunContext context(stop.get_token(), [&](const Progress& progress) {
            QCOMPARE(progress.stage, Stage::Bake);
            steps.push_back(progress.step);
            if (progress.step >= progress.of / 2) stop.request_stop();
        });
        QVERIFY_EXCEPTION_THROWN(bakeTextures(surface, ball(32), voxels.coords, voxels.attributes, kVoxels,
                                              {.size = 512, .threads = 2}, context),
                                 Cancelled);
        QVERIFY(steps.size() > 1);
        QVERIFY(std::is_sorted(steps.begin(), steps.end()));
    }

    void refusesWhatCannotBeBaked() {
        const MeshAsset surface = unwrapped(ball(4), 512);
        const Voxels voxels = voxelsNear(sphereDistance);
        const auto bake = [&](const MeshAsset& mesh, const MeshAsset& raw, const Voxels& from, BakeOptions options) {
            bakeTextures(mesh, raw, from.coords, from.attributes, kVoxels, options);
        };
        QVERIFY_EXCEPTION_THROWN(bake(surface, ball(4), voxels, {.size = 100}), Error);
        QVERIFY_EXCEPTION_THROWN(bake(surface, ball(4), {}, {.size = 512}), Error);
        QVERIFY_EXCEPTION_THROWN(bake(surface, {}, voxels, {.size = 512}), Error);
        QVERIFY_EXCEPTION_THROWN(bake(ball(4), ball(4), voxels, {.size = 512}), Error);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(bakeTextures(surface, ball(4), voxels.coords, voxels.attributes, kVoxels,
                                              {.size = 512}, RunContext(stop.get_token())),
                                 Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestTextureBake)
#include "tst_texture_bake.moc"
