#include <QDir>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "inference/asset/asset_export.h"
#include "inference/asset/asset_import.h"
#include "tests/asset/test_meshes.h"
#include "tests/support/png_reader.h"

using namespace espalier;

class TestTexturedExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesLieTogether_andReadBack_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("files");
        QTest::newRow("glb") << "a b.glb" << QStringList{"a b.glb"};
        // Without a space: Assimp does not decode the addresses that glTF wants encoded.
        QTest::newRow("gltf") << "ab.gltf"
                              << QStringList{"ab.bin", "ab.gltf", "ab_base_color.png", "ab_metallic_roughness.png",
                                             "ab_normal.png"};
        QTest::newRow("obj") << "a b.obj" << QStringList{"a b.mtl",          "a b.obj",        "a b_base_color.png",
                                                         "a b_metallic.png", "a b_normal.png", "a b_roughness.png"};
        QTest::newRow("fbx") << "a b.fbx" << QStringList{"a b.fbx", "a b_base_color.png", "a b_normal.png"};
        QTest::newRow("dae") << "a b.dae" << QStringList{"a b.dae", "a b_base_color.png", "a b_normal.png"};
    }
    void filesLieTogether_andReadBack() {
        QFETCH(QString, name);
        QFETCH(QStringList, files);
        const QTemporaryDir folder;
        const MeshAsset mesh = texturedSphere(12);
        const auto format = assetFormatFromName(QFileInfo(name).suffix().toStdString());
        exportAsset(mesh, folder.filePath(name).toStdString(), *format);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files, QDir::Name), files);
        const MeshAsset back = importAsset(folder.filePath(name).toStdString());
        QCOMPARE(back.triangleCount(), mesh.triangleCount());
        QCOMPARE(back.uvs.size(), back.vertexCount());
        // A place of the texture and a place of the surface still belong together.
        for (std::size_t i = 0; i < back.vertexCount(); ++i)
            QVERIFY(std::abs(std::cos(std::numbers::pi * (1.0 - back.uvs[i][1])) - 2.0 * back.positions[i][2]) < 1e-4);
        const auto at = files.indexOf(QRegularExpression(".*_base_color.png"));
        if (at < 0) return;
        const ImageBuffer picture = readPng(folder.filePath(files[at]).toStdString());
        QCOMPARE(picture.channels, 3);
        for (int y = 0; y < picture.height; ++y)
            for (int x = 0; x < picture.width; ++x)
                QVERIFY(std::equal(picture.at(x, y), picture.at(x, y) + 3, mesh.textures->baseColor.at(x, y)));
    }

    void sizeIsThatOfTheLongestSide() {
        const QTemporaryDir folder;
        const auto file = folder.filePath("m.glb").toStdString();
        exportAsset(texturedSphere(12), file, AssetFormat::Glb, {}, {.sizeMetres = metresFromText("120 mm")});
        const auto [min, max] = bounds(importAsset(file));
        QVERIFY(std::abs(max[2] - min[2] - 0.12f) < 1e-6f);
    }
};

QTEST_GUILESS_MAIN(TestTexturedExport)
#include "tst_textured_export.moc"
