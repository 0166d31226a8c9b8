#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "inference/asset/asset_export.h"
#include "inference/asset/srgb.h"
#include "tests/asset/test_meshes.h"

using namespace espalier;
using nlohmann::json;

namespace {

// Blender's own axes are z up and its importers turn each format's into them, so a right file shows model space again.
const char* const kScript = R"(
import bpy, json, numpy, sys
numpy.bool = bool  # Debian 12 pairs the glTF importer with a numpy that no longer has the old alias
source, target = sys.argv[sys.argv.index('--') + 1:]
bpy.ops.wm.read_factory_settings(use_empty=True)
kind = source.rsplit('.', 1)[1]
if kind in ('glb', 'gltf'): bpy.ops.import_scene.gltf(filepath=source)
elif kind == 'obj': bpy.ops.wm.obj_import(filepath=source)
elif kind == 'fbx': bpy.ops.import_scene.fbx(filepath=source)
elif kind == 'dae': bpy.ops.wm.collada_import(filepath=source)
elif kind == 'ply': bpy.ops.import_mesh.ply(filepath=source)
elif kind == 'stl': bpy.ops.import_mesh.stl(filepath=source)
objects = [o for o in bpy.data.objects if o.type == 'MESH']
mesh, place = objects[0].data, objects[0].matrix_world
turn = place.to_3x3().normalized()
mesh.calc_normals_split()
seen = {
    'objects': len(objects),
    'name': objects[0].name,
    'positions': [list(place @ v.co) for v in mesh.vertices],
    'triangles': [list(p.vertices) for p in mesh.polygons],
    'normals': [list(turn @ loop.normal) for loop in mesh.loops],
    'uvs': [list(item.uv) for item in mesh.uv_layers[0].data] if mesh.uv_layers else [],
    'materials': len(mesh.materials),
}
if mesh.color_attributes:
    attribute = mesh.color_attributes[0]
    # `color` is linear for byte colours, and what the file said for float ones.
    seen['byte colors'] = attribute.data_type == 'BYTE_COLOR'
    colors = [None] * len(mesh.vertices)
    for loop in mesh.loops:
        item = attribute.data[loop.index if attribute.domain == 'CORNER' else loop.vertex_index]
        colors[loop.vertex_index] = list(item.color)
    seen['colors'] = colors

def picture_behind(socket):
    for link in socket.links:
        if link.from_node.type == 'TEX_IMAGE': return link.from_node.image
        for upstream in link.from_node.inputs:
            found = picture_behind(upstream)
            if found: return found

if mesh.materials:
    material = mesh.materials[0]
    surface = material.node_tree.nodes['Principled BSDF'].inputs
    seen['blend'] = material.blend_method
    seen['metallic'] = surface['Metallic'].default_value
    seen['roughness'] = surface['Roughness'].default_value
    seen['textures'] = {}
    for socket in surface:
        image = picture_behind(socket)
        if not image: continue
        width, height = image.size
        seen['textures'][socket.name] = {
            'size': [width, height], 'space': image.colorspace_settings.name,
            'bytes': [round(value * 255) for value in image.pixels[:]]}
json.dump(seen, open(target, 'w'))
)";

bool blenderIsThere() {
    static const bool isThere = [] {
        const QString blender = QStandardPaths::findExecutable("blender");
        // Debian's Blender only recommends numpy, which its glTF importer cannot do without.
        return !blender.isEmpty() &&
               QProcess::execute(blender, {"-b", "--python-exit-code", "1", "--python-expr", "import numpy"}) == 0;
    }();
    return isThere;
}

/// What Blender shows of a file; what it said instead when it showed nothing.
json seenInBlender(const QString& file) {
    const QTemporaryDir folder;
    const QString target = folder.filePath("seen.json");
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start("blender",
                  {"-b", "--factory-startup", "--python-exit-code", "1", "--python-expr", kScript, "--", file, target});
    const bool ended = process.waitForFinished(240000);
    QFile seen(target);
    if (!ended || !seen.open(QIODevice::ReadOnly)) return process.readAll().toStdString();
    return json::parse(seen.readAll().toStdString());
}

/// texturedSphere() with a base colour that lets light through.
MeshAsset translucentSphere() {
    MeshAsset mesh = texturedSphere(16);
    auto textures = std::make_shared<PbrTextures>(*mesh.textures);
    textures->translucent = true;
    for (int y = 0; y < textures->baseColor.height; ++y)
        for (int x = 0; x < textures->baseColor.width; ++x)
            textures->baseColor.at(x, y)[3] = std::uint8_t(100 + y % 100);
    mesh.textures = textures;
    return mesh;
}

