#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <nlohmann/json.hpp>

#include "inference/asset/asset_export.h"
#include "inference/asset/srgb.h"
#include "tests/asset/test_meshes.h"

using namespace espalier;
using nlohmann::json;

namespace {

/// A GLB file taken apart by the letter of the specification, without any of the writer's code.
struct Glb {
    json root;
    QByteArray binary;

    template <typename T>
    std::vector<T> read(int accessorIndex) const {
        const json& accessor = root["accessors"][accessorIndex];
        const json& view = root["bufferViews"][accessor["bufferView"].get<int>()];
        std::vector<T> result(view["byteLength"].get<std::size_t>() / sizeof(T));
        std::memcpy(result.data(), binary.data() + view["byteOffset"].get<int>(), result.size() * sizeof(T));
        return result;
    }
    const json& primitive() const { return root["meshes"][0]["primitives"][0]; }
    int attribute(const char* name) const { return primitive()["attributes"][name].get<int>(); }
    const json& material() const { return root["materials"][primitive()["material"].get<int>()]; }
};

quint32 word(const QByteArray& bytes, int at) {
    quint32 value;
    std::memcpy(&value, bytes.data() + at, sizeof(value));
    return value;
}

/// texturedSphere() whose textures count as translucent.
MeshAsset translucentSphere() {
    MeshAsset mesh = texturedSphere(9);
    auto textures = std::make_shared<PbrTextures>(*mesh.textures);
    textures->translucent = true;
    mesh.textures = textures;
    return mesh;
}

}  // namespace

class TestGlbWriter : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    Glb written(const MeshAsset& mesh, ImageFormat textures = ImageFormat::Png) {
        const QString path = m_folder.filePath("model.glb");
        exportAsset(mesh, path.toStdString(), AssetFormat::Glb, {}, {.textures = textures, .sizeMetres = {}});
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) return {};
        const QByteArray bytes = file.readAll();
        const auto jsonSize = int(word(bytes, 12));
        return {json::parse(bytes.mid(20, jsonSize).toStdString()), bytes.mid(20 + jsonSize + 8)};
    }

