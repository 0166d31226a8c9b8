#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <cmath>
#include <map>

#include "inference/asset/asset_export.h"
#include "tests/asset/test_meshes.h"
#include "tests/support/zip_reader.h"

using namespace espalier;

namespace {

const QString kCore = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02";
const QString kMaterials = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02";

/// An element of an XML document, as flat as the rules of the format need it.
struct Element {
    QString name, space, parent;
    QXmlStreamAttributes attributes;

    QString text(const char* key) const { return attributes.value(key).toString(); }
    int number(const char* key) const { return text(key).toInt(); }
};

/// Every element in the order of the document; fails the test where it is not well-formed.
QList<Element> elementsOf(const QByteArray& xml) {
    QXmlStreamReader reader(xml);
    QStringList open{""};
    QList<Element> elements;
    while (!reader.atEnd()) {
        const auto token = reader.readNext();
        if (token == QXmlStreamReader::EndElement) open.removeLast();
        if (token != QXmlStreamReader::StartElement) continue;
        elements.append({reader.name().toString(), reader.namespaceUri().toString(), open.last(), reader.attributes()});
        open.append(elements.last().name);
    }
    if (reader.hasError()) QTest::qFail(qPrintable(reader.errorString()), __FILE__, __LINE__);
    return elements;
}

QList<Element> named(const QList<Element>& elements, const QString& name) {
    QList<Element> result;
    std::copy_if(elements.begin(), elements.end(), std::back_inserter(result),
                 [&name](const Element& e) { return e.name == name; });
    return result;
}

std::array<float, 3> placeOf(const Element& vertex) {
    return {vertex.text("x").toFloat(), vertex.text("y").toFloat(), vertex.text("z").toFloat()};
}

/// The steps from the root of an archive that a part's name takes, by the Open Packaging Conventions.
bool isPartName(const QString& name) {
    static const QRegularExpression segments(R"(^(/?[A-Za-z0-9._\-\[\]]*[A-Za-z0-9_\-\[\]])+$)");
    return segments.match(name).hasMatch();
}

}  // namespace

/// The rules of 3MF core 1.3, its materials extension 1.2 and the Open Packaging Conventions, one test each.
class TestThreeMfWriter : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString writtenFile(const MeshAsset& mesh, std::optional<double> metres = {}) {
        const QString path = m_folder.filePath("model.3mf");
        exportAsset(mesh, path.toStdString(), AssetFormat::ThreeMf, {}, {.sizeMetres = metres});
        return path;
    }

    std::map<QString, QByteArray> partsOf(const MeshAsset& mesh, std::optional<double> metres = {}) {
        QFile file(writtenFile(mesh, metres));
        if (!file.open(QIODevice::ReadOnly)) return {};
        std::map<QString, QByteArray> parts;
        for (const auto& entry : test::readZip(file.readAll()))
            parts[entry.name] = entry.data;
        return parts;
    }

    QList<Element> modelOf(const MeshAsset& mesh, std::optional<double> metres = {}) {
        return elementsOf(partsOf(mesh, metres)["3D/3dmodel.model"]);
    }

    static void addMeshRows() {
        QTest::addColumn<MeshAsset>("mesh");
        QTest::newRow("coloured box") << asymmetricBox();
        QTest::newRow("textured sphere with a seam") << texturedSphere(12);
        MeshAsset plain = asymmetricBox();
        plain.colors.clear();
        QTest::newRow("no colours") << plain;
    }