/// Where texturedSphere() has what its textures show at (u, v).
Vec3f placeAt(double u, double v) {
    const double polar = std::numbers::pi * (1.0 - v), turn = 2.0 * std::numbers::pi * u;
    return {float(0.5 * std::sin(polar) * std::cos(turn)), float(0.5 * std::sin(polar) * std::sin(turn)),
            float(0.5 * std::cos(polar))};
}

bool near(const Vec3f& a, const Vec3f& b, float tolerance) {
    return std::abs(a[0] - b[0]) < tolerance && std::abs(a[1] - b[1]) < tolerance && std::abs(a[2] - b[2]) < tolerance;
}

constexpr int kEveryChannel = -1;

/// Whether Blender's texture (rows from below, always RGBA) is `image`; where JPEG lies between, at least 99 % of its
/// values within 2 of 255 and none further off than 5. Empty, or what is wrong.
QString textureProblem(const json& textures, const char* socket, const ImageBuffer& image, ImageFormat format) {
    if (!textures.contains(socket)) return QString("no texture at ") + socket;
    const json& seen = textures[socket];
    if (seen["size"] != json{image.width, image.height}) return QString("another size at ") + socket;
    const auto bytes = seen["bytes"].get<std::vector<int>>();
    std::vector<int> differences;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            for (int c = 0; c < 3; ++c)
                differences.push_back(
                    std::abs(bytes[(std::size_t(image.height - 1 - y) * image.width + x) * 4 + c] - image.at(x, y)[c]));
    const int worst = *std::max_element(differences.begin(), differences.end());
    const auto visible = std::count_if(differences.begin(), differences.end(), [](int d) { return d > 2; });
    const bool same =
        format == ImageFormat::Jpeg ? worst <= 5 && std::size_t(visible) * 100 < differences.size() : worst == 0;
    return same ? QString()
                : QString("%1 differs by %2, at %3 values by more than 2").arg(socket).arg(worst).arg(visible);
}

struct TexturedCase {
    AssetFormat format = AssetFormat::Glb;
    ImageFormat textures = ImageFormat::Png;
    bool normalMap = true;  ///< Blender's importer of the format knows it
    bool surface = true;    ///< and metallic and roughness
    double metres = 0.0;
};

}  // namespace

Q_DECLARE_METATYPE(TexturedCase)

