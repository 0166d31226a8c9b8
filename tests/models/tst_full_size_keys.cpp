#include <QTest>
#include <nlohmann/json.hpp>

#include "inference/models/dinov3_encoder.h"
#include "inference/models/model_config.h"
#include "inference/models/sparse_structure_decoder.h"
#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v2/dual_grid_decoder.h"
#include "inference/models/v2/slat_flow.h"
#include "inference/models/v2/texture_decoder.h"
#include "inference/tensor/weight_scope.h"
#include "tests/support/failure.h"

using namespace espalier;

namespace {

const std::filesystem::path kKeysFile = ESPALIER_SOURCE_DIR "/tests/data/models/full_size_keys.json";

at::ScalarType dtypeOf(const std::string& name) {
    if (name == "float16") return at::kHalf;
    if (name == "bfloat16") return at::kBFloat16;
    if (name == "complex64") return at::kComplexFloat;
    return at::kFloat;
}

std::map<std::string, TensorInfo> entriesOf(const nlohmann::json& stateDict) {
    std::map<std::string, TensorInfo> entries;
    for (const auto& [key, value] : stateDict.items())
        entries[key] = {dtypeOf(value.at(1).get<std::string>()), value.at(0).get<std::vector<std::int64_t>>()};
    return entries;
}

/// Builds the model that `className` names from nothing but keys and shapes.
void build(const std::string& className, const JsonConfig& args, const WeightScope& scope) {
    if (className == "SparseStructureFlowModel")
        SparseStructureFlowModel(FlowConfig::parse(args), scope);
    else if (className == "SLatFlowModel")
        SLatFlowModel(FlowConfig::parse(args), scope);
    else if (className == "SparseStructureDecoder")
        SparseStructureDecoder(StructureDecoderConfig::parse(args), scope);
    else if (className == "FlexiDualGridVaeDecoder")
        FlexiDualGridVaeDecoder(SparseUnetConfig::parse(className, args), scope);
    else if (className == "SparseUnetVaeDecoder")
        TextureDecoder(SparseUnetConfig::parse(className, args), scope);
    else if (className.starts_with("DINOv3ViTModel"))
        DinoV3Encoder(DinoV3Config::parse(args), scope);
    else
        throw Error(ErrorCode::Internal, "no model is called " + className);
}

}  // namespace

/// The published 4B model's configurations against its keys and shapes; no weight is allocated.
class TestFullSizeKeys : public QObject {
    Q_OBJECT

    nlohmann::json m_models;

    void addRows() {
        QTest::addColumn<QString>("model");
        for (const auto& [name, model] : m_models.items()) {
            // The encoder turns a mesh into a latent: the texturing pipeline's, not this one's.
            if (model.at("class") != "FlexiDualGridVaeEncoder")
                QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }

private Q_SLOTS:
    void initTestCase() { m_models = JsonConfig::read(kKeysFile).json().at("models"); }

    void takesEveryKey_data() { addRows(); }

    void takesEveryKey() {
        QFETCH(QString, model);
        const nlohmann::json& entry = m_models.at(model.toStdString());
        const WeightScope scope(std::make_shared<KeyTable>("keys.json", entriesOf(entry.at("state_dict"))));
        const std::string className = entry.at("class");
        build(className, JsonConfig(kKeysFile, entry.at("args"), "args."), scope);
        QCOMPARE(scope.unexpected(), std::vector<std::string>{});
    }

    void namesTheKey_whenOneIsMissing_data() { addRows(); }

    void namesTheKey_whenOneIsMissing() {
        QFETCH(QString, model);
        const nlohmann::json& entry = m_models.at(model.toStdString());
        auto entries = entriesOf(entry.at("state_dict"));
        const auto taken = std::find_if(entries.begin(), entries.end(), [](const auto& e) {
            return e.first.starts_with("blocks.1.") || e.first.starts_with("layer.1.");
        });
        QVERIFY(taken != entries.end());
        const std::string key = taken->first;
        entries.erase(taken);
        const WeightScope scope(std::make_shared<KeyTable>("keys.json", entries));
        const Error error =
            test::failureOf([&] { build(entry.at("class"), JsonConfig(kKeysFile, entry.at("args"), "args."), scope); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
        QVERIFY2(test::mentions(error, key + " is missing"), error.what());
    }
};

QTEST_GUILESS_MAIN(TestFullSizeKeys)
#include "tst_full_size_keys.moc"
