#include <QtTest>
#include <set>

#include "inference/meshing/mesh_cleanup.h"
#include "inference/models/sparse_structure_decoder.h"
#include "inference/pipeline/trellis_v2_pipeline.h"
#include "inference/tensor/safetensors.h"
#include "tests/pipeline/starter_job.h"

using namespace espalier;
namespace fs = std::filesystem;

class TestStarterReference : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reproducesTheReference_data();
    void reproducesTheReference();
};

namespace {

// What the recorded results promise for another float32 implementation.
constexpr double kLogitMargin = 1e-3;  ///< voxels whose logit is this near to zero may differ
constexpr double kLatentTolerance = 1e-2;
constexpr double kCountTolerance = 0.005;

/// The whole recorded results lie beside the repository where they are shared, a reduced one within.
fs::path referenceOf(const std::string& sample) {
    const fs::path whole = fs::path(ESPALIER_SOURCE_DIR "/../shared/starter/reference") / (sample + ".safetensors");
    return fs::exists(whole) ? whole : fs::path(ESPALIER_SOURCE_DIR "/tests/data/starter") / (sample + ".safetensors");
}

std::set<std::array<int, 3>> cellsOf(const at::Tensor& coords) {
    std::set<std::array<int, 3>> cells;
    const at::Tensor c = coords.to(at::kInt).contiguous();
    const auto* row = c.const_data_ptr<int>();
    for (std::int64_t i = 0; i < c.size(0); ++i, row += 4)
        cells.insert({row[1], row[2], row[3]});
    return cells;
}

/// Cells of one set only, whose logit is not near zero.
int realDifferences(const std::set<std::array<int, 3>>& a, const std::set<std::array<int, 3>>& b,
                    const at::Tensor& logits) {
    std::vector<std::array<int, 3>> different;
    std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(different));
    return int(std::count_if(different.begin(), different.end(), [&](const auto& c) {
        return std::abs(logits[0][0][c[0]][c[1]][c[2]].template item<double>()) > kLogitMargin;
    }));
}

double worst(const at::Tensor& a, const at::Tensor& b) {
    return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

at::Tensor normalised(const at::Tensor& latent, const LatentNormalization& n) {
    return (latent - at::tensor(at::ArrayRef<float>(n.mean))) / at::tensor(at::ArrayRef<float>(n.deviation));
}

/// Without the vertices that no face uses, which the recorded bounds leave out.
MeshAsset usedPart(MeshAsset mesh) {
    dropUnreferencedVertices(mesh);
    return mesh;
}

bool countsAgree(double actual, double expected) {
    return std::abs(actual - expected) <= kCountTolerance * expected;
}

}  // namespace

void TestStarterReference::reproducesTheReference_data() {
    QTest::addColumn<QString>("sample");
    for (const auto* sample : {"robot", "mushroom", "duck"})
        if (fs::exists(referenceOf(sample))) QTest::newRow(sample) << sample;
}

void TestStarterReference::reproducesTheReference() {
    QFETCH(QString, sample);
    const auto recorded = SafetensorsFile::open(referenceOf(sample.toStdString()));
    const c10::InferenceMode inferenceMode;
    TrellisV2Pipeline pipeline(PipelineConfig::read(bundledModelDir()), c10::Device(c10::kCPU));
    TrellisV2Trace trace;
    const TrellisV2Result result = pipeline.run(starterRequest(sample.toStdString()), {}, &trace);

    QVERIFY(worst(trace.structureLatent, recorded->tensor("structure_latent")) < kLatentTolerance);
    const at::Tensor coords = recorded->tensor("coords");
    QCOMPARE(realDifferences(cellsOf(trace.coords), cellsOf(coords), trace.structureLogits), 0);
    if (at::equal(trace.coords.to(at::kInt), coords.to(at::kInt))) {
        const PipelineConfig& config = pipeline.config();
        QVERIFY(worst(normalised(trace.shapeLatent.feats, config.shapeLatent),
                      recorded->tensor("shape_slat_normalised")) < kLatentTolerance);
        QVERIFY(worst(normalised(trace.textureLatent.feats, config.textureLatent),
                      recorded->tensor("tex_slat_normalised")) < kLatentTolerance);
    }
    const at::Tensor counts = recorded->tensor("counts");
    QVERIFY(countsAgree(double(result.tokens), counts[0].item<double>()));
    QVERIFY(countsAgree(double(result.voxels), counts[1].item<double>()));
    QVERIFY(countsAgree(double(result.raw->mesh.triangles.size()), counts[2].item<double>()));

    constexpr double kVoxel = 1.0 / 256;
    const at::Tensor box = recorded->tensor("bounds");
    const Bounds actual = bounds(usedPart(result.raw->mesh));
    for (std::size_t a = 0; a < 3; ++a) {
        QVERIFY(std::abs(actual.min[a] - box[0][std::int64_t(a)].item<double>()) < kVoxel);
        QVERIFY(std::abs(actual.max[a] - box[1][std::int64_t(a)].item<double>()) < kVoxel);
    }
    QVERIFY(worst(trace.voxels.feats.mean(0), recorded->tensor("voxel_attrs_mean")) < 1e-3);
}

QTEST_APPLESS_MAIN(TestStarterReference)
#include "tst_starter_reference.moc"
