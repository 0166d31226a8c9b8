#include <QScopeGuard>
#include <QTest>
#include <nlohmann/json.hpp>

#include "inference/base/log.h"
#include "inference/models/checkpoint.h"
#include "inference/models/dinov2_encoder.h"
#include "inference/models/sparse_structure_decoder.h"
#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v1/slat_decoders.h"
#include "inference/models/v1/slat_flow.h"
#include "tests/support/failure.h"

using namespace espalier;

namespace {

const std::filesystem::path kKeysFile = ESPALIER_SOURCE_DIR "/tests/data/models/full_size_keys_v1.json";

/// Builds the model that the entry names from nothing but keys and shapes, as a checkpoint on disk would be.
void build(const nlohmann::json& entry, const std::shared_ptr<const TensorSource>& weights, const std::string& prefix) {
    const std::string className = entry.at("class");
    const JsonConfig args(kKeysFile, entry.at("args"), "args.");
    if (className == "DinoVisionTransformer") {
        const WeightScope scope(weights);
        DinoV2Encoder(DinoV2Config::fromWeights(scope), scope);
        scope.warnAboutUnexpected();
        return;
    }
    const std::string plain = className.starts_with("Elastic") ? className.substr(7) : className;
    const Checkpoint checkpoint{{prefix + plain, args}, weights};
    if (plain == "SparseStructureFlowModel")
        v1::loadStructureFlow(checkpoint);
    else if (plain == "SparseStructureDecoder")
        loadStructureDecoder(checkpoint);
    else if (plain == "SLatFlowModel")
        v1::loadSLatFlow(checkpoint);
    else if (plain == "SLatGaussianDecoder")
        v1::loadGaussianDecoder(checkpoint);
    else if (plain == "SLatRadianceFieldDecoder")
        v1::loadRadianceFieldDecoder(checkpoint);
    else if (plain == "SLatMeshDecoder")
        v1::loadMeshDecoder(checkpoint);
    else
        throw Error(ErrorCode::Internal, "no model is called " + className);
}

}  // namespace

/// The configurations of TRELLIS-image-large against its keys and shapes; no weight is allocated.
class TestFullSizeKeysV1 : public QObject {
    Q_OBJECT

    nlohmann::json m_models;

    void addRows() {
        QTest::addColumn<QString>("model");
        for (const auto& [name, model] : m_models.items())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    std::map<std::string, TensorInfo> entriesOf(const QString& model) const {
        std::map<std::string, TensorInfo> entries;
        for (const auto& [key, value] : m_models.at(model.toStdString()).at("state_dict").items())
            entries[key] = {value.at("dtype") == "float16" ? at::kHalf : at::kFloat,
                            value.at("shape").get<std::vector<std::int64_t>>()};
        return entries;
    }

private Q_SLOTS:
    void initTestCase() { m_models = JsonConfig::read(kKeysFile).json().at("models"); }

    void takesEveryKey_data() { addRows(); }

    void takesEveryKey() {
        QFETCH(QString, model);
        std::vector<std::string> warnings;
        setLogSink([&](LogLevel, const std::string& text) { warnings.push_back(text); });
        const auto restore = qScopeGuard([] { setLogSink({}); });
        const auto weights = std::make_shared<const KeyTable>("keys.json", entriesOf(model));
        build(m_models.at(model.toStdString()), weights, "");
        QCOMPARE(warnings, std::vector<std::string>{});
        auto more = entriesOf(model);
        more["one.more.weight"] = {at::kFloat, {1}};
        build(m_models.at(model.toStdString()), std::make_shared<const KeyTable>("keys.json", more), "");
        QCOMPARE(warnings.size(), std::size_t{1});
    }

    void namesTheKey_whenOneIsMissing_data() { addRows(); }

    void namesTheKey_whenOneIsMissing() {
        QFETCH(QString, model);
        auto entries = entriesOf(model);
        const std::string key = entries.lower_bound("blocks.1.")->first;
        QVERIFY(key.starts_with("blocks.1."));
        entries.erase(key);
        const auto weights = std::make_shared<const KeyTable>("keys.json", entries);
        const Error error = test::failureOf([&] { build(m_models.at(model.toStdString()), weights, ""); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
        QVERIFY2(test::mentions(error, key + " is missing"), error.what());
    }

    /// Training configurations name classes that compute the same.
    void acceptsElasticClasses_data() { addRows(); }

    void acceptsElasticClasses() {
        QFETCH(QString, model);
        const nlohmann::json& entry = m_models.at(model.toStdString());
        if (entry.at("class") == "DinoVisionTransformer" || entry.at("class") == "SparseStructureDecoder")
            QSKIP("has no elastic class");
        const auto weights = std::make_shared<const KeyTable>("keys.json", entriesOf(model));
        build(entry, weights, "Elastic");
        const Error error = test::failureOf([&] { build(entry, weights, "Plastic"); });
        QVERIFY2(test::mentions(error, "describes a Plastic"), error.what());
    }

    void refusesAnOptionThatItDoesNotKnow() {
        nlohmann::json entry = m_models.at("slat_flow_img_dit_L_64l8p2_fp16");
        entry["args"]["pe_mode"] = "rope";
        const auto weights =
            std::make_shared<const KeyTable>("keys.json", entriesOf("slat_flow_img_dit_L_64l8p2_fp16"));
        Error error = test::failureOf([&] { build(entry, weights, ""); });
        QVERIFY2(test::mentions(error, "pe_mode"), error.what());
        entry["args"]["pe_mode"] = "ape";
        entry["args"]["flux"] = 1;
        error = test::failureOf([&] { build(entry, weights, ""); });
        QVERIFY2(test::mentions(error, "flux"), error.what());
    }
};

QTEST_GUILESS_MAIN(TestFullSizeKeysV1)
#include "tst_full_size_keys_v1.moc"