/// Blender as the judge of our files: what an artist opens is what was made.
class TestAssetInBlender : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!blenderIsThere()) QSKIP("needs Blender with numpy (Debian packages blender and python3-numpy)");
    }

    void colouredMeshIsTheSame_data() {
        QTest::addColumn<MeshAsset>("mesh");
        QTest::addColumn<AssetFormat>("format");
        for (const auto format : {AssetFormat::Glb, AssetFormat::Gltf, AssetFormat::Ply, AssetFormat::Obj})
            QTest::addRow("asymmetric box, %s", fileExtension(format).c_str()) << asymmetricBox() << format;
        QTest::newRow("sphere, glb") << sphere(40) << AssetFormat::Glb;
        QTest::newRow("sphere, ply") << sphere(40) << AssetFormat::Ply;
    }
    void colouredMeshIsTheSame() {
        QFETCH(MeshAsset, mesh);
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const QString file = folder.filePath("thing." + QString::fromStdString(fileExtension(format)));
        exportAsset(mesh, file.toStdString(), format);
        const json seen = seenInBlender(file);
        QVERIFY2(seen.is_object(), seen.dump().c_str());
        QCOMPARE(seen["objects"].get<int>(), 1);
        QCOMPARE(seen["name"].get<std::string>(), std::string("thing"));
        const auto positions = seen["positions"].get<std::vector<Vec3f>>();
        QCOMPARE(positions.size(), mesh.vertexCount());
        QCOMPARE(seen["triangles"].size(), mesh.triangleCount());
        const auto colors = seen["colors"].get<std::vector<std::array<float, 4>>>();
        for (std::size_t i = 0; i < positions.size(); ++i) {
            QVERIFY(near(positions[i], mesh.positions[i], 1e-6f));
            for (int c = 0; c < 3; ++c)
                QVERIFY(std::abs(int(srgbFromLinear(colors[i][c])) - int(mesh.colors[i][c])) <= 2);
            QVERIFY(std::abs(colors[i][3] * 255.0f - mesh.colors[i][3]) < 0.5f);
        }
        if (format != AssetFormat::Glb && format != AssetFormat::Gltf) return;
        const auto& [metallic, roughness] =
            mesh.metallicRoughness.empty() ? std::array{0.0f, 0.8f} : mesh.metallicRoughness[0];
        QVERIFY(std::abs(seen["metallic"].get<float>() - metallic) < 1e-6f);
        QVERIFY(std::abs(seen["roughness"].get<float>() - roughness) < 1e-6f);
        QCOMPARE(seen["blend"].get<std::string>(), std::string("OPAQUE"));
    }

    void texturedMeshIsTheSame_data() {
        QTest::addColumn<TexturedCase>("with");
        using F = AssetFormat;
        QTest::newRow("glb") << TexturedCase{.format = F::Glb};
        QTest::newRow("glb, JPEG") << TexturedCase{.format = F::Glb, .textures = ImageFormat::Jpeg};
        QTest::newRow("glb, 120 mm") << TexturedCase{.format = F::Glb, .metres = 0.12};
        QTest::newRow("gltf") << TexturedCase{.format = F::Gltf};
        QTest::newRow("obj") << TexturedCase{.format = F::Obj, .surface = false};
        QTest::newRow("obj, JPEG") << TexturedCase{.format = F::Obj, .textures = ImageFormat::Jpeg, .surface = false};
        QTest::newRow("fbx") << TexturedCase{.format = F::Fbx, .surface = false};
        QTest::newRow("fbx, 120 mm") << TexturedCase{.format = F::Fbx, .surface = false, .metres = 0.12};
        QTest::newRow("dae") << TexturedCase{.format = F::Dae, .normalMap = false, .surface = false};
        QTest::newRow("dae, 120 mm") << TexturedCase{
            .format = F::Dae, .normalMap = false, .surface = false, .metres = 0.12};
        QTest::newRow("obj, 120 mm") << TexturedCase{.format = F::Obj, .surface = false, .metres = 0.12};
    }
    void texturedMeshIsTheSame() {
        QFETCH(TexturedCase, with);
        const QTemporaryDir folder;
        // As people name their files.
        const QString file = folder.filePath(QString::fromUtf8("Stra\u00dfe \u6905\u5b50 2.") +
                                             QString::fromStdString(fileExtension(with.format)));
        const MeshAsset mesh = texturedSphere(16);
        exportAsset(
            mesh, file.toStdString(), with.format, {},
            {.textures = with.textures, .sizeMetres = with.metres > 0 ? std::optional(with.metres) : std::nullopt});
        const json seen = seenInBlender(file);
        QVERIFY2(seen.is_object(), seen.dump().c_str());
        QCOMPARE(seen["objects"].get<int>(), 1);
        QCOMPARE(seen["materials"].get<int>(), 1);
        QCOMPARE(seen["blend"].get<std::string>(), std::string("OPAQUE"));
        comparePlaces(seen, mesh, with.metres > 0 ? float(with.metres) : 1.0f);
        compareTextures(seen["textures"], *mesh.textures, with);
    }

    void translucentMeshBlends_data() {
        QTest::addColumn<AssetFormat>("format");
        QTest::newRow("glb") << AssetFormat::Glb;
        QTest::newRow("obj") << AssetFormat::Obj;
    }
    void translucentMeshBlends() {
        QFETCH(AssetFormat, format);
        const QTemporaryDir folder;
        const QString file = folder.filePath("glass." + QString::fromStdString(fileExtension(format)));
        const MeshAsset mesh = translucentSphere();
        exportAsset(mesh, file.toStdString(), format, {}, {.textures = ImageFormat::Jpeg, .sizeMetres = {}});
        const json seen = seenInBlender(file);
        QVERIFY2(seen.is_object(), seen.dump().c_str());
        QCOMPARE(seen["blend"].get<std::string>(), std::string("BLEND"));
        const QString problem = textureProblem(seen["textures"], "Alpha", mesh.textures->baseColor, ImageFormat::Png);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        const auto bytes = seen["textures"]["Alpha"]["bytes"].get<std::vector<int>>();
        const auto& image = mesh.textures->baseColor;
        QCOMPARE(bytes[3], int(image.at(0, image.height - 1)[3]));
    }

    void plyShowsTheTexturesColours() {
        const QTemporaryDir folder;
        const QString file = folder.filePath("thing.ply");
        const MeshAsset mesh = texturedSphere(16);
        exportAsset(mesh, file.toStdString(), AssetFormat::Ply);
        const json seen = seenInBlender(file);
        QVERIFY2(seen.is_object(), seen.dump().c_str());
        const auto positions = seen["positions"].get<std::vector<Vec3f>>();
        QCOMPARE(positions.size(), mesh.vertexCount());
        const json& colors = seen["colors"];
        for (std::size_t i = 0; i < positions.size(); ++i) {
            QVERIFY(near(positions[i], mesh.positions[i], 1e-6f));
            if (colors[i].is_null()) continue;  // a vertex of no face
            // Half a texel in from the border, where the picture ends.
            const auto inside = [](double place, double size) { return std::clamp(place, 0.5 / size, 1 - 0.5 / size); };
            const auto& [u, v] = mesh.uvs[i];
            const auto expected = analyticColor(inside(u, 256), inside(v, 128));
            for (int c = 0; c < 3; ++c)
                QVERIFY(std::abs(int(srgbFromLinear(colors[i][c].get<float>())) - int(expected[c])) <= 2);
        }
    }

    void stlIsTheSame_inMillimetresWhenASizeIsGiven_data() {
        QTest::addColumn<double>("metres");
        QTest::addColumn<float>("unit");
        QTest::newRow("as it is") << 0.0 << 1.0f;
        QTest::newRow("120 mm") << 0.12 << 120.0f / 0.75f;  // the longest side of the box is 0.75
    }
    void stlIsTheSame_inMillimetresWhenASizeIsGiven() {
        QFETCH(double, metres);
        QFETCH(float, unit);
        const QTemporaryDir folder;
        const QString file = folder.filePath("thing.stl");
        const MeshAsset mesh = asymmetricBox();
        exportAsset(mesh, file.toStdString(), AssetFormat::Stl, {},
                    {.textures = {}, .sizeMetres = metres > 0 ? std::optional(metres) : std::nullopt});
        const json seen = seenInBlender(file);
        QVERIFY2(seen.is_object(), seen.dump().c_str());
        const auto positions = seen["positions"].get<std::vector<Vec3f>>();
        QCOMPARE(positions.size(), mesh.vertexCount());
        QCOMPARE(seen["triangles"].size(), mesh.triangleCount());
        for (const auto& [x, y, z] : mesh.positions) {
            const Vec3f scaled{x * unit, y * unit, z * unit};
            QVERIFY(std::any_of(positions.begin(), positions.end(),
                                [&](const Vec3f& p) { return near(p, scaled, 1e-6f * unit); }));
        }
    }

