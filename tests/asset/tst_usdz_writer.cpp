#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "inference/asset/asset_export.h"
#include "tests/asset/test_meshes.h"
#include "tests/support/zip_reader.h"

using namespace espalier;

namespace {

/// Everything between the brackets of `name = [...]`.
QString arrayOf(const QString& layer, const QString& name) {
    const auto at = layer.indexOf(name + " = [");
    if (at < 0) return {};
    const auto begin = at + name.size() + 4;
    return layer.mid(begin, layer.indexOf(']', begin) - begin);
}

QList<float> numbersOf(const QString& layer, const QString& name) {
    QList<float> numbers;
    static const QRegularExpression separators("[(), ]+");
    for (const auto& part : arrayOf(layer, name).split(separators, Qt::SkipEmptyParts))
        numbers << part.toFloat();
    return numbers;
}

QStringList allMatches(const QString& text, const char* pattern) {
    QStringList result;
    auto matches = QRegularExpression(pattern).globalMatch(text);
    while (matches.hasNext())
        result << matches.next().captured(1);
    return result;
}

// All of OpenUSD's own validators, and what its stage says about the mesh.
const char* const kUsdScript = R"(
import sys
from pxr import Usd, UsdGeom, UsdShade, UsdValidation
stage = Usd.Stage.Open(sys.argv[1])
validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
problems = [e.GetMessage() for e in UsdValidation.ValidationContext(validators).Validate(stage)]
mesh = UsdGeom.Mesh(stage.GetPrimAtPath('/Asset/Mesh'))
bound, _ = UsdShade.MaterialBindingAPI(mesh).ComputeBoundMaterial()
size = UsdGeom.BBoxCache(Usd.TimeCode.Default(), ['default']).ComputeWorldBound(mesh.GetPrim()).ComputeAlignedRange().GetSize()
print('validators:', len(validators) > 20, 'problems:', problems)
print('up:', UsdGeom.GetStageUpAxis(stage), 'metres:', UsdGeom.GetStageMetersPerUnit(stage))
print('points:', len(mesh.GetPointsAttr().Get()), 'faces:', len(mesh.GetFaceVertexCountsAttr().Get()))
print('height: %.4f' % size[1], 'material:', bound.GetPath())
)";

}  // namespace

/// The rules of the USDZ file format specification and of UsdPreviewSurface.
class TestUsdzWriter : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString writtenFile(const MeshAsset& mesh, const ExportOptions& options = {}) {
        const QString path = m_folder.filePath("model.usdz");
        exportAsset(mesh, path.toStdString(), AssetFormat::Usdz, {}, options);
        return path;
    }

    QList<test::ZipEntry> entriesOf(const MeshAsset& mesh, const ExportOptions& options = {}) {
        QFile file(writtenFile(mesh, options));
        return file.open(QIODevice::ReadOnly) ? test::readZip(file.readAll()) : QList<test::ZipEntry>();
    }

    QString layerOf(const MeshAsset& mesh) { return QString::fromUtf8(entriesOf(mesh).first().data); }

    static void addMeshRows() {
        QTest::addColumn<MeshAsset>("mesh");
        QTest::newRow("coloured box") << asymmetricBox();
        QTest::newRow("textured sphere") << texturedSphere(12);
        MeshAsset plain = asymmetricBox();
        plain.colors.clear();
        plain.normals.clear();
        QTest::newRow("positions only") << plain;
    }

