#include <QDir>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <map>

#include "inference/asset/asset_export.h"
#include "inference/asset/asset_import.h"
#include "tests/asset/test_meshes.h"
#include "tests/support/failure.h"
#include "tests/support/png_reader.h"
#include "tests/support/small_file_system.h"

using namespace espalier;
using test::failureOf;

namespace {

/// Names and bytes of everything in a folder.
using Snapshot = std::map<QString, QByteArray>;

Snapshot snapshotOf(const QString& folder) {
    Snapshot result;
    for (const QString& name : QDir(folder).entryList(QDir::Files | QDir::System | QDir::Hidden)) {
        QFile file(folder + "/" + name);
        result[name] = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
    }
    return result;
}

/// A small model and a different one; each format writes both under the same names.
MeshAsset earlierMesh() {
    return texturedSphere(6, 32);
}
MeshAsset laterMesh() {
    return texturedSphere(40, 256);
}

}  // namespace

class TestTexturedExport : public QObject {
    Q_OBJECT

    static void addSeveralFileRows() {
        QTest::addColumn<AssetFormat>("format");
        for (const auto format : {AssetFormat::Gltf, AssetFormat::Obj, AssetFormat::Fbx, AssetFormat::Dae})
            QTest::newRow(fileExtension(format).c_str()) << format;
    }

    static std::string fileIn(const QString& folder, AssetFormat format) {
        return (folder + "/m.").toStdString() + fileExtension(format);
    }

private Q_SLOTS:
    void filesLieTogether_andReadBack_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("files");
        QTest::newRow("glb") << "a b.glb" << QStringList{"a b.glb"};
        // Plain names beside a name that is not: Assimp does not decode the addresses that glTF wants encoded.
        QTest::newRow("gltf") << "a b.gltf"
                              << QStringList{"a b.gltf", "a_b-10a3f9f2.bin", "a_b-10a3f9f2_base_color.png",
                                             "a_b-10a3f9f2_metallic_roughness.png", "a_b-10a3f9f2_normal.png"};
        QTest::newRow("obj") << "a b.obj"
                             << QStringList{"a b.obj",
                                            "a_b-10a3f9f2.mtl",
                                            "a_b-10a3f9f2_base_color.png",
                                            "a_b-10a3f9f2_metallic.png",
                                            "a_b-10a3f9f2_normal.png",
                                            "a_b-10a3f9f2_roughness.png"};
        QTest::newRow("fbx") << "a b.fbx"
                             << QStringList{"a b.fbx", "a_b-10a3f9f2_base_color.png", "a_b-10a3f9f2_normal.png"};
        QTest::newRow("dae") << "a b.dae"
                             << QStringList{"a b.dae", "a_b-10a3f9f2_base_color.png", "a_b-10a3f9f2_normal.png"};
        const QString name = QString::fromUtf8("\u6905\u5b50.gltf");
        QTest::newRow("gltf, not ASCII") << name
                                         << QStringList{"______-f12190c4.bin", "______-f12190c4_base_color.png",
                                                        "______-f12190c4_metallic_roughness.png",
                                                        "______-f12190c4_normal.png", name};
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