private:
    static void compareTextures(const json& seen, const PbrTextures& textures, const TexturedCase& with) {
        const auto compare = [&](const char* socket, const ImageBuffer& image, const char* space) {
            const QString problem = textureProblem(seen, socket, image, with.textures);
            QVERIFY2(problem.isEmpty(), qPrintable(problem));
            // Blender 3.4 takes the normal map of an OBJ for a picture of colours, whatever its material says.
            if (with.format == AssetFormat::Obj && socket == QString("Normal")) return;
            QCOMPARE(seen[socket]["space"].get<std::string>(), std::string(space));
        };
        compare("Base Color", textures.baseColor, "sRGB");
        if (with.normalMap) compare("Normal", textures.normal, "Non-Color");
        if (!with.surface) return;
        compare("Metallic", textures.metallicRoughness, "Non-Color");
        compare("Roughness", textures.metallicRoughness, "Non-Color");
    }

    /// Counts, and that every corner lies where its texture coordinate says, with the sphere's own normal.
    static void comparePlaces(const json& seen, const MeshAsset& mesh, float size) {
        const auto positions = seen["positions"].get<std::vector<Vec3f>>();
        const auto triangles = seen["triangles"].get<decltype(mesh.triangles)>();
        const auto uvs = seen["uvs"].get<std::vector<std::array<float, 2>>>();
        const auto normals = seen["normals"].get<std::vector<Vec3f>>();
        QCOMPARE(triangles.size(), mesh.triangleCount());
        QCOMPARE(uvs.size(), triangles.size() * 3);
        for (std::size_t corner = 0; corner < uvs.size(); ++corner) {
            const Vec3f& position = positions.at(triangles[corner / 3][corner % 3]);
            const Vec3f unit = placeAt(uvs[corner][0], uvs[corner][1]);
            QVERIFY(near(position, {unit[0] * size, unit[1] * size, unit[2] * size}, 1e-5f * size));
            QVERIFY(near(normals[corner], {unit[0] * 2, unit[1] * 2, unit[2] * 2}, 5e-3f));
        }
    }
};

QTEST_GUILESS_MAIN(TestAssetInBlender)
#include "tst_asset_in_blender.moc"
