#include <unistd.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <limits>
#include <map>

#include "inference/asset/asset_export.h"
#include "inference/asset/asset_import.h"
#include "inference/base/error.h"
#include "tests/asset/test_meshes.h"
#include "tests/support/small_file_system.h"

using namespace espalier;
using test::SmallFileSystem;

namespace {

const QByteArray kOldContent = "what was there before";

void putOldFile(const QString& path) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(kOldContent), kOldContent.size());
}

QByteArray content(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList entries(const QString& folder) {
    return QDir(folder).entryList(QDir::Files | QDir::System | QDir::Hidden);
}

Error failureOf(const MeshAsset& mesh, const QString& path, AssetFormat format) {
    try {
        exportAsset(mesh, path.toStdString(), format);
    } catch (const Error& error) {
        return error;
    }
    return Error(ErrorCode::Internal, "nothing failed");
}

}  // namespace

class TestAssetExport : public QObject {
    Q_OBJECT

    static void addFormatRows() {
        QTest::addColumn<AssetFormat>("format");
        for (const auto format : allAssetFormats())
            QTest::newRow(fileExtension(format).c_str()) << format;
    }

    /// The formats that Assimp reads whole; the others have tests of their own.
    static void addReadableRows() {
        QTest::addColumn<AssetFormat>("format");
        for (const auto format : allAssetFormats())
            if (format != AssetFormat::ThreeMf && format != AssetFormat::Usdz)
                QTest::newRow(fileExtension(format).c_str()) << format;
    }

    /// How many files an untextured mesh becomes.
    static int fileCount(AssetFormat format) { return format == AssetFormat::Gltf ? 2 : 1; }

    static QString fileIn(const QString& folder, AssetFormat format) {
        return folder + "/model." + QString::fromStdString(fileExtension(format));
    }

private Q_SLOTS:
    void formatNames() {
        QCOMPARE(assetFormatFromName("glb"), std::optional(AssetFormat::Glb));
        QCOMPARE(assetFormatFromName(".GLB"), std::optional(AssetFormat::Glb));
        QCOMPARE(assetFormatFromName("Stl"), std::optional(AssetFormat::Stl));
        QCOMPARE(assetFormatFromName("3MF"), std::optional(AssetFormat::ThreeMf));
        QVERIFY(!assetFormatFromName("blend"));
        QVERIFY(!assetFormatFromName(""));
        for (const auto format : allAssetFormats())
            QCOMPARE(assetFormatFromName(fileExtension(format)), std::optional(format));
    }

    void roundTrip_keepsShapeAxesAndColours_data() { addReadableRows(); }
    void roundTrip_keepsShapeAxesAndColours() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const QString path = fileIn(folder.path(), format);
        const MeshAsset mesh = asymmetricBox();
        exportAsset(mesh, path.toStdString(), format);
        QCOMPARE(entries(folder.path()).size(), fileCount(format));
        const MeshAsset back = importAsset(path.toStdString());

