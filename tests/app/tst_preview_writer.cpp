#include <QDir>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

#include "app/preview_writer.h"
#include "inference/base/error.h"

using namespace espalier;

namespace {

/// Volume enclosed by the triangles; positive when they face outward.
double signedVolume(const MeshAsset& mesh) {
    double volume = 0.0;
    for (const auto& triangle : mesh.triangles) {
        const Vec3f& a = mesh.positions[triangle[0]];
        const Vec3f& b = mesh.positions[triangle[1]];
        const Vec3f& c = mesh.positions[triangle[2]];
        volume += (a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) +
                   a[2] * (b[0] * c[1] - b[1] * c[0])) /
                  6.0;
    }
    return volume;
}

std::shared_ptr<const Preview> previewOf(VoxelCloud cloud, int step) {
    return std::make_shared<const Preview>(Preview{Stage::Structure, step, 12, std::move(cloud)});
}

}  // namespace

class TestPreviewWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void voxelMeshFacesOutward() {
        const MeshAsset cube = voxelMesh({4, {{{0, 1, 3}}}, {}});
        QCOMPARE(cube.triangleCount(), 12u);
        QCOMPARE(signedVolume(cube), 1.0 / 64.0);
        const Bounds box = bounds(cube);
        QCOMPARE(box.min, (Vec3f{-0.5f, -0.25f, 0.25f}));
        QCOMPARE(box.max, (Vec3f{-0.25f, 0.0f, 0.5f}));
    }

    void voxelMeshHidesInnerFaces() {
        const MeshAsset bar = voxelMesh({8, {{{2, 2, 2}}, {{3, 2, 2}}, {{4, 2, 2}}}, {}});
        QCOMPARE(bar.triangleCount(), 28u);
        QCOMPARE(signedVolume(bar), 3.0 / 512.0);
    }

    void voxelMeshKeepsTheCellsColours() {
        const MeshAsset cube = voxelMesh({2, {{{0, 0, 0}}}, {{{10, 20, 30}}}});
        QCOMPARE(cube.colors.size(), cube.positions.size());
        QVERIFY((cube.colors.back() == std::array<std::uint8_t, 4>{10, 20, 30, 255}));
    }

    void drawsTheNewestPreview_evenWhenClosedAtOnce() {
        QTemporaryDir dir;
        const QString folder = dir.filePath("a/b");
        {
            PreviewWriter writer(folder.toStdString());
            for (int step = 1; step <= 40; ++step)
                writer.take(previewOf({4, {{{1, 1, 1}}}, {}}, step));
        }
        const QStringList files = QDir(folder).entryList(QDir::Files, QDir::Name);
        QVERIFY(!files.isEmpty());
        // Forty arrive within a millisecond: only those that a drawing can keep up with are kept.
        QVERIFY2(files.size() < 40, qPrintable(QString::number(files.size())));
        QCOMPARE(files.first(), QString("001-structure.png"));
        const QImage picture(folder + "/" + files.last());
        QCOMPARE(picture.size(), QSize(512, 512));
        QVERIFY2(picture.pixel(256, 256) != picture.pixel(0, 0), "nothing was drawn");
    }

    void drawsNothing_onceTheJobIsCancelled() {
        QTemporaryDir dir;
        std::stop_source job;
        job.request_stop();
        {
            PreviewWriter writer(dir.path().toStdString(), job.get_token());
            writer.take(previewOf({4, {{{1, 1, 1}}}, {}}, 1));
        }
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files), QStringList());
    }

    void refusesAFolderThatCannotBe() {
        try {
            PreviewWriter writer("/dev/null/previews");
            QFAIL("was accepted");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::FileWrite);
        }
    }
};

QTEST_GUILESS_MAIN(TestPreviewWriter)
#include "tst_preview_writer.moc"
