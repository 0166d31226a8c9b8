#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <numbers>

#include "inference/asset/asset_export.h"
#include "inference/asset/software_render.h"
#include "inference/asset/srgb.h"
#include "tests/asset/test_meshes.h"
#include "tests/support/image_compare.h"

using namespace espalier;

namespace {

/// texturedSphere() pulled about until no side looks like another.
MeshAsset potato() {
    MeshAsset mesh = texturedSphere(60, 512);
    for (auto& [x, y, z] : mesh.positions) {
        const float bump = 1.0f + 0.25f * std::sin(5 * x + 1) * std::cos(4 * z);
        x *= 0.6f * bump;
        y *= 0.8f * bump;
        z *= bump * (1.0f + 0.4f * x);
    }
    mesh.normals = vertexNormals(mesh.positions, mesh.triangles);
    mesh.tangents.clear();
    auto textures = std::make_shared<PbrTextures>(*mesh.textures);
    textures->normal = {};
    // Matt and no metal: the two renderers' lamps differ, and mirrored lamps would be most of the difference.
    for (std::size_t i = 0; i < textures->metallicRoughness.pixels.size(); i += 3) {
        textures->metallicRoughness.pixels[i + 1] = 255;
        textures->metallicRoughness.pixels[i + 2] = 0;
    }
    mesh.textures = textures;
    return mesh;
}

/// The options that put f3d's camera where renderMesh() puts its own.
QStringList cameraOptions(const MeshAsset& mesh, const RenderView& view) {
    const auto [min, max] = bounds(mesh);
    const double azimuth = view.azimuthDegrees * std::numbers::pi / 180;
    const double elevation = view.elevationDegrees * std::numbers::pi / 180;
    const double right[3]{std::cos(azimuth), -std::sin(azimuth), 0};
    const double forward[3]{std::sin(azimuth) * std::cos(elevation), std::cos(azimuth) * std::cos(elevation),
                            -std::sin(elevation)};
    const double up[3]{right[1] * forward[2] - right[2] * forward[1], right[2] * forward[0] - right[0] * forward[2],
                       right[0] * forward[1] - right[1] * forward[0]};
    double centre[3], radius = 0, distance = 0;
    for (int i = 0; i < 3; ++i) {
        centre[i] = (min[i] + max[i]) / 2;
        radius = std::hypot(radius, (max[i] - min[i]) / 2);
    }
    const double slope = 0.9 * std::tan(15 * std::numbers::pi / 180);
    for (const auto& p : mesh.positions) {
        double x = 0, y = 0, z = 0;
        for (int i = 0; i < 3; ++i) {
            x += (p[i] - centre[i]) * right[i];
            y += (p[i] - centre[i]) * up[i];
            z += (p[i] - centre[i]) * forward[i];
        }
        distance = std::max(distance, std::max(std::abs(x), std::abs(y)) / slope - z);
    }
    distance += 0.01 * radius;
    double eye[3];
    for (int i = 0; i < 3; ++i)
        eye[i] = centre[i] - forward[i] * distance;
    const auto yUp = [](const double v[3]) { return QString("%1,%2,%3").arg(v[0]).arg(v[2]).arg(-v[1]); };
    return {"--camera-position", yUp(eye), "--camera-focal-point", yUp(centre),
            "--camera-view-up",  "0,1,0",  "--camera-view-angle",  "30"};
}

/// How far the colours of the object, brightness aside, are from one another: the mean difference of the shares of red,
/// green and blue in linear light, over every pixel that is object in both.
double colourDifference(const QImage& a, const QImage& b) {
    const auto share = [](QRgb pixel, int channel) {
        const double light[3]{linearFromSrgb(std::uint8_t(qRed(pixel))), linearFromSrgb(std::uint8_t(qGreen(pixel))),
                              linearFromSrgb(std::uint8_t(qBlue(pixel)))};
        return light[channel] / (light[0] + light[1] + light[2]);
    };
    const auto isObject = [](const QImage& image, int x, int y) {
        return image.pixel(x, y) != image.pixel(0, 0) && qGray(image.pixel(x, y)) > 20;
    };
    double sum = 0.0;
    int count = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x)
            for (int channel = 0; channel < 3 && isObject(a, x, y) && isObject(b, x, y); ++channel, ++count)
                sum += std::abs(share(a.pixel(x, y), channel) - share(b.pixel(x, y), channel));
    return sum / std::max(count, 1);
}

}  // namespace

/// Another renderer as the judge of our files, and of our own renderer: the same object stands at the same place in the
/// same colours.
class TestGlbInF3d : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void f3dDrawsWhatWeDraw_data() {
        QTest::addColumn<double>("azimuth");
        QTest::addColumn<double>("elevation");
        QTest::newRow("front") << 0.0 << 0.0;
        QTest::newRow("three quarters") << 30.0 << 20.0;
        QTest::newRow("behind, from below") << 200.0 << -25.0;
    }
    void f3dDrawsWhatWeDraw() {
        QFETCH(double, azimuth);
        QFETCH(double, elevation);
        if (QStandardPaths::findExecutable("f3d").isEmpty()) QSKIP("needs f3d (Debian package f3d)");
        const QTemporaryDir folder;
        const QString glb = folder.filePath("potato.glb"), picture = folder.filePath("f3d.png");
        const MeshAsset mesh = potato();
        exportAsset(mesh, glb.toStdString(), AssetFormat::Glb);
        const RenderView view{.width = 400, .height = 400, .azimuthDegrees = azimuth, .elevationDegrees = elevation};
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start("f3d", QStringList{glb, "--output", picture, "--dry-run", "--resolution", "400,400", "--bg-color",
                                         "0.925,0.925,0.925", "--fxaa"} +
                                 cameraOptions(mesh, view));
        QVERIFY(process.waitForFinished(60000));
        const QImage theirs = QImage(picture).convertToFormat(QImage::Format_RGB888);
        QVERIFY2(!theirs.isNull(), process.readAll().constData());
        const ImageBuffer drawn = renderMesh(mesh, view);
        const QImage ours(drawn.pixels.data(), drawn.width, drawn.height, drawn.width * 3, QImage::Format_RGB888);
        const double similarity = structuralSimilarity(ours, theirs);
        const double difference = colourDifference(ours, theirs), mirrored = colourDifference(ours.mirrored(), theirs);
        qInfo("similarity %.3f, colours differ by %.4f, those of a mirrored picture by %.4f", similarity, difference,
              mirrored);
        QVERIFY(similarity > 0.9);   // 1 takes the same lamps
        QVERIFY(difference < 0.05);  // f3d adds a sheen of its own
        QVERIFY(difference < mirrored / 2);
    }
};

QTEST_GUILESS_MAIN(TestGlbInF3d)
#include "tst_glb_in_f3d.moc"