        QCOMPARE(back.vertexCount(), mesh.vertexCount());
        QCOMPARE(back.triangleCount(), mesh.triangleCount());
        QVERIFY(statistics(back).watertight);
        // The same triangles at the same places, whatever order the format chose for vertices and corners.
        QCOMPARE(cornerPlaces(back), cornerPlaces(mesh));
        if (format == AssetFormat::Stl) return;  // which knows neither colours nor vertex normals
        QCOMPARE(back.colors.size(), mesh.colors.size());
        QCOMPARE(back.normals.size(), mesh.normals.size());
        for (std::size_t i = 0; i < back.vertexCount(); ++i) {
            const auto at = std::find(mesh.positions.begin(), mesh.positions.end(), back.positions[i]);
            QVERIFY(at != mesh.positions.end());
            const auto original = at - mesh.positions.begin();
            QCOMPARE(back.colors[i], mesh.colors[original]);
            for (int axis = 0; axis < 3; ++axis)
                QVERIFY(std::abs(back.normals[i][axis] - mesh.normals[original][axis]) < 1e-5f);
        }
        if (format == AssetFormat::Glb) QCOMPARE(back.metallicRoughness, mesh.metallicRoughness);
    }

    void roundTrip_keepsCountsAndBounds_whenMeshIsDense_data() { addReadableRows(); }
    void roundTrip_keepsCountsAndBounds_whenMeshIsDense() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const QString path = fileIn(folder.path(), format);
        const MeshAsset mesh = sphere(150);  // 89k triangles
        QElapsedTimer timer;
        timer.start();
        exportAsset(mesh, path.toStdString(), format);
        const auto written = timer.restart();
        const auto before = statistics(mesh), after = statistics(importAsset(path.toStdString()));
        qInfo("written in %lld ms, read in %lld ms", static_cast<long long>(written),
              static_cast<long long>(timer.elapsed()));
        QCOMPARE(after.vertices, before.vertices);
        QCOMPARE(after.triangles, before.triangles);
        QCOMPARE(after.components, before.components);
        QCOMPARE(after.watertight, before.watertight);
        QCOMPARE(after.box.min, before.box.min);
        QCOMPARE(after.box.max, before.box.max);
    }

    void roundTrip_works_whenMeshHasPositionsOnly_data() { addReadableRows(); }
    void roundTrip_works_whenMeshHasPositionsOnly() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const QString path = fileIn(folder.path(), format);
        MeshAsset mesh = asymmetricBox();
        mesh.normals.clear();
        mesh.colors.clear();
        mesh.metallicRoughness.clear();
        exportAsset(mesh, path.toStdString(), format);
        const MeshAsset back = importAsset(path.toStdString());
        QCOMPARE(cornerPlaces(back), cornerPlaces(mesh));
        QVERIFY(back.colors.empty());
        QVERIFY(back.normals.empty());
    }

    /// What --raw promises: equal and unused vertices stay, in their order.
    void obj_keepsEveryVertex_whenSomeAreEqualOrUnused() {
        const QTemporaryDir folder;
        MeshAsset mesh = asymmetricBox();
        mesh.positions.push_back(mesh.positions[0]);
        mesh.colors.push_back(mesh.colors[0]);
        mesh.normals.push_back(mesh.normals[0]);
        mesh.metallicRoughness.clear();
        exportAsset(mesh, folder.filePath("model.obj").toStdString(), AssetFormat::Obj);
        const auto lines = content(folder.filePath("model.obj")).split('\n');
        const auto count = [&lines](const char* start) {
            return std::count_if(lines.begin(), lines.end(), [=](const QByteArray& l) { return l.startsWith(start); });
        };
        QCOMPARE(count("v "), 9);
        QCOMPARE(count("vn "), 9);
        QCOMPARE(count("f "), 12);
        QVERIFY(lines.contains("v -0.125 -0.3 0.5 0.039215688 1 0"));
        QVERIFY(lines.contains("f 1//1 3//3 2//2"));
    }

    void export_replacesAnExistingFile() {
        const QTemporaryDir folder;
        const QString path = folder.filePath("model.glb");
        putOldFile(path);
        exportAsset(asymmetricBox(), path.toStdString(), AssetFormat::Glb);
        QVERIFY(content(path).startsWith("glTF"));
        QCOMPARE(entries(folder.path()), QStringList("model.glb"));
    }

    void export_fails_whenMeshIsEmpty_data() { addFormatRows(); }
    void export_fails_whenMeshIsEmpty() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        MeshAsset mesh = asymmetricBox();
        mesh.triangles.clear();
        const Error error = failureOf(mesh, fileIn(folder.path(), format), format);
        QCOMPARE(error.code(), ErrorCode::EmptyResult);
        QVERIFY(!error.hint().empty());
        QVERIFY(entries(folder.path()).isEmpty());
    }

    void export_fails_whenMeshBreaksItsContract_data() {
        QTest::addColumn<MeshAsset>("mesh");
        MeshAsset mesh = asymmetricBox();
        mesh.triangles.back()[1] = 8;
        QTest::newRow("missing vertex") << mesh;
        mesh = asymmetricBox();
        mesh.colors.pop_back();
        QTest::newRow("missing colour") << mesh;
        mesh = asymmetricBox();
        mesh.positions[3][1] = std::numeric_limits<float>::quiet_NaN();
        QTest::newRow("not a number") << mesh;
    }
    void export_fails_whenMeshBreaksItsContract() {
        QFETCH(MeshAsset, mesh);
        const QTemporaryDir folder;
        QCOMPARE(failureOf(mesh, folder.filePath("model.glb"), AssetFormat::Glb).code(), ErrorCode::Internal);
        QVERIFY(entries(folder.path()).isEmpty());
    }

    void export_namesFileAndCause_whenFolderIsMissing_data() { addFormatRows(); }
    void export_namesFileAndCause_whenFolderIsMissing() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const QString path = fileIn(folder.filePath("nowhere"), format);
        const Error error = failureOf(asymmetricBox(), path, format);
        QCOMPARE(error.code(), ErrorCode::FileWrite);
        QVERIFY(std::string(error.what()).find(path.toStdString() + ": No such file or directory") !=
                std::string::npos);
        QVERIFY(!error.hint().empty());
    }

    void export_leavesTheFolderAlone_whenItIsReadOnly() {
        const QTemporaryDir folder;
        const QString sealed = folder.filePath("sealed");
        const SmallFileSystem mount(sealed, "size=64k,ro");
        if (!mount.isMounted()) {
            if (::geteuid() == 0) QSKIP("needs the right to mount: nothing is read-only for root otherwise");
            QVERIFY(QFile::setPermissions(sealed, QFile::ReadOwner | QFile::ExeOwner));
        }
        const Error error = failureOf(asymmetricBox(), sealed + "/model.glb", AssetFormat::Glb);
        if (!mount.isMounted()) QFile::setPermissions(sealed, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QCOMPARE(error.code(), ErrorCode::FileWrite);
        QCOMPARE(error.hint(), std::string("Choose a folder that you may write to."));
        QVERIFY(entries(sealed).isEmpty());
    }

    void export_keepsTheOldFile_whenDiskIsFull_data() { addFormatRows(); }
    void export_keepsTheOldFile_whenDiskIsFull() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const QString small = folder.filePath("small");
        const SmallFileSystem mount(small, "size=64k");
        if (!mount.isMounted()) QSKIP("needs the right to mount a small file system");
        expectNoSpace(sphere(60), small, format);
    }

    /// The same where mounting is not allowed, and where only closing the file meets the full disk.
    void export_keepsTheOldFile_whenLastBlockDoesNotFit_data() { addFormatRows(); }
    void export_keepsTheOldFile_whenLastBlockDoesNotFit() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        QVERIFY(QFile::link("/dev/full", fileIn(folder.path(), format) + ".part"));
        expectNoSpace(box({0, 0, 0}, {1, 1, 1}), folder.path(), format);
        QVERIFY(QFile::exists("/dev/full"));
    }

    void export_keepsTheOldFolder_whenTargetIsOne() {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath("model.glb/inside"));
        const Error error = failureOf(asymmetricBox(), folder.filePath("model.glb"), AssetFormat::Glb);
        QCOMPARE(error.code(), ErrorCode::FileWrite);
        QVERIFY(entries(folder.path()).isEmpty());
        QVERIFY(QDir(folder.filePath("model.glb/inside")).exists());
    }

    void cancel_leavesNothing_whenRequestedWhileWriting_data() { addFormatRows(); }
    void cancel_leavesNothing_whenRequestedWhileWriting() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const QString path = fileIn(folder.path(), format);
        putOldFile(path);
        std::stop_source stop;
        QStringList whileWriting;
        const RunContext context(stop.get_token(), [&](const Progress& progress) {
            if (progress.stage != Stage::Write || progress.step < 1000) return;
            whileWriting = entries(folder.path());
            stop.request_stop();
        });
        QVERIFY_EXCEPTION_THROWN(exportAsset(sphere(200), path.toStdString(), format, context), Cancelled);
        QCOMPARE(whileWriting.size(), 1 + fileCount(format));  // the old file and the parts
        QCOMPARE(entries(folder.path()).size(), 1);
        QCOMPARE(content(path), kOldContent);
    }

    void cancel_leavesNothing_whenRequestedBefore_data() { addFormatRows(); }
    void cancel_leavesNothing_whenRequestedBefore() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(exportAsset(asymmetricBox(), fileIn(folder.path(), format).toStdString(), format,
                                             RunContext(stop.get_token())),
                                 Cancelled);
        QVERIFY(entries(folder.path()).isEmpty());
    }

    void progress_endsWhole_data() { addFormatRows(); }
    void progress_endsWhole() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        Progress last;
        int reports = 0;
        const RunContext context({}, [&](const Progress& progress) {
            last = progress;
            ++reports;
        });
        exportAsset(sphere(200), fileIn(folder.path(), format).toStdString(), format, context);
        QVERIFY(reports > 3);
        QCOMPARE(last.step, last.of);
    }

    void import_namesTheFile_whenItCannotBeRead_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("missing") << "missing.glb" << QByteArray();
        QTest::newRow("not a glb") << "broken.glb" << QByteArray("this is no glTF at all, and long enough to look at");
        QTest::newRow("unknown kind") << "text.unknown" << QByteArray("hello");
    }
    void import_namesTheFile_whenItCannotBeRead() {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        const QTemporaryDir folder;
        const QString path = folder.filePath(name);
        if (!bytes.isEmpty()) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
        }
        try {
            importAsset(path.toStdString());
            QFAIL("it was read");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::FileRead);
            QVERIFY(std::string(error.what()).find(path.toStdString()) != std::string::npos);
            QVERIFY(!error.hint().empty());
        }
    }

private:
    using Corners = std::array<Vec3f, 3>;

    /// Every triangle by the places of its corners, the smallest first and the winding kept; sorted.
    static std::vector<Corners> cornerPlaces(const MeshAsset& mesh) {
        std::vector<Corners> result;
        for (const auto& [a, b, c] : mesh.triangles) {
            Corners corners{mesh.positions[a], mesh.positions[b], mesh.positions[c]};
            std::rotate(corners.begin(), std::min_element(corners.begin(), corners.end()), corners.end());
            result.push_back(corners);
        }
        std::sort(result.begin(), result.end());
        return result;
    }

    static void expectNoSpace(const MeshAsset& mesh, const QString& folder, AssetFormat format) {
        const QString path = fileIn(folder, format);
        putOldFile(path);
        const Error error = failureOf(mesh, path, format);
        QCOMPARE(error.code(), ErrorCode::FileWrite);
        QVERIFY2(std::string(error.what()).find("No space left") != std::string::npos, error.what());
        QVERIFY(error.hint().find("Free some space") != std::string::npos);
        QCOMPARE(content(path), kOldContent);
        QCOMPARE(entries(folder).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestAssetExport)
#include "tst_asset_export.moc"
