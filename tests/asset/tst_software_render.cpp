#include <QElapsedTimer>
#include <QTest>
#include <set>

#include "inference/asset/software_render.h"
#include "tests/asset/test_meshes.h"

using namespace espalier;

namespace {

using Pixel = std::array<int, 3>;

Pixel pixel(const ImageBuffer& image, double x, double y) {
    const auto* p = image.at(int(x * image.width), int(y * image.height));
    return {p[0], p[1], p[2]};
}

Pixel background(const ImageBuffer& image) {
    return pixel(image, 0.0, 0.0);
}

/// Shares of the picture: left, top, right, bottom of everything that is not background.
std::array<double, 4> silhouette(const ImageBuffer& image) {
    std::array<double, 4> box{1.0, 1.0, 0.0, 0.0};
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            const auto* p = image.at(x, y);
            if (Pixel{p[0], p[1], p[2]} == background(image)) continue;
            box = {std::min(box[0], double(x) / image.width), std::min(box[1], double(y) / image.height),
                   std::max(box[2], double(x + 1) / image.width), std::max(box[3], double(y + 1) / image.height)};
        }
    }
    return box;
}

MeshAsset coloredBox(const Vec3f& min, const Vec3f& max, const std::array<std::uint8_t, 4>& color) {
    MeshAsset mesh = box(min, max);
    mesh.normals.clear();
    mesh.colors.assign(8, color);
    return mesh;
}

void append(MeshAsset& mesh, const MeshAsset& other) {
    const auto first = std::uint32_t(mesh.vertexCount());
    mesh.positions.insert(mesh.positions.end(), other.positions.begin(), other.positions.end());
    mesh.colors.insert(mesh.colors.end(), other.colors.begin(), other.colors.end());
    for (const auto& [a, b, c] : other.triangles)
        mesh.triangles.push_back({first + a, first + b, first + c});
}

const RenderView kFront{.width = 128, .height = 128, .azimuthDegrees = 0.0, .elevationDegrees = 0.0};

}  // namespace

