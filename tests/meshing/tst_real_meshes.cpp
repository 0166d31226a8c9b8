// Meshes that people made, of all kinds and states, through cleaning, simplifying and unwrapping, and through
// remeshing: Debian's package assimp-testmodels.
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <QDirIterator>
#include <QtTest>
#include <assimp/Importer.hpp>

#include "inference/base/error.h"
#include "inference/meshing/mesh_defects.h"
#include "inference/meshing/mesh_remesh.h"
#include "inference/meshing/mesh_simplify.h"
#include "inference/meshing/uv_unwrap.h"
#include "tests/meshing/uv_coverage.h"

using namespace espalier;

namespace {

constexpr const char* kModels = "/usr/share/assimp/models";
constexpr std::size_t kMostFaces = 50'000;  // keeps the test short

/// All triangles of a file; none when Assimp cannot read it or it holds what is no finite point.
MeshAsset read(const QString& file) {
    Assimp::Importer importer;
    const aiScene* const scene =
        importer.ReadFile(file.toStdString(), aiProcess_Triangulate | aiProcess_PreTransformVertices);
    MeshAsset mesh;
    for (unsigned m = 0; scene && m < scene->mNumMeshes; ++m) {
        const aiMesh& part = *scene->mMeshes[m];
        const auto first = std::uint32_t(mesh.positions.size());
        for (unsigned v = 0; v < part.mNumVertices; ++v) {
            const aiVector3D& p = part.mVertices[v];
            if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z)) return {};
            mesh.positions.push_back({p.x, p.y, p.z});
        }
        for (unsigned f = 0; f < part.mNumFaces; ++f) {
            const aiFace& face = part.mFaces[f];
            if (face.mNumIndices == 3)
                mesh.triangles.push_back(
                    {first + face.mIndices[0], first + face.mIndices[1], first + face.mIndices[2]});
        }
    }
    return mesh;
}

/// Into the cube that models fill.
void fit(MeshAsset& mesh) {
    const Bounds box = bounds(mesh);
    float longest = 1e-30f;
    for (std::size_t a = 0; a < 3; ++a)
        longest = std::max(longest, box.max[a] - box.min[a]);
    for (auto& p : mesh.positions)
        for (std::size_t a = 0; a < 3; ++a)
            p[a] = (p[a] - 0.5f * (box.min[a] + box.max[a])) / longest;
}

QString text(const MeshDefects& d) {
    return QString("non-manifold edges %1, vertices %2, inconsistent %3, boundary %4, degenerate %5, duplicate %6")
        .arg(d.nonManifoldEdges)
        .arg(d.nonManifoldVertices)
        .arg(d.inconsistentEdges)
        .arg(d.boundaryEdges)
        .arg(d.degenerateFaces)
        .arg(d.duplicateFaces);
}

}  // namespace

class TestRealMeshes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void becomeCleanAndFlat_data() { addModels(); }
    void becomeCleanAndFlat() {
        QFETCH(QString, file);
        MeshAsset mesh = read(file);
        if (mesh.triangles.empty() || mesh.triangles.size() > kMostFaces) return;  // broken on purpose, or long
        fit(mesh);
        const std::size_t faces = mesh.triangles.size();
        try {
            cleanForUse(mesh);
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::EmptyResult);  // lines and points as triangles
            return;
        }
        QVERIFY2(findDefects(mesh).clean(), qPrintable(text(findDefects(mesh))));
        if (canSimplify()) simplifyMesh(mesh, faces / 2);
        QVERIFY2(findDefects(mesh).clean(), qPrintable(text(findDefects(mesh))));
        const UnwrappedMesh flat = unwrap(mesh, {.resolution = 1024, .budgetSeconds = 5.0});
        QCOMPARE(flat.mesh.triangles.size(), mesh.triangles.size());
        QCOMPARE(cover(flat.mesh, 2048).overlaps, 0);
        ++m_made;
    }

    void becomeWatertight_whenRemeshed_data() { addModels(); }
    void becomeWatertight_whenRemeshed() {
        if (!canRemesh()) QSKIP("needs a build with Embree");
        QFETCH(QString, file);
        MeshAsset mesh = read(file);
        if (mesh.triangles.empty() || mesh.triangles.size() > kMostFaces) return;
        fit(mesh);
        try {
            const MeshAsset solid = remeshWatertight(mesh, {.resolution = 32});
            QVERIFY2(findDefects(solid).watertight(), qPrintable(text(findDefects(solid))));
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::EmptyResult);  // all in one point
        }
    }

    void cleanupTestCase() {
        if (!QFile::exists(kModels)) return;
        qInfo("%d models", m_made);
        QVERIFY(m_made > 50);
    }

private:
    static void addModels() {
        if (!QFile::exists(kModels)) QSKIP("needs Debian's package assimp-testmodels");
        QTest::addColumn<QString>("file");
        QStringList files;
        QDirIterator models(kModels, {"*.obj", "*.ply", "*.stl", "*.glb", "*.dae", "*.3ds", "*.lwo", "*.x", "*.off"},
                            QDir::Files, QDirIterator::Subdirectories);
        while (models.hasNext())
            if (const QString file = models.next(); !file.contains("/invalid/"))  // these are made to trouble Assimp
                files << file;
        files.sort();
        for (const QString& file : files)
            QTest::newRow(qPrintable(file.mid(int(qstrlen(kModels)) + 1))) << file;
    }

    int m_made = 0;
};

QTEST_APPLESS_MAIN(TestRealMeshes)
#include "tst_real_meshes.moc"
