#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "inference/asset/asset_export.h"
#include "inference/base/error.h"
#include "tests/viewer/analytic_shapes.h"
#include "ui/stored_asset.h"

using namespace espalier;

class TestStoredAsset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void texturedAsset_comesBack_data();
    void texturedAsset_comesBack();
    void vertexColours_comeBack();
    void damagedFile_isNamed_data();
    void damagedFile_isNamed();

private:
    QTemporaryDir m_dir;
};

void TestStoredAsset::texturedAsset_comesBack_data() {
    QTest::addColumn<bool>("bumps");
    QTest::addColumn<int>("alpha");
    QTest::newRow("plain") << false << 255;
    QTest::newRow("normal map") << true << 255;
    QTest::newRow("translucent") << false << 100;
}

void TestStoredAsset::texturedAsset_comesBack() {
    QFETCH(bool, bumps);
    QFETCH(int, alpha);
    const MeshAssetPtr made = makeTexturedTorus(0.3f, 0.1f, 24, bumps, std::uint8_t(alpha));
    const QString file = m_dir.filePath("asset.glb");
    exportAsset(*made, file.toStdString(), AssetFormat::Glb);
    const MeshAssetPtr read = readStoredAsset(file);
    QCOMPARE(read->triangles, made->triangles);
    QCOMPARE(read->vertexCount(), made->vertexCount());
    QVERIFY(read->colors.empty());
    double worst = 0;
    for (std::size_t i = 0; i < made->vertexCount(); ++i) {
        for (int axis = 0; axis < 3; ++axis) {
            worst = std::max<double>(worst, std::abs(read->positions[i][axis] - made->positions[i][axis]));
            worst = std::max<double>(worst, std::abs(read->normals[i][axis] - made->normals[i][axis]));
        }
        for (int axis = 0; axis < 2; ++axis)
            worst = std::max<double>(worst, std::abs(read->uvs[i][axis] - made->uvs[i][axis]));
        for (int axis = 0; bumps && axis < 4; ++axis)
            worst = std::max<double>(worst, std::abs(read->tangents.at(i)[axis] - made->tangents[i][axis]));
    }
    QVERIFY2(worst < 1e-5, qPrintable(QString::number(worst)));
    QVERIFY(read->textures);
    const auto sameColor = [](const ImageBuffer& a, const ImageBuffer& b) {
        if (a.width != b.width || a.height != b.height) return false;
        for (int y = 0; y < a.height; ++y)
            for (int x = 0; x < a.width; ++x)
                if (!std::equal(a.at(x, y), a.at(x, y) + 3, b.at(x, y))) return false;
        return true;
    };
    QVERIFY(sameColor(read->textures->baseColor, made->textures->baseColor));
    QVERIFY(sameColor(read->textures->metallicRoughness, made->textures->metallicRoughness));
    QCOMPARE(read->textures->normal.empty(), !bumps);
    if (bumps) QVERIFY(sameColor(read->textures->normal, made->textures->normal));
    QCOMPARE(read->textures->translucent, alpha < 255);
    if (alpha < 255) QCOMPARE(int(read->textures->baseColor.at(3, 3)[3]), alpha);
}

void TestStoredAsset::vertexColours_comeBack() {
    const MeshAssetPtr made = makeTorus(0.3f, 0.1f, 24);
    const QString file = m_dir.filePath("colours.glb");
    exportAsset(*made, file.toStdString(), AssetFormat::Glb);
    const MeshAssetPtr read = readStoredAsset(file);
    QVERIFY(!read->textures);
    QCOMPARE(read->colors.size(), made->colors.size());
}

void TestStoredAsset::damagedFile_isNamed_data() {
    QTest::addColumn<qint64>("length");
    QTest::newRow("missing") << qint64(-1);
    QTest::newRow("empty") << qint64(0);
    QTest::newRow("only a header") << qint64(20);
    QTest::newRow("cut off") << qint64(8'000);
}

void TestStoredAsset::damagedFile_isNamed() {
    QFETCH(qint64, length);
    const QString file = m_dir.filePath("damaged.glb");
    exportAsset(*makeTexturedTorus(0.3f, 0.1f, 24, true), file.toStdString(), AssetFormat::Glb);
    QVERIFY(length < QFileInfo(file).size());
    if (length < 0)
        QVERIFY(QFile::remove(file));
    else
        QVERIFY(QFile::resize(file, length));
    try {
        readStoredAsset(file);
        QFAIL("a damaged file was read");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains("damaged.glb"), error.what());
        QVERIFY(!error.hint().empty());
    }
}

QTEST_GUILESS_MAIN(TestStoredAsset)
#include "tst_stored_asset.moc"