private Q_SLOTS:
    void containerIsWellFormed_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"a.glb", "ab.glb", "abc.glb", "abcd.glb"})
            QTest::newRow(name) << QString(name);
    }

    /// The mesh's name is part of the JSON, so its four lengths try every padding.
    void containerIsWellFormed() {
        QFETCH(QString, name);
        const QString path = m_folder.filePath(name);
        exportAsset(asymmetricBox(), path.toStdString(), AssetFormat::Glb);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();

        QCOMPARE(bytes.left(4), QByteArray("glTF"));
        QCOMPARE(word(bytes, 4), 2u);
        QCOMPARE(word(bytes, 8), quint32(bytes.size()));
        const auto jsonSize = word(bytes, 12);
        QCOMPARE(bytes.mid(16, 4), QByteArray("JSON"));
        QCOMPARE(jsonSize % 4, 0u);
        const int binaryAt = 20 + int(jsonSize);
        const auto binarySize = word(bytes, binaryAt);
        QCOMPARE(bytes.mid(binaryAt + 4, 4), QByteArray("BIN\0", 4));
        QCOMPARE(binarySize % 4, 0u);
        QCOMPARE(binaryAt + 8 + int(binarySize), int(bytes.size()));
        const auto root = json::parse(bytes.mid(20, int(jsonSize)).toStdString());
        QCOMPARE(root["buffers"][0]["byteLength"].get<quint32>(), binarySize);
        QCOMPARE(root["asset"]["version"].get<std::string>(), std::string("2.0"));
        QVERIFY(root["asset"]["generator"].get<std::string>().starts_with("Espalier "));
        QCOMPARE(root["meshes"][0]["name"].get<std::string>(), name.chopped(4).toStdString());
    }

    void sceneLeadsToTheMesh() {
        const Glb glb = written(asymmetricBox());
        const json& scene = glb.root["scenes"][glb.root["scene"].get<int>()];
        QCOMPARE(scene["nodes"].size(), std::size_t(1));
        QCOMPARE(glb.root["nodes"][scene["nodes"][0].get<int>()]["mesh"].get<int>(), 0);
        QCOMPARE(glb.root["meshes"].size(), std::size_t(1));
    }

    void accessorsFitTheirViews() {
        const Glb glb = written(sphere(9));
        const std::map<int, int> componentSize{{5123, 2}, {5125, 4}, {5126, 4}};
        const std::map<std::string, int> components{{"SCALAR", 1}, {"VEC3", 3}, {"VEC4", 4}};
        std::size_t end = 0;
        for (const json& accessor : glb.root["accessors"]) {
            const json& view = glb.root["bufferViews"][accessor["bufferView"].get<int>()];
            const auto offset = view["byteOffset"].get<std::size_t>(), length = view["byteLength"].get<std::size_t>();
            QCOMPARE(offset % 4, std::size_t(0));
            QVERIFY(offset >= end);  // views do not overlap
            end = offset + length;
            QVERIFY(end <= std::size_t(glb.binary.size()));
            const auto size = accessor["count"].get<std::size_t>() *
                              componentSize.at(accessor["componentType"].get<int>()) *
                              components.at(accessor["type"].get<std::string>());
            QCOMPARE(size, length);
        }
        const auto viewOf = [&](int accessor) {
            return glb.root["bufferViews"][glb.root["accessors"][accessor]["bufferView"].get<int>()];
        };
        QCOMPARE(viewOf(glb.attribute("POSITION"))["target"].get<int>(), 34962);
        QCOMPARE(viewOf(glb.primitive()["indices"].get<int>())["target"].get<int>(), 34963);
    }

    void positionsStandUprightFacingTheViewer() {
        const MeshAsset mesh = asymmetricBox();
        const Glb glb = written(mesh);
        const auto positions = glb.read<Vec3f>(glb.attribute("POSITION"));
        QCOMPARE(positions.size(), mesh.positions.size());
        Vec3f min = positions[0], max = positions[0];
        for (std::size_t i = 0; i < positions.size(); ++i) {
            const auto& p = mesh.positions[i];
            QCOMPARE(positions[i], (Vec3f{p[0], p[2], -p[1]}));  // up is y, the front is +z
            for (int axis = 0; axis < 3; ++axis) {
                min[axis] = std::min(min[axis], positions[i][axis]);
                max[axis] = std::max(max[axis], positions[i][axis]);
            }
        }
        const json& accessor = glb.root["accessors"][glb.attribute("POSITION")];
        QCOMPARE(accessor["min"].get<Vec3f>(), min);
        QCOMPARE(accessor["max"].get<Vec3f>(), max);
    }

    void normalsTurnWithThePositions() {
        const MeshAsset mesh = sphere(9);
        const Glb glb = written(mesh);
        const auto normals = glb.read<Vec3f>(glb.attribute("NORMAL"));
        QCOMPARE(normals.size(), mesh.normals.size());
        for (std::size_t i = 0; i < normals.size(); ++i) {
            const auto& n = mesh.normals[i];
            QCOMPARE(normals[i], (Vec3f{n[0], n[2], -n[1]}));
        }
    }

    void indicesAreTheTriangles() {
        const MeshAsset mesh = sphere(9);
        const Glb glb = written(mesh);
        using Triangle = std::array<std::uint32_t, 3>;
        QCOMPARE(glb.read<Triangle>(glb.primitive()["indices"].get<int>()), mesh.triangles);
    }

    void colorsAreLinear_andEverySrgbValueSurvives() {
        MeshAsset mesh = sphere(16);
        for (std::size_t i = 0; i < mesh.colors.size(); ++i)
            mesh.colors[i] = {std::uint8_t(i), std::uint8_t(255 - i), std::uint8_t(i * 7), std::uint8_t(i)};
        QVERIFY(mesh.colors.size() > 256);
        const Glb glb = written(mesh);
        const json& accessor = glb.root["accessors"][glb.attribute("COLOR_0")];
        QVERIFY(accessor["normalized"].get<bool>());
        const auto colors = glb.read<std::array<std::uint16_t, 4>>(glb.attribute("COLOR_0"));
        for (std::size_t i = 0; i < colors.size(); ++i) {
            for (int c = 0; c < 3; ++c)
                QCOMPARE(srgbFromLinear(colors[i][c] / 65535.0f), mesh.colors[i][c]);
            QCOMPARE(colors[i][3] / 257, int(mesh.colors[i][3]));
        }
    }

    /// Two values everyone agrees on, so that writer and reader cannot be wrong together.
    void colorsFollowTheSrgbCurve() {
        MeshAsset mesh = asymmetricBox();
        mesh.colors.assign(8, {188, 255, 0, 255});
        const Glb glb = written(mesh);
        const auto color = glb.read<std::array<std::uint16_t, 4>>(glb.attribute("COLOR_0"))[0];
        QVERIFY(std::abs(color[0] / 65535.0 - 0.5028865) < 1e-4);
        QCOMPARE(color[1], std::uint16_t(65535));
        QCOMPARE(color[2], std::uint16_t(0));
        QCOMPARE(color[3], std::uint16_t(65535));
    }

    void texturesAreEmbedded_asTheFormatAsked_data() {
        QTest::addColumn<ImageFormat>("format");
        QTest::addColumn<QString>("mimeType");
        QTest::addColumn<QByteArray>("signature");
        QTest::newRow("png") << ImageFormat::Png << "image/png" << QByteArray("\x89PNG\r\n");
        QTest::newRow("jpeg") << ImageFormat::Jpeg << "image/jpeg" << QByteArray("\xff\xd8\xff");
        QTest::newRow("webp") << ImageFormat::WebP << "image/webp" << QByteArray("RIFF");
    }
    void texturesAreEmbedded_asTheFormatAsked() {
        QFETCH(ImageFormat, format);
        QFETCH(QByteArray, signature);
        const Glb glb = written(texturedSphere(9), format);
        QCOMPARE(glb.root["images"].size(), std::size_t(3));
        std::size_t end = 0;
        for (const json& view : glb.root["bufferViews"]) {
            QCOMPARE(view["byteOffset"].get<std::size_t>() % 4, std::size_t(0));
            QVERIFY(view["byteOffset"].get<std::size_t>() >= end);
            end = view["byteOffset"].get<std::size_t>() + view["byteLength"].get<std::size_t>();
        }
        QVERIFY(end <= std::size_t(glb.binary.size()));
        for (const json& image : glb.root["images"]) {
            QTEST(QString::fromStdString(image["mimeType"].get<std::string>()), "mimeType");
            QVERIFY(!image.contains("uri"));
            const json& view = glb.root["bufferViews"][image["bufferView"].get<int>()];
            QVERIFY(!view.contains("target") && !view.contains("byteStride"));  // those are for vertices
            QVERIFY(glb.binary.mid(view["byteOffset"].get<int>()).startsWith(signature));
        }
        const bool isWebP = format == ImageFormat::WebP;
        QCOMPARE(glb.root.contains("extensionsRequired"), isWebP);
        for (const json& texture : glb.root["textures"]) {
            QCOMPARE(texture.contains("source"), !isWebP);
            QCOMPARE(texture["sampler"].get<int>(), 0);
        }
        if (!isWebP) return;
        QCOMPARE(glb.root["extensionsRequired"][0].get<std::string>(), std::string("EXT_texture_webp"));
        QVERIFY(glb.root["extensionsUsed"] == glb.root["extensionsRequired"]);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(glb.root["textures"][i]["extensions"]["EXT_texture_webp"]["source"].get<int>(), i);
    }

    /// The format fixes the meaning of each place: base colour is sRGB, the others are linear; one picture must not
    /// serve two meanings.
    void texturesHaveTheirRoles() {
        const Glb glb = written(texturedSphere(9));
        const json& material = glb.material();
        const json& surface = material["pbrMetallicRoughness"];
        const auto nameAt = [&glb](const json& place) {
            const json& texture = glb.root["textures"][place["index"].get<int>()];
            return glb.root["images"][texture["source"].get<int>()]["name"].get<std::string>();
        };
        QCOMPARE(nameAt(surface["baseColorTexture"]), std::string("base_color"));
        QCOMPARE(nameAt(surface["metallicRoughnessTexture"]), std::string("metallic_roughness"));
        QCOMPARE(nameAt(material["normalTexture"]), std::string("normal"));
        // Factors multiply the textures.
        QCOMPARE(surface["metallicFactor"].get<double>(), 1.0);
        QCOMPARE(surface["roughnessFactor"].get<double>(), 1.0);
        QVERIFY((surface["baseColorFactor"] == json{1.0, 1.0, 1.0, 1.0}));
        QVERIFY(!glb.primitive()["attributes"].contains("COLOR_0"));  // so would colours
        QCOMPARE(glb.root["materials"].size(), std::size_t(1));
        QCOMPARE(material["alphaMode"].get<std::string>(), std::string("OPAQUE"));
    }

    void translucentTexturesBlend_andKeepTheirAlpha() {
        const Glb glb = written(translucentSphere(), ImageFormat::Jpeg);
        QCOMPARE(glb.material()["alphaMode"].get<std::string>(), std::string("BLEND"));
        QCOMPARE(glb.root["images"][0]["mimeType"].get<std::string>(), std::string("image/png"));
        QCOMPARE(glb.root["images"][1]["mimeType"].get<std::string>(), std::string("image/jpeg"));
    }

    void tangentsFollowTheNormalMap() {
        MeshAsset mesh = texturedSphere(9);
        const Glb glb = written(mesh);
        const auto tangents = glb.read<std::array<float, 4>>(glb.attribute("TANGENT"));
        const auto normals = glb.read<Vec3f>(glb.attribute("NORMAL"));
        QCOMPARE(tangents.size(), mesh.vertexCount());
        for (std::size_t i = 0; i < tangents.size(); ++i) {
            const auto& [x, y, z, w] = tangents[i];
            QVERIFY(std::abs(x * x + y * y + z * z - 1.0f) < 1e-5f);
            QVERIFY(std::abs(x * normals[i][0] + y * normals[i][1] + z * normals[i][2]) < 1e-5f);
            QCOMPARE(w, 1.0f);
            QCOMPARE(x, mesh.tangents[i][0]);
            QCOMPARE(y, mesh.tangents[i][2]);
            QCOMPARE(z, -mesh.tangents[i][1]);
        }
        auto textures = std::make_shared<PbrTextures>(*mesh.textures);
        textures->normal = {};
        mesh.textures = textures;
        QVERIFY(!written(mesh).primitive()["attributes"].contains("TANGENT"));
    }

    void coordinatesCountFromTheTop() {
        const MeshAsset mesh = texturedSphere(9);
        const Glb glb = written(mesh);
        const auto uvs = glb.read<std::array<float, 2>>(glb.attribute("TEXCOORD_0"));
        QCOMPARE(uvs.size(), mesh.vertexCount());
        for (std::size_t i = 0; i < uvs.size(); ++i)
            QVERIFY(uvs[i][0] == mesh.uvs[i][0] && uvs[i][1] == 1.0f - mesh.uvs[i][1]);
    }

    void attributesAreLeftOut_whenMeshHasNone() {
        MeshAsset mesh = asymmetricBox();
        mesh.normals.clear();
        mesh.colors.clear();
        mesh.metallicRoughness.clear();
        const Glb glb = written(mesh);
        QCOMPARE(glb.primitive()["attributes"].size(), std::size_t(1));
        QCOMPARE(glb.root["accessors"].size(), std::size_t(2));
    }

    void materialIsTheMeanSurface() {
        MeshAsset mesh = asymmetricBox();
        for (int i = 0; i < 8; ++i)
            mesh.metallicRoughness[i] = {i < 4 ? 1.0f : 0.5f, i < 4 ? 0.25f : 0.75f};
        const Glb glb = written(mesh);
        const json& material = glb.material();
        QCOMPARE(material["pbrMetallicRoughness"]["metallicFactor"].get<double>(), 0.75);
        QCOMPARE(material["pbrMetallicRoughness"]["roughnessFactor"].get<double>(), 0.5);
        QVERIFY((material["pbrMetallicRoughness"]["baseColorFactor"] == json{1.0, 1.0, 1.0, 1.0}));
        QVERIFY(material["doubleSided"].get<bool>());
    }

    void alphaMode_data() {
        QTest::addColumn<int>("translucentVertices");
        QTest::addColumn<int>("alpha");
        QTest::addColumn<QString>("mode");
        QTest::newRow("solid") << 0 << 0 << "OPAQUE";
        QTest::newRow("a speck") << 5 << 0 << "OPAQUE";
        QTest::newRow("more than one per cent") << 6 << 0 << "BLEND";
        QTest::newRow("almost solid everywhere") << 514 << 250 << "OPAQUE";
    }

    void alphaMode() {
        QFETCH(int, translucentVertices);
        QFETCH(int, alpha);
        MeshAsset mesh = sphere(17);  // 16 * 34 + 2 = 546 vertices
        for (int i = 0; i < translucentVertices; ++i)
            mesh.colors[i][3] = std::uint8_t(alpha);
        QTEST(QString::fromStdString(written(mesh).material()["alphaMode"].get<std::string>()), "mode");
    }

    void nameIsReplaced_whenFileNameIsNotUtf8() {
        const auto path = std::filesystem::path(m_folder.path().toStdString()) / "caf\xe9.glb";
        exportAsset(asymmetricBox(), path, AssetFormat::Glb);
        QVERIFY(std::filesystem::remove(path));  // it was there
    }
};

QTEST_APPLESS_MAIN(TestGlbWriter)
#include "tst_glb_writer.moc"