    void texturesComeBack_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<ImageFormat>("format");
        QTest::addColumn<bool>("surface");
        QTest::newRow("glb") << "a b.glb" << ImageFormat::Png << true;
        QTest::newRow("glb, JPEG") << "a b.glb" << ImageFormat::Jpeg << true;
        QTest::newRow("gltf") << "a b.gltf" << ImageFormat::Png << true;
        QTest::newRow("obj") << "a b.obj" << ImageFormat::Png << false;
        QTest::newRow("fbx") << "a b.fbx" << ImageFormat::Png << false;
        QTest::newRow("dae") << "a b.dae" << ImageFormat::Png << false;
    }
    void texturesComeBack() {
        QFETCH(QString, name);
        QFETCH(ImageFormat, format);
        QFETCH(bool, surface);
        const QTemporaryDir folder;
        const auto path = folder.filePath(name).toStdString();
        const MeshAsset mesh = texturedSphere(12);
        exportAsset(mesh, path, *assetFormatFromName(QFileInfo(name).suffix().toStdString()), {},
                    {.textures = format, .sizeMetres = {}});
        const MeshAsset back = importAsset(path, readPicture);
        QVERIFY(back.textures);
        const auto worst = [](const ImageBuffer& a, const ImageBuffer& b) {
            int difference = a.pixels.size() == b.pixels.size() && a.width == b.width ? 0 : 256;
            for (std::size_t i = 0; i < a.pixels.size() && difference < 256; ++i)
                difference = std::max(difference, std::abs(int(a.pixels[i]) - int(b.pixels[i])));
            return difference;
        };
        const int tolerance = format == ImageFormat::Jpeg ? 5 : 0;
        QVERIFY(worst(back.textures->baseColor, mesh.textures->baseColor) <= tolerance);
        QVERIFY(worst(back.textures->normal, mesh.textures->normal) <= tolerance);
        QVERIFY(!back.textures->translucent);
        QCOMPARE(back.textures->metallicRoughness.empty(), !surface);
        if (surface) QVERIFY(worst(back.textures->metallicRoughness, mesh.textures->metallicRoughness) <= tolerance);
        // Whoever made them: along the parallels of the globe.
        QCOMPARE(back.tangents.size(), back.vertexCount());
        for (std::size_t i = 0; i < back.vertexCount(); ++i) {
            const auto& p = back.positions[i];
            const float out = std::hypot(p[0], p[1]);
            if (out < 0.2f) continue;  // near the poles a face has no one direction
            const auto& [x, y, z, w] = back.tangents[i];
            QVERIFY((x * -p[1] + y * p[0]) / out > 0.95f);
            QCOMPARE(w, 1.0f);
        }
    }

    void import_namesTheTexture_whenItIsMissing() {
        const QTemporaryDir folder;
        const auto path = folder.filePath("m.obj").toStdString();
        exportAsset(texturedSphere(6, 32), path, AssetFormat::Obj);
        QVERIFY(QFile::remove(folder.filePath("m_base_color.png")));
        const Error error = failureOf([&] { importAsset(path, readPicture); });
        QCOMPARE(error.code(), ErrorCode::FileRead);
        QVERIFY(test::mentions(error, folder.filePath("m_base_color.png").toStdString()));
        QVERIFY(!importAsset(path).positions.empty());  // who wants no textures misses nothing
    }

    /// Whatever the moment of the stop, the folder holds either all of the old model or all of the new one.
    void cancel_leavesTheOldFiles_wheneverItComes_data() { addSeveralFileRows(); }
    void cancel_leavesTheOldFiles_wheneverItComes() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const std::string path = fileIn(folder.path(), format);
        exportAsset(earlierMesh(), path, format);
        const Snapshot old = snapshotOf(folder.path());
        const MeshAsset mesh = laterMesh();
        int stops = 0;
        for (bool finished = false; !finished; ++stops) {
            std::stop_source stop;
            int reports = 0;
            const RunContext context(stop.get_token(), [&](const Progress&) {
                if (reports++ == stops) stop.request_stop();
            });
            try {
                exportAsset(mesh, path, format, context);
                finished = true;
            } catch (const Cancelled&) {
                QVERIFY(snapshotOf(folder.path()) == old);
            }
        }
        const Snapshot whole = snapshotOf(folder.path());
        QVERIFY2(stops > int(whole.size()), "every file had its moment");
        QCOMPARE(whole.size(), old.size());
        for (const auto& [name, bytes] : whole)
            QVERIFY(bytes != old.at(name) || name.endsWith(".mtl"));
    }

    void fullDisk_leavesTheOldFiles_whicheverFileMeetsIt_data() { addSeveralFileRows(); }
    void fullDisk_leavesTheOldFiles_whicheverFileMeetsIt() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const MeshAsset mesh = laterMesh();
        int failures = 0;
        for (int kilobytes = 40;; kilobytes += 60) {
            const QString small = folder.filePath(QString::number(kilobytes));
            const test::SmallFileSystem mount(small, QString("size=%1k").arg(kilobytes));
            if (!mount.isMounted()) QSKIP("needs the right to mount a small file system");
            const std::string path = fileIn(small, format);
            const Error before = failureOf([&] { exportAsset(earlierMesh(), path, format); });
            if (before.code() == ErrorCode::FileWrite) continue;
            const Snapshot old = snapshotOf(small);
            const Error error = failureOf([&] { exportAsset(mesh, path, format); });
            if (error.code() == ErrorCode::Internal) break;  // nothing failed: it is large enough
            QCOMPARE(error.code(), ErrorCode::FileWrite);
            QVERIFY(error.hint().find("Free some space") != std::string::npos);
            QVERIFY(snapshotOf(small) == old);
            ++failures;
        }
        QVERIFY2(failures >= 2, qPrintable(QString::number(failures)));
    }

    /// The last of the files cannot take its place; the first ones must not have taken theirs.
    void folderInAPlace_leavesTheOldFiles_data() { addSeveralFileRows(); }
    void folderInAPlace_leavesTheOldFiles() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const std::string path = fileIn(folder.path(), format);
        exportAsset(earlierMesh(), path, format);
        for (const QString& name : QStringList{"m_normal.png", "m." + QString::fromStdString(fileExtension(format))}) {
            const QString place = folder.filePath(name);
            QVERIFY(QFile::remove(place) && QDir(folder.path()).mkdir(name));
            const Snapshot old = snapshotOf(folder.path());
            const Error error = failureOf([&] { exportAsset(laterMesh(), path, format); });
            QCOMPARE(error.code(), ErrorCode::FileWrite);
            QVERIFY(test::mentions(error, place.toStdString() + ": Is a directory"));
            QVERIFY(snapshotOf(folder.path()) == old);
            QVERIFY(QDir().rmdir(place));
            exportAsset(earlierMesh(), path, format);
        }
    }

    void readOnlyFolder_staysEmpty_data() { addSeveralFileRows(); }
    void readOnlyFolder_staysEmpty() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const QString sealed = folder.filePath("sealed");
        const test::SmallFileSystem mount(sealed, "size=64k,ro");
        if (!mount.isMounted()) QSKIP("needs the right to mount a file system");
        const Error error = failureOf([&] { exportAsset(laterMesh(), fileIn(sealed, format), format); });
        QCOMPARE(error.code(), ErrorCode::FileWrite);
        QCOMPARE(error.hint(), std::string("Choose a folder that you may write to."));
        QVERIFY(snapshotOf(sealed).empty());
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