class TestSoftwareRender : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void image_isPlain_whenMeshIsEmpty() {
        const auto image = renderMesh({}, kFront);
        QCOMPARE(image.width, 128);
        QCOMPARE(image.height, 128);
        QCOMPARE(image.channels, 3);
        for (const auto value : image.pixels)
            QCOMPARE(value, image.pixels[0]);
        QVERIFY(image.pixels[0] > 200);
    }

    void image_isPlain_whenMeshIsAPoint() {
        MeshAsset mesh;
        mesh.positions.assign(3, {0.1f, 0.2f, 0.3f});
        mesh.triangles = {{0, 1, 2}};
        for (const auto value : renderMesh(mesh, kFront).pixels)
            QVERIFY(value > 200);
    }

    void silhouette_isRoundAndCentred_onSphere() {
        const auto image = renderMesh(sphere(40), {.width = 200, .height = 100});
        const auto [left, top, right, bottom] = silhouette(image);
        QVERIFY(std::abs(left + right - 1.0) < 0.02);
        QVERIFY(std::abs(top + bottom - 1.0) < 0.02);
        const double width = (right - left) * 200, height = (bottom - top) * 100;
        QVERIFY(std::abs(width - height) < 3.0);
        QVERIFY(height > 60.0 && height < 95.0);
        QCOMPARE(pixel(image, left + 0.01, top + 0.01), background(image));  // a corner of its box is outside
    }

    void silhouette_fillsThePicture_whateverTheSizeAndPlace_data() {
        QTest::addColumn<float>("size");
        QTest::addColumn<float>("shift");
        QTest::newRow("tiny") << 1e-3f << 0.0f;
        QTest::newRow("huge") << 1e3f << 0.0f;
        QTest::newRow("far off") << 1.0f << 25.0f;
    }
    void silhouette_fillsThePicture_whateverTheSizeAndPlace() {
        QFETCH(float, size);
        QFETCH(float, shift);
        MeshAsset mesh = sphere(30);
        for (auto& p : mesh.positions)
            for (auto& part : p)
                part = part * size + shift;
        const auto [left, top, right, bottom] = silhouette(renderMesh(mesh, kFront));
        QVERIFY(left > 0.02 && left < 0.2 && right < 0.98 && right > 0.8);
        QVERIFY(top > 0.02 && top < 0.2 && bottom < 0.98 && bottom > 0.8);
    }

    void front_showsXToTheRightAndZUp() {
        // Red at +x, green at -x, blue on top; the front is -y.
        MeshAsset mesh = coloredBox({0.1f, -0.1f, -0.1f}, {0.4f, 0.1f, 0.1f}, {220, 30, 30, 255});
        append(mesh, coloredBox({-0.4f, -0.1f, -0.1f}, {-0.1f, 0.1f, 0.1f}, {30, 220, 30, 255}));
        append(mesh, coloredBox({-0.1f, -0.1f, 0.2f}, {0.1f, 0.1f, 0.4f}, {30, 30, 220, 255}));
        const auto image = renderMesh(mesh, kFront);
        const auto right = pixel(image, 0.8, 0.68), left = pixel(image, 0.2, 0.68), top = pixel(image, 0.5, 0.3);
        QVERIFY(right[0] > 2 * right[1] && right[0] > 2 * right[2]);
        QVERIFY(left[1] > 2 * left[0] && left[1] > 2 * left[2]);
        QVERIFY(top[2] > 2 * top[0] && top[2] > 2 * top[1]);
        QCOMPARE(pixel(image, 0.15, 0.3), background(image));
    }

    void turntable_movesTheCameraLeft_whenAzimuthGrows() {
        // Seen from -x the front (-y) lies to the right; red marks it, green the back.
        MeshAsset mesh = coloredBox({-0.1f, -0.4f, -0.1f}, {0.1f, -0.1f, 0.1f}, {220, 30, 30, 255});
        append(mesh, coloredBox({-0.1f, 0.1f, -0.1f}, {0.1f, 0.4f, 0.1f}, {30, 220, 30, 255}));
        RenderView view = kFront;
        view.azimuthDegrees = 90.0;
        const auto image = renderMesh(mesh, view);
        const auto right = pixel(image, 0.75, 0.5), left = pixel(image, 0.25, 0.5);
        QVERIFY(right[0] > 2 * right[1]);
        QVERIFY(left[1] > 2 * left[0]);
    }

    void elevation_looksDownFromAbove() {
        MeshAsset mesh = coloredBox({-0.4f, -0.4f, -0.4f}, {0.4f, 0.4f, 0.2f}, {220, 30, 30, 255});
        append(mesh, coloredBox({-0.4f, -0.4f, 0.3f}, {0.4f, 0.4f, 0.4f}, {30, 220, 30, 255}));
        RenderView view = kFront;
        view.elevationDegrees = 90.0;
        const auto middle = pixel(renderMesh(mesh, view), 0.5, 0.5);
        QVERIFY(middle[1] > 2 * middle[0]);
    }

    void nearSurfaceHidesTheFarOne_inAnyOrder_data() {
        QTest::addColumn<bool>("nearFirst");
        QTest::newRow("near first") << true;
        QTest::newRow("far first") << false;
    }
    void nearSurfaceHidesTheFarOne_inAnyOrder() {
        QFETCH(bool, nearFirst);
        const auto nearBox = coloredBox({-0.2f, -0.4f, -0.2f}, {0.2f, -0.3f, 0.2f}, {220, 30, 30, 255});
        const auto farBox = coloredBox({-0.4f, 0.3f, -0.4f}, {0.4f, 0.4f, 0.4f}, {30, 220, 30, 255});
        MeshAsset mesh = nearFirst ? nearBox : farBox;
        append(mesh, nearFirst ? farBox : nearBox);
        const auto image = renderMesh(mesh, kFront);
        const auto middle = pixel(image, 0.5, 0.5), rim = pixel(image, 0.08, 0.08);
        QVERIFY(middle[0] > 2 * middle[1]);
        QVERIFY(rim[1] > 2 * rim[0]);
    }

    void bothSidesLookAlike() {
        MeshAsset mesh = asymmetricBox();
        mesh.normals.clear();
        const auto image = renderMesh(mesh);
        for (auto& triangle : mesh.triangles)
            std::swap(triangle[0], triangle[1]);
        const auto flipped = renderMesh(mesh);
        int worst = 0;
        for (std::size_t i = 0; i < image.pixels.size(); ++i)
            worst = std::max(worst, std::abs(int(image.pixels[i]) - int(flipped.pixels[i])));
        QVERIFY2(worst <= 1, qPrintable(QString::number(worst)));
    }

    void clayIsNeutralAndShaded_whenMeshHasNoColours() {
        MeshAsset mesh = sphere(40);
        mesh.colors.clear();
        const auto image = renderMesh(mesh, kFront);
        const auto top = pixel(image, 0.5, 0.15), middle = pixel(image, 0.5, 0.5), bottom = pixel(image, 0.5, 0.88);
        for (const auto& p : {top, middle, bottom})
            QVERIFY(*std::ranges::max_element(p) - *std::ranges::min_element(p) < 16);
        QVERIFY(middle[1] > bottom[1] + 40);
        QVERIFY(top[1] > bottom[1] + 40);
        QVERIFY(bottom[1] > 40);  // no black side
    }

    void whiteStaysWithinRange_andBlackStaysBlack() {
        MeshAsset mesh = sphere(40);
        mesh.colors.assign(mesh.vertexCount(), {0, 0, 0, 255});
        QCOMPARE(pixel(renderMesh(mesh, kFront), 0.5, 0.5), (Pixel{0, 0, 0}));
        mesh.colors.assign(mesh.vertexCount(), {255, 255, 255, 255});
        const auto image = renderMesh(mesh, kFront);
        int clipped = 0;
        for (const auto value : image.pixels)
            clipped += value == 255;
        QVERIFY(pixel(image, 0.5, 0.5)[1] > 210);
        QVERIFY2(clipped < int(image.pixels.size()) / 20, "highlights must keep their shape");
    }

    /// The same surface twice: its colours in a texture, and at so many vertices that it needs none.
    void textureShowsWhatVertexColoursShow() {
        MeshAsset textured = texturedSphere(150), colored = textured;
        auto plain = std::make_shared<PbrTextures>(*textured.textures);
        plain->normal = {};
        textured.textures = plain;
        colored.textures = nullptr;
        for (const auto& [u, v] : colored.uvs)
            colored.colors.push_back(analyticColor(u, v));
        const RenderView view{.width = 200, .height = 200, .azimuthDegrees = 40.0, .elevationDegrees = 25.0};
        const auto a = renderMesh(textured, view), b = renderMesh(colored, view);
        std::size_t different = 0;
        for (std::size_t i = 0; i < a.pixels.size(); ++i)
            different += std::abs(int(a.pixels[i]) - int(b.pixels[i])) > 3;
        // But for the seam, where the texture ends half a texel early.
        QVERIFY2(different < a.pixels.size() / 200, qPrintable(QString::number(different)));
    }

    void fineTextureDoesNotFlicker() {
        MeshAsset mesh = texturedSphere(60);
        auto textures = std::make_shared<PbrTextures>();
        textures->baseColor = ImageBuffer(2048, 1024, 4);
        for (int y = 0; y < 1024; ++y)
            for (int x = 0; x < 2048; ++x)
                std::fill_n(textures->baseColor.at(x, y), 4, std::uint8_t((x + y) % 2 * 255));
        mesh.textures = textures;
        const auto checkered = renderMesh(mesh, kFront);
        std::fill(textures->baseColor.pixels.begin(), textures->baseColor.pixels.end(), std::uint8_t(188));
        const auto grey = renderMesh(mesh, kFront);
        int worst = 0;
        for (int y = 32; y < 96; ++y)
            for (int x = 32; x < 96; ++x)
                worst = std::max(worst, std::abs(int(checkered.at(x, y)[0]) - int(grey.at(x, y)[0])));
        QVERIFY2(worst <= 3, qPrintable(QString::number(worst)));
    }

    void normalMapBendsTheLight() {
        MeshAsset mesh = texturedSphere(60);
        auto textures = std::make_shared<PbrTextures>(*mesh.textures);
        std::fill(textures->baseColor.pixels.begin(), textures->baseColor.pixels.end(), std::uint8_t(200));
        mesh.textures = textures;
        const auto brightness = [&](std::array<std::uint8_t, 3> normal) {
            for (std::size_t i = 0; i < textures->normal.pixels.size(); ++i)
                textures->normal.pixels[i] = normal[i % 3];
            return pixel(renderMesh(mesh, kFront), 0.5, 0.5)[1];
        };
        const int flat = brightness({128, 128, 255}), up = brightness({128, 200, 232}),
                  down = brightness({128, 56, 232});
        // Green goes along v, which grows upwards on the globe, and the light comes from above.
        QVERIFY2(up > flat + 5 && down < flat - 20, qPrintable(QString("%1 %2 %3").arg(up).arg(flat).arg(down)));
        textures->normal = {};
        QVERIFY(std::abs(pixel(renderMesh(mesh, kFront), 0.5, 0.5)[1] - flat) <= 1);
    }

    void edgesAreSmooth() {
        const auto image = renderMesh(coloredBox({-0.4f, -0.4f, -0.4f}, {0.4f, 0.4f, 0.4f}, {0, 0, 0, 255}));
        std::set<int> values;
        for (std::size_t i = 0; i < image.pixels.size(); i += 3)
            values.insert(image.pixels[i]);
        QCOMPARE(values.size(), std::size_t(5));  // 0 to 4 of four samples covered
    }

    void surfaceHasNoCracks() {
        const auto image = renderMesh(sphere(40), kFront);
        const auto [left, top, right, bottom] = silhouette(image);
        const double radius = (bottom - top) / 2 * image.height - 2.0;
        for (int y = 0; y < image.height; ++y) {
            for (int x = 0; x < image.width; ++x) {
                if (std::hypot(x + 0.5 - image.width / 2.0, y + 0.5 - image.height / 2.0) > radius) continue;
                const auto* p = image.at(x, y);
                QVERIFY((Pixel{p[0], p[1], p[2]} != background(image)));
            }
        }
    }

    void renderingStaysSwift_whenMeshIsLarge() {
        const auto mesh = sphere(360);  // 517k triangles
        QElapsedTimer timer;
        timer.start();
        const auto image = renderMesh(mesh);
        const auto ms = timer.elapsed();
        qInfo("%zu triangles in %lld ms", mesh.triangleCount(), static_cast<long long>(ms));
        QVERIFY(pixel(image, 0.5, 0.5) != background(image));
        QVERIFY2(ms < 15000, "about a tenth of a second, or some seconds under sanitizers");
    }
};

QTEST_APPLESS_MAIN(TestSoftwareRender)
#include "tst_software_render.moc"