private Q_SLOTS:
    void packageLeadsToTheModel() {
        auto parts = partsOf(asymmetricBox());
        QSet<QString> typed;
        for (const auto& type : named(elementsOf(parts["[Content_Types].xml"]), "Default")) {
            typed << type.text("Extension");
            if (type.text("Extension") == "model")
                QCOMPARE(type.text("ContentType"), QString("application/vnd.ms-package.3dmanufacturing-3dmodel+xml"));
        }
        for (const auto& [name, data] : parts) {
            QVERIFY2(isPartName(name), qPrintable(name));
            if (name != "[Content_Types].xml") QVERIFY2(typed.contains(name.section('.', -1)), qPrintable(name));
        }
        const auto links = named(elementsOf(parts["_rels/.rels"]), "Relationship");
        QCOMPARE(links.size(), 1);
        QCOMPARE(links[0].text("Type"), QString("http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"));
        QVERIFY(!links[0].text("Id").isEmpty());
        QVERIFY(links[0].text("Target").startsWith('/'));
        QVERIFY(parts.count(links[0].text("Target").mid(1)));
    }

    void modelCountsMillimetres_data() { addMeshRows(); }
    void modelCountsMillimetres() {
        QFETCH(MeshAsset, mesh);
        const auto model = modelOf(mesh).first();
        QCOMPARE(model.name, QString("model"));
        QCOMPARE(model.space, kCore);
        QCOMPARE(model.text("unit"), QString("millimeter"));
        QVERIFY(model.text("requiredextensions").isEmpty());  // a slicer without colours still sees the shape
    }

    /// A resource stands before its users, ids differ, and the build shows the object.
    void resourcesAreDefinedBeforeTheirUse_data() { addMeshRows(); }
    void resourcesAreDefinedBeforeTheirUse() {
        QFETCH(MeshAsset, mesh);
        QSet<int> known;
        for (const auto& element : modelOf(mesh)) {
            for (const char* user : {"pid", "objectid"})
                if (element.attributes.hasAttribute(user)) QVERIFY(known.contains(element.number(user)));
            if (!element.attributes.hasAttribute("id")) continue;
            QCOMPARE(element.parent, QString("resources"));
            QVERIFY(element.number("id") > 0 && !known.contains(element.number("id")));
            known << element.number("id");
        }
        QCOMPARE(named(modelOf(mesh), "item").size(), 1);
        QCOMPARE(named(modelOf(mesh), "object").size(), 1);
        QCOMPARE(named(modelOf(mesh), "object")[0].text("type"), QString("model"));
    }

    /// What the core specification asks of a solid: no degenerate triangle, every edge twice, once in each direction.
    void meshIsASolid_data() { addMeshRows(); }
    void meshIsASolid() {
        QFETCH(MeshAsset, mesh);
        const auto model = modelOf(mesh);
        const int vertices = named(model, "vertex").size();
        const auto triangles = named(model, "triangle");
        QVERIFY(vertices >= 3 && triangles.size() >= 4);
        std::map<std::pair<int, int>, int> edges;
        double volume = 0.0;
        const auto corners = named(model, "vertex");
        for (const auto& triangle : triangles) {
            const int v[3] = {triangle.number("v1"), triangle.number("v2"), triangle.number("v3")};
            for (int k = 0; k < 3; ++k) {
                QVERIFY(v[k] >= 0 && v[k] < vertices && v[k] != v[(k + 1) % 3]);
                ++edges[{v[k], v[(k + 1) % 3]}];
            }
            const auto a = placeOf(corners[v[0]]), b = placeOf(corners[v[1]]), c = placeOf(corners[v[2]]);
            volume += double(a[0]) * (double(b[1]) * c[2] - double(b[2]) * c[1]) +
                      double(a[1]) * (double(b[2]) * c[0] - double(b[0]) * c[2]) +
                      double(a[2]) * (double(b[0]) * c[1] - double(b[1]) * c[0]);
        }
        for (const auto& [edge, count] : edges) {
            QCOMPARE(count, 1);
            QVERIFY(edges.count({edge.second, edge.first}));
        }
        QVERIFY(volume > 0.0);  // counter-clockwise from outside
    }

    void itemLiesInThePositiveOctant_unmirrored_data() { addMeshRows(); }
    void itemLiesInThePositiveOctant_unmirrored() {
        QFETCH(MeshAsset, mesh);
        const auto model = modelOf(mesh);
        const auto numbers = named(model, "item")[0].text("transform").split(' ');
        QCOMPARE(numbers.size(), 12);
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 3; ++column)
                QCOMPARE(numbers[row * 3 + column].toDouble(), row == column ? 1.0 : 0.0);
        for (const auto& vertex : named(model, "vertex"))
            for (int axis = 0; axis < 3; ++axis)
                QVERIFY(placeOf(vertex)[axis] + numbers[9 + axis].toFloat() >= 0.0f);
    }

    void sizeIsInMillimetres_data() {
        QTest::addColumn<double>("metres");
        QTest::addColumn<float>("millimetres");
        QTest::newRow("as it is") << 0.0 << 950.0f;  // the box's longest side is 0.95 units
        QTest::newRow("120 mm") << 0.12 << 120.0f;
    }
    void sizeIsInMillimetres() {
        QFETCH(double, metres);
        QFETCH(float, millimetres);
        MeshAsset mesh = box({-0.125f, -0.5f, -0.3f}, {0.4f, 0.2f, 0.65f});
        float low = 1e9f, high = -1e9f;
        for (const auto& vertex : named(modelOf(mesh, metres > 0 ? std::optional(metres) : std::nullopt), "vertex")) {
            low = std::min(low, placeOf(vertex)[2]);
            high = std::max(high, placeOf(vertex)[2]);
        }
        QVERIFY(std::abs(high - low - millimetres) < 1e-3f);  // z stays up
    }

    void everyCornerHasItsColour() {
        const MeshAsset mesh = asymmetricBox();
        const auto model = modelOf(mesh);
        const auto groups = named(model, "colorgroup"), colors = named(model, "color"),
                   corners = named(model, "vertex");
        QCOMPARE(groups.size(), 1);
        QCOMPARE(groups[0].space, kMaterials);
        for (const auto& triangle : named(model, "triangle")) {
            QCOMPARE(triangle.number("pid"), groups[0].number("id"));
            for (const auto& [corner, color] : {std::pair("v1", "p1"), std::pair("v2", "p2"), std::pair("v3", "p3")}) {
                QVERIFY(triangle.number(color) < colors.size());
                const auto place = placeOf(corners[triangle.number(corner)]);
                const auto at = std::find_if(mesh.positions.begin(), mesh.positions.end(), [&place](const Vec3f& p) {
                    return p[0] * 1000 == place[0] && p[1] * 1000 == place[1] && p[2] * 1000 == place[2];
                });
                QVERIFY(at != mesh.positions.end());
                const auto& c = mesh.colors[at - mesh.positions.begin()];
                QCOMPARE(colors[triangle.number(color)].text("color"),
                         QString::asprintf("#%02X%02X%02X%02X", c[0], c[1], c[2], c[3]));
            }
        }
    }

    /// The texture is read where the corner lies: the test picture's colours follow from the place.
    void coloursComeFromTheTexture() {
        const auto model = modelOf(texturedSphere(12));
        const auto colors = named(model, "color"), corners = named(model, "vertex");
        int compared = 0;
        for (const auto& triangle : named(model, "triangle")) {
            const auto place = placeOf(corners[triangle.number("v1")]);
            const double v = 1.0 - std::acos(std::clamp(place[2] / 500.0, -1.0, 1.0)) / std::numbers::pi;
            if (v < 0.01 || v > 0.99) continue;  // half a texel beyond the last row
            const QString color = colors[triangle.number("p1")].text("color");
            const int green = color.mid(3, 2).toInt(nullptr, 16);
            QVERIFY(std::abs(green - (30 + 190 * v)) <= 2.0);
            QCOMPARE(color.right(2), QString("FF"));
            ++compared;
        }
        QVERIFY(compared > 200);
    }

    void unzipAcceptsTheArchive() {
        const QString unzip = QStandardPaths::findExecutable("unzip");
        if (unzip.isEmpty()) QSKIP("needs unzip");
        QProcess process;
        process.start(unzip, {"-tq", writtenFile(asymmetricBox())});
        QVERIFY(process.waitForFinished());
        QVERIFY2(process.exitCode() == 0, process.readAllStandardOutput().constData());
    }

    /// A slicer as the judge of the whole.
    void prusaSlicerSeesASolidOfItsSize() {
        const QString slicer = QStandardPaths::findExecutable("prusa-slicer");
        if (slicer.isEmpty()) QSKIP("needs PrusaSlicer");
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(slicer, {"--info", writtenFile(texturedSphere(24), 0.12)});
        QVERIFY(process.waitForFinished(60000));
        const QString said = QString::fromUtf8(process.readAll());
        QVERIFY2(said.contains("manifold = yes"), qPrintable(said));
        const auto height = QRegularExpression("size_z = ([0-9.]+)").match(said);
        QVERIFY2(std::abs(height.captured(1).toDouble() - 120.0) < 0.01, qPrintable(said));
    }
};

QTEST_GUILESS_MAIN(TestThreeMfWriter)
#include "tst_three_mf_writer.moc"
