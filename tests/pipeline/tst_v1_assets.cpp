#include <QTemporaryDir>
#include <QTest>

#include "inference/base/error.h"
#include "inference/pipeline/radiance_field_file.h"
#include "inference/pipeline/v1_assets.h"
#include "inference/tensor/safetensors.h"
#include "tests/support/failure.h"

using namespace espalier;

namespace {

/// Two corners in one cube of a grid of 4, one in another, one on the grid's far border.
MeshAsset smallMesh() {
    MeshAsset mesh;
    mesh.positions = {{-0.5f, -0.5f, -0.5f}, {-0.3f, -0.26f, -0.4f}, {0.1f, -0.4f, -0.4f}, {0.5f, 0.5f, 0.5f}};
    mesh.triangles = {{0, 1, 2}, {1, 2, 3}};
    mesh.colors.resize(4, {9, 9, 9, 255});
    return mesh;
}

/// RGB and normal of each vertex.
const std::vector<float> kAttributes{
    0.0f, 0.2f, 0.4f, 1.0f, 0.0f, 0.0f,  //
    1.0f, 0.4f, 0.4f, 1.0f, 0.0f, 0.0f,  //
    0.3f, 0.5f, 0.7f, 0.0f, 1.0f, 0.0f,  //
    0.9f, 0.8f, 0.7f, 0.0f, 0.0f, 1.0f,
};

RadianceField smallField() {
    RadianceField field;
    field.rank = 2;
    field.dim = 4;
    field.positions = {{0.25f, 0.5f, 0.75f}, {0.5f, 0.5f, 0.5f}, {0.75f, 0.25f, 0.0f}};
    field.depths = {5, 5, 6};
    for (std::size_t i = 0; i < 3 * 2 * 3 * 4; ++i)
        field.vectors.push_back(0.5f * float(i));
    field.densities = {1, 2, 3, 4, 5, 6};
    for (std::size_t i = 0; i < 3 * 2 * 3; ++i)
        field.features.push_back(-float(i));
    return field;
}

}  // namespace

class TestV1Assets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void coloursBecomeTheVoxelsOfTheirCubes() {
        const RawResult raw = rawResult(smallMesh(), kAttributes, 4);
        QCOMPARE(raw.resolution, 4);
        QCOMPARE(raw.mesh.positions, smallMesh().positions);
        QCOMPARE(raw.mesh.triangles, smallMesh().triangles);
        QVERIFY(raw.mesh.colors.empty() && !raw.grid);
        QCOMPARE(raw.coords, (std::vector<VoxelCoord>{{0, 0, 0}, {2, 0, 0}, {3, 3, 3}}));
        // Dull, opaque, and of the mean colour.
        const std::vector<PbrAttributes> expected{{0.5f, 0.3f, 0.4f, 0.0f, 1.0f, 1.0f},
                                                  {0.3f, 0.5f, 0.7f, 0.0f, 1.0f, 1.0f},
                                                  {0.9f, 0.8f, 0.7f, 0.0f, 1.0f, 1.0f}};
        for (std::size_t v = 0; v < expected.size(); ++v)
            for (std::size_t c = 0; c < 6; ++c)
                QVERIFY2(std::abs(raw.attributes.at(v)[c] - expected[v][c]) < 1e-6f, qPrintable(QString::number(c)));
    }

    void givesNoVoxels_withoutColours() {
        const RawResult raw = rawResult(smallMesh(), {}, 4);
        QVERIFY(raw.coords.empty() && raw.attributes.empty());
        QCOMPARE(raw.mesh.positions.size(), std::size_t(4));
    }

    void writesARadianceFieldAsTheReferenceNamesIt() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("field.safetensors").toStdString();
        exportRadianceField(smallField(), file);
        const auto read = SafetensorsFile::open(file);
        QCOMPARE(read->tensor("position").sizes().vec(), (std::vector<std::int64_t>{3, 3}));
        QCOMPARE(read->tensor("depth").select(1, 0)[2].item<int>(), 6);
        QCOMPARE(read->tensor("trivec").sizes().vec(), (std::vector<std::int64_t>{3, 2, 3, 4}));
        QCOMPARE(read->tensor("trivec")[1][0][2][3].item<float>(), 0.5f * (24 + 11));
        QCOMPARE(read->tensor("density")[2][1].item<float>(), 6.0f);
        QCOMPARE(read->tensor("features_dc").sizes().vec(), (std::vector<std::int64_t>{3, 2, 1, 3}));
        QCOMPARE(read->tensor("aabb")[3].item<float>(), 1.0f);
        QCOMPARE(read->metadata().at("representation"), std::string("strivec"));
        const Error error = test::failureOf([&] { exportRadianceField({}, file); });
        QCOMPARE(error.code(), ErrorCode::EmptyResult);
    }

    void readsBackWhatItWrote() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("field.safetensors").toStdString();
        const RadianceField written = smallField();
        exportRadianceField(written, file);
        const RadianceField read = importRadianceField(file);
        QCOMPARE(read.rank, written.rank);
        QCOMPARE(read.dim, written.dim);
        QCOMPARE(read.positions, written.positions);
        QCOMPARE(read.depths, written.depths);
        QCOMPARE(read.vectors, written.vectors);
        QCOMPARE(read.densities, written.densities);
        QCOMPARE(read.features, written.features);
    }

    void namesTheFile_whenItIsNoRadianceField_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("words");
        QTest::newRow("not there") << ""
                                   << "Cannot open";
        QTest::newRow("of another kind") << "kind"
                                         << "holds no radiance field";
        QTest::newRow("without vectors") << "trivec"
                                         << "has no trivec";
        QTest::newRow("fewer densities") << "density"
                                         << "density of another shape";
        QTest::newRow("depths of another type") << "depth"
                                                << "depth of another type";
        QTest::newRow("a position that is no number") << "position"
                                                      << "no number";
        QTest::newRow("another box") << "aabb"
                                     << "another box";
        QTest::newRow("an impossible depth") << "deep"
                                             << "is damaged";
    }
    void namesTheFile_whenItIsNoRadianceField() {
        QFETCH(QString, key);
        QFETCH(QString, words);
        QTemporaryDir folder;
        const std::filesystem::path whole = folder.filePath("whole.safetensors").toStdString();
        const std::filesystem::path file = folder.filePath("changed.safetensors").toStdString();
        exportRadianceField(smallField(), whole);
        const auto read = SafetensorsFile::open(whole);
        std::map<std::string, at::Tensor> tensors;
        for (const auto& [name, info] : read->entries())
            tensors[name] = read->tensor(name).clone();
        auto metadata = read->metadata();
        if (key == "kind") metadata["representation"] = "mesh";
        if (key == "trivec") tensors.erase("trivec");
        if (key == "density") tensors["density"] = tensors["density"].slice(0, 1).contiguous();
        if (key == "depth") tensors["depth"] = tensors["depth"].to(at::kInt);
        if (key == "position") tensors["position"][1][1] = std::numeric_limits<float>::quiet_NaN();
        if (key == "aabb") tensors["aabb"][0] = -1.0f;
        if (key == "deep") tensors["depth"][0][0] = 200;
        if (!key.isEmpty()) writeSafetensors(file, tensors, metadata);
        const Error error = test::failureOf([&] { importRadianceField(file); });
        QCOMPARE(error.code(), ErrorCode::FileRead);
        QVERIFY2(test::mentions(error, words.toStdString()) && test::mentions(error, "changed.safetensors"),
                 error.what());
        QVERIFY(!error.hint().empty());
    }
};

QTEST_APPLESS_MAIN(TestV1Assets)
#include "tst_v1_assets.moc"