private Q_SLOTS:
    void archiveCanBeMapped_data() {
        QTest::addColumn<MeshAsset>("mesh");
        QTest::addColumn<ImageFormat>("textures");
        QTest::newRow("no textures") << asymmetricBox() << ImageFormat::Png;
        QTest::newRow("PNG") << texturedSphere(12) << ImageFormat::Png;
        QTest::newRow("JPEG") << texturedSphere(12) << ImageFormat::Jpeg;
        QTest::newRow("WebP, which the format does not allow") << texturedSphere(12) << ImageFormat::WebP;
    }
    void archiveCanBeMapped() {
        QFETCH(MeshAsset, mesh);
        QFETCH(ImageFormat, textures);
        const auto entries = entriesOf(mesh, {.textures = textures, .sizeMetres = {}});
        QCOMPARE(entries.size(), mesh.textures ? 4 : 1);
        QCOMPARE(entries.first().name, QString("asset.usda"));  // what viewers open
        for (const auto& entry : entries) {
            QCOMPARE(entry.method, quint16(0));  // neither compressed
            QCOMPARE(entry.flags & 1, 0);        // nor encrypted
            QCOMPARE(entry.dataAt % 64, 0);
            QVERIFY(QStringList({"usda", "png", "jpg"}).contains(entry.name.section('.', -1)));
        }
    }

    void texturesAreNamedRelatively_andAreThere() {
        const auto entries = entriesOf(texturedSphere(12));
        QStringList names;
        for (const auto& entry : entries)
            names << entry.name;
        const auto assets = allMatches(QString::fromUtf8(entries.first().data), "@([^@]+)@");
        QCOMPARE(assets.size(), 3);
        for (const auto& asset : assets) {
            QVERIFY(!asset.startsWith('/') && !asset.contains(".."));
            QVERIFY2(names.contains(asset), qPrintable(asset));
        }
    }

    void layerSaysUnitAndAxis_data() { addMeshRows(); }
    void layerSaysUnitAndAxis() {
        QFETCH(MeshAsset, mesh);
        const QString layer = layerOf(mesh);
        QVERIFY(layer.startsWith("#usda 1.0\n"));
        QVERIFY(layer.contains("upAxis = \"Y\""));
        QVERIFY(layer.contains("metersPerUnit = 1\n"));
        QVERIFY(layer.contains("defaultPrim = \"Asset\"") && layer.contains("def Xform \"Asset\""));
        for (const auto& [open, close] : {std::pair('{', '}'), std::pair('(', ')'), std::pair('[', ']')})
            QCOMPARE(layer.count(open), layer.count(close));
    }

    void meshIsWhole_data() { addMeshRows(); }
    void meshIsWhole() {
        QFETCH(MeshAsset, mesh);
        const QString layer = layerOf(mesh);
        const auto points = numbersOf(layer, "point3f[] points"), extent = numbersOf(layer, "float3[] extent");
        const auto corners = numbersOf(layer, "int[] faceVertexIndices");
        QCOMPARE(points.size(), qsizetype(mesh.vertexCount() * 3));
        QCOMPARE(numbersOf(layer, "int[] faceVertexCounts").size(), qsizetype(mesh.triangleCount()));
        QCOMPARE(corners.size(), qsizetype(mesh.triangleCount() * 3));
        QCOMPARE(numbersOf(layer, "normal3f[] normals").size(), qsizetype(mesh.normals.size() * 3));
        QCOMPARE(numbersOf(layer, "texCoord2f[] primvars:st").size(), qsizetype(mesh.uvs.size() * 2));
        for (std::size_t i = 0; i < mesh.vertexCount(); ++i) {
            const auto& p = mesh.positions[i];
            QCOMPARE(points[i * 3], p[0]);
            QCOMPARE(points[i * 3 + 1], p[2]);  // y up, the front towards +z
            QCOMPARE(points[i * 3 + 2], -p[1]);
            for (int axis = 0; axis < 3; ++axis)
                QVERIFY(points[i * 3 + axis] >= extent[axis] && points[i * 3 + axis] <= extent[3 + axis]);
        }
        // Otherwise viewers smooth the triangles away as Catmull-Clark's cage.
        QVERIFY(layer.contains("uniform token subdivisionScheme = \"none\""));
    }

    /// Every connection leads to an output that some prim of the layer has.
    void connectionsLeadSomewhere_data() { addMeshRows(); }
    void connectionsLeadSomewhere() {
        QFETCH(MeshAsset, mesh);
        const QString layer = layerOf(mesh);
        const auto targets = allMatches(layer, "\\.connect = </Asset/Material/([^>]+)>");
        QVERIFY(!targets.isEmpty());
        for (const auto& target : targets) {
            const QString prim = target.section('.', 0, 0), output = target.section('.', 1);
            const auto at = layer.indexOf("def Shader \"" + prim + "\"");
            QVERIFY2(at > 0, qPrintable(target));
            const auto end = layer.indexOf('}', at);
            QVERIFY2(layer.mid(at, end - at).contains(QRegularExpression(" " + output + "\\n")), qPrintable(target));
        }
        QVERIFY(layer.contains("rel material:binding = </Asset/Material>"));
        QVERIFY(layer.contains("def Material \"Material\""));
    }

    void texturesKnowTheirColourSpace() {
        const QString layer = layerOf(texturedSphere(12));
        const auto spaceOf = [&layer](const char* shader) {
            return layer.mid(layer.indexOf(QString("def Shader \"%1\"").arg(shader)))
                .section("inputs:sourceColorSpace = \"", 1)
                .section('"', 0, 0);
        };
        QCOMPARE(spaceOf("BaseColor"), QString("sRGB"));
        QCOMPARE(spaceOf("Surface"), QString("raw"));
        QCOMPARE(spaceOf("Normal"), QString("raw"));
    }

    void opacityIsConnected_onlyWhenTranslucent() {
        MeshAsset mesh = texturedSphere(12);
        QVERIFY(!layerOf(mesh).contains("inputs:opacity"));
        auto textures = *mesh.textures;
        textures.translucent = true;
        mesh.textures = std::make_shared<PbrTextures>(textures);
        QVERIFY(layerOf(mesh).contains("inputs:opacity.connect"));
    }

    void openUsdAccepts_data() { addMeshRows(); }
    void openUsdAccepts() {
        QFETCH(MeshAsset, mesh);
        if (QProcess::execute("python3", {"-c", "import pxr.UsdValidation"}) != 0)
            QSKIP("needs OpenUSD's Python module (usd-core)");
        QProcess process;
        process.start("python3", {"-c", kUsdScript, writtenFile(mesh, {.textures = {}, .sizeMetres = 0.12})});
        QVERIFY(process.waitForFinished(60000));
        const QString said = QString::fromUtf8(process.readAllStandardOutput());
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        QVERIFY2(said.contains("validators: True problems: []"), qPrintable(said));
        QVERIFY2(said.contains("up: Y metres: 1.0"), qPrintable(said));
        QVERIFY2(said.contains(QString("points: %1 faces: %2\n").arg(mesh.vertexCount()).arg(mesh.triangleCount())),
                 qPrintable(said));
        QVERIFY2(said.contains("height: 0.1200 material: /Asset/Material"), qPrintable(said));
    }
};

QTEST_GUILESS_MAIN(TestUsdzWriter)
#include "tst_usdz_writer.moc"
