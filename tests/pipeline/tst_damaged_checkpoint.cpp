#include <QtTest>
#include <functional>

#include "inference/pipeline/job_runner.h"
#include "inference/tensor/safetensors.h"
#include "tests/pipeline/model_copy.h"
#include "tests/pipeline/starter_job.h"

using namespace espalier;
namespace fs = std::filesystem;
using Damage = std::function<void(const ModelCopy&)>;
Q_DECLARE_METATYPE(Damage)

class TestDamagedCheckpoint : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void failsNamingTheFile_data();
    void failsNamingTheFile();
};

namespace {

constexpr const char* kFlow = "ckpts/ss_flow_img_dit_starter.safetensors";
constexpr const char* kFlowConfig = "ckpts/ss_flow_img_dit_starter.json";
constexpr const char* kEncoder = "dinov3/model.safetensors";

/// Rewrites a checkpoint after `change` has had its tensors.
void rewrite(const ModelCopy& copy, const char* relative,
             const std::function<void(std::map<std::string, at::Tensor>&)>& change) {
    std::map<std::string, at::Tensor> tensors;
    const auto file = SafetensorsFile::open(copy.root() / relative);
    for (const auto& [key, info] : file->entries())
        tensors[key] = file->tensor(key).clone();
    change(tensors);
    writeSafetensors(copy.own(relative), tensors);
}

/// The name of some stored matrix.
std::string matrixKey(const std::map<std::string, at::Tensor>& tensors) {
    for (const auto& [key, tensor] : tensors)
        if (tensor.dim() == 2 && tensor.numel() > 10000) return key;
    return {};
}

void fillWithNan(const ModelCopy& copy, const char* relative) {
    rewrite(copy, relative, [](auto& tensors) {
        for (auto& [key, tensor] : tensors)
            if (tensor.is_floating_point()) tensor.fill_(std::numeric_limits<double>::quiet_NaN());
    });
}

}  // namespace

void TestDamagedCheckpoint::failsNamingTheFile_data() {
    QTest::addColumn<Damage>("damage");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("named");
    const auto row = [](const char* name, ErrorCode code, const char* named, Damage damage) {
        QTest::newRow(name) << damage << int(code) << QString(named);
    };
    row("missing weights", ErrorCode::ModelNotFound, "ss_flow_img_dit_starter.safetensors",
        [](const ModelCopy& c) { fs::remove(c.root() / kFlow); });
    row("missing configuration", ErrorCode::ModelNotFound, "ss_flow_img_dit_starter.json",
        [](const ModelCopy& c) { fs::remove(c.root() / kFlowConfig); });
    row("missing encoder", ErrorCode::ModelNotFound, "dinov3",
        [](const ModelCopy& c) { fs::remove_all(c.root() / "dinov3"); });
    row("truncated weights", ErrorCode::CheckpointCorrupt, "ss_flow_img_dit_starter.safetensors",
        [](const ModelCopy& c) { fs::resize_file(c.own(kFlow), 5'000'000); });
    row("empty weights", ErrorCode::CheckpointCorrupt, "ss_flow_img_dit_starter.safetensors",
        [](const ModelCopy& c) { fs::resize_file(c.own(kFlow), 0); });
    row("oversized weights", ErrorCode::CheckpointCorrupt, "ss_flow_img_dit_starter.safetensors",
        [](const ModelCopy& c) {
            std::ofstream(c.own(kFlow), std::ios::app | std::ios::binary) << std::string(1000, 'x');
        });
    row("header length beyond the file", ErrorCode::CheckpointCorrupt, "model.safetensors", [](const ModelCopy& c) {
        std::fstream file(c.own(kEncoder), std::ios::in | std::ios::out | std::ios::binary);
        file.write("\xff\xff\xff\xff\xff\xff\xff\x7f", 8);
    });
    row("mistyped tensor", ErrorCode::CheckpointCorrupt, "ss_flow_img_dit_starter.safetensors", [](const ModelCopy& c) {
        rewrite(c, kFlow, [](auto& tensors) {
            auto& tensor = tensors.at(matrixKey(tensors));
            tensor = tensor.to(at::kLong);
        });
    });
    row("misshapen tensor", ErrorCode::CheckpointCorrupt, "ss_flow_img_dit_starter.safetensors",
        [](const ModelCopy& c) {
            rewrite(c, kFlow, [](auto& tensors) {
                auto& tensor = tensors.at(matrixKey(tensors));
                tensor = tensor.slice(1, 0, tensor.size(1) - 1).contiguous();
            });
        });
    row("missing tensor", ErrorCode::CheckpointCorrupt, "ss_flow_img_dit_starter.safetensors",
        [](const ModelCopy& c) { rewrite(c, kFlow, [](auto& tensors) { tensors.erase(matrixKey(tensors)); }); });
    row("configuration of another class", ErrorCode::CheckpointCorrupt, "ss_flow_img_dit_starter.json",
        [](const ModelCopy& c) { c.edit(kFlowConfig, "SparseStructureFlowModel", "UNetModel"); });
    row("configuration with text for a number", ErrorCode::CheckpointCorrupt, "model_channels",
        [](const ModelCopy& c) { c.edit(kFlowConfig, "\"model_channels\": 320", "\"model_channels\": \"wide\""); });
    row("configuration that does not fit", ErrorCode::CheckpointCorrupt, "ss_flow_img_dit_starter.safetensors",
        [](const ModelCopy& c) { c.edit(kFlowConfig, "\"model_channels\": 320", "\"model_channels\": 640"); });
    row("configuration that is not JSON", ErrorCode::CheckpointCorrupt, "ss_flow_img_dit_starter.json",
        [](const ModelCopy& c) { c.edit(kFlowConfig, "{", "["); });
    row("pipeline without samplers", ErrorCode::CheckpointCorrupt, "shape_slat_sampler",
        [](const ModelCopy& c) { c.edit("pipeline.json", "\"shape_slat_sampler\"", "\"other_sampler\""); });
    row("NaN in the encoder", ErrorCode::CheckpointCorrupt, "dinov3",
        [](const ModelCopy& c) { fillWithNan(c, kEncoder); });
    row("NaN in the structure flow", ErrorCode::CheckpointCorrupt, "ss_flow_img_dit_starter.safetensors",
        [](const ModelCopy& c) { fillWithNan(c, kFlow); });
    row("NaN in the shape decoder", ErrorCode::CheckpointCorrupt, "shape_dec_starter.safetensors",
        [](const ModelCopy& c) { fillWithNan(c, "ckpts/shape_dec_starter.safetensors"); });
    row("NaN in the texture decoder", ErrorCode::CheckpointCorrupt, "tex_dec_starter.safetensors",
        [](const ModelCopy& c) { fillWithNan(c, "ckpts/tex_dec_starter.safetensors"); });
}

void TestDamagedCheckpoint::failsNamingTheFile() {
    QFETCH(Damage, damage);
    QFETCH(int, code);
    QFETCH(QString, named);
    const ModelCopy copy;
    damage(copy);
    GenerateRequest request = quickRequest();
    request.modelDir = copy.root();
    JobRunner runner;
    const JobOutcome outcome = runner.run(request, {});
    const auto* failure = std::get_if<JobFailure>(&outcome);
    QVERIFY(failure);
    QVERIFY2(failure->message.find(named.toStdString()) != std::string::npos, failure->message.c_str());
    QCOMPARE(int(failure->code), code);
    QVERIFY(!failure->hint.empty());
}

QTEST_APPLESS_MAIN(TestDamagedCheckpoint)
#include "tst_damaged_checkpoint.moc"
