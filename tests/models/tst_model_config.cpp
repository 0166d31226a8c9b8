#include <QTest>

#include "inference/models/checkpoint.h"
#include "inference/models/model_config.h"
#include "tests/support/failure.h"

using namespace espalier;
using test::failureOf;
using test::mentions;

namespace {

nlohmann::json flowArgs() {
    return {{"resolution", 16},      {"in_channels", 8},    {"out_channels", 8},
            {"model_channels", 128}, {"cond_channels", 32}, {"num_blocks", 2}};
}

nlohmann::json unetArgs() {
    return {{"resolution", 256},
            {"model_channels", {64, 32}},
            {"latent_channels", 8},
            {"num_blocks", {2, 0}},
            {"block_type", {"SparseConvNeXtBlock3d", "SparseConvNeXtBlock3d"}},
            {"up_block_type", {"SparseResBlockC2S3d"}},
            {"block_args", {{{"use_checkpoint", true}}, nlohmann::json::object()}},
            {"use_fp16", true}};
}

JsonConfig config(nlohmann::json args) {
    return JsonConfig("model.json", std::move(args), "args.");
}

}  // namespace

class TestModelConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTheReferencesDefaults_whenArgumentsAreLeftOut() {
        const FlowConfig flow = FlowConfig::parse(config(flowArgs()));
        QCOMPARE(flow.numHeads, 2);  // heads of 64 channels
        QCOMPARE(flow.mlpRatio, 4.0);
        QVERIFY(!flow.rope && !flow.shareMod && !flow.qkRmsNorm && !flow.qkRmsNormCross);
        QCOMPARE(flow.ropeFreq[1], 10000.0);
        const SparseUnetConfig unet = SparseUnetConfig::parse("FlexiDualGridVaeDecoder", config(unetArgs()));
        QCOMPARE(unet.outChannels, 7);
        QCOMPARE(unet.voxelMargin, 0.5);
        QVERIFY(unet.predSubdiv);
        const DinoV3Config dino = DinoV3Config::parse(config({{"model_type", "dinov3_vit"}}));
        QCOMPARE(dino.numHeads, 6);
        QVERIFY(!dino.keyBias && dino.queryBias);
    }

    void followsTheArguments_whenTheyAreGiven() {
        nlohmann::json args = flowArgs();
        args.update({{"num_heads", nullptr},
                     {"num_head_channels", 32},
                     {"pe_mode", "rope"},
                     {"rope_freq", {2.0, 500.0}},
                     {"share_mod", true},
                     {"qk_rms_norm", true},
                     {"mlp_ratio", 5.3334},
                     {"dtype", "bfloat16"}});
        const FlowConfig flow = FlowConfig::parse(config(args));
        QCOMPARE(flow.numHeads, 4);
        QVERIFY(flow.rope && flow.shareMod && flow.qkRmsNorm && !flow.qkRmsNormCross);
        QCOMPARE(flow.ropeFreq[0], 2.0);
        args = unetArgs();
        args["voxel_margin"] = 0.25;
        args["block_args"][1] = {{"mlp_ratio", 2.0}};
        const SparseUnetConfig unet = SparseUnetConfig::parse("FlexiDualGridVaeDecoder", config(args));
        QCOMPARE(unet.voxelMargin, 0.25);
        QCOMPARE(unet.mlpRatio, (std::vector<double>{4.0, 2.0}));
    }

    void refusesFlowArguments_data() {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<QString>("words");
        QTest::newRow("unknown option") << QByteArray(R"({"windowed": true})")
                                        << "args.windowed is an option that Espalier does not know";
        QTest::newRow("embedding") << QByteArray(R"({"pe_mode": "learned"})") << "args.pe_mode is \"learned\"";
        QTest::newRow("dtype") << QByteArray(R"({"dtype": "int4"})") << "args.dtype is \"int4\"";
        QTest::newRow("type") << QByteArray(R"({"share_mod": "yes"})") << "args.share_mod has the wrong type";
        QTest::newRow("heads") << QByteArray(R"({"num_heads": 3})") << "args.num_heads does not divide";
        QTest::newRow("zero") << QByteArray(R"({"num_blocks": 0})") << "args.num_blocks must be positive";
        QTest::newRow("missing") << QByteArray(R"({"resolution": null})") << "args.resolution is missing";
        QTest::newRow("frequencies") << QByteArray(R"({"rope_freq": [1.0]})") << "args.rope_freq has the wrong type";
    }

    void refusesFlowArguments() {
        QFETCH(QByteArray, change);
        QFETCH(QString, words);
        nlohmann::json args = flowArgs();
        args.update(nlohmann::json::parse(change.toStdString()));
        const Error error = failureOf([&] { FlowConfig::parse(config(args)); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
        QVERIFY2(mentions(error, "model.json: " + words.toStdString()), error.what());
    }

    void refusesDecoderArguments_data() {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<QString>("words");
        QTest::newRow("block") << QByteArray(R"({"block_type": ["SparseResBlock3d", "SparseConvNeXtBlock3d"]})")
                               << "names a SparseResBlock3d";
        QTest::newRow("up block") << QByteArray(R"({"up_block_type": ["SparseResBlockUpsample3d"]})")
                                  << "names a SparseResBlockUpsample3d";
        QTest::newRow("block argument") << QByteArray(R"({"block_args": [{"dropout": 0.1}, {}]})")
                                        << "args.block_args.0.dropout is an option";
        QTest::newRow("levels") << QByteArray(R"({"num_blocks": [1, 2, 3]})")
                                << "args.num_blocks has not one entry per level";
        QTest::newRow("channels") << QByteArray(R"({"model_channels": [64, 20]})")
                                  << "args.model_channels cannot be split";
        QTest::newRow("not its own") << QByteArray(R"({"out_channels": 7})") << "args.out_channels is an option";
    }

    void refusesDecoderArguments() {
        QFETCH(QByteArray, change);
        QFETCH(QString, words);
        nlohmann::json args = unetArgs();
        args.update(nlohmann::json::parse(change.toStdString()));
        const Error error = failureOf([&] { SparseUnetConfig::parse("FlexiDualGridVaeDecoder", config(args)); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
        QVERIFY2(mentions(error, words.toStdString()), error.what());
    }

    void refusesOtherEncoders() {
        const auto parse = [](nlohmann::json json) {
            return failureOf([&] { DinoV3Config::parse(config(std::move(json))); });
        };
        QVERIFY(mentions(parse({{"model_type", "dinov2"}}), "model_type is \"dinov2\""));
        QVERIFY(mentions(parse({{"model_type", "dinov3_vit"}, {"hidden_act", "relu"}}), "hidden_act is \"relu\""));
        QVERIFY(mentions(parse({{"model_type", "dinov3_vit"}, {"num_attention_heads", 5}}), "num_attention_heads"));
    }

    void namesBothClasses_whenTheWrongModelIsThere() {
        const std::filesystem::path stem = ESPALIER_SOURCE_DIR "/resources/starter_model/ckpts/tex_dec_starter";
        const Error error = failureOf([&] { loadShapeDecoder(Checkpoint::open(stem)); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
        QVERIFY2(mentions(error, "SparseUnetVaeDecoder where FlexiDualGridVaeDecoder is needed"), error.what());
    }

    void namesTheFile_whenACheckpointIsMissing() {
        const Error error = failureOf([] { loadSLatFlow(Checkpoint::open("nowhere/flow")); });
        QCOMPARE(error.code(), ErrorCode::ModelNotFound);
        QVERIFY2(mentions(error, "nowhere/flow.json"), error.what());
    }
};

QTEST_GUILESS_MAIN(TestModelConfig)
#include "tst_model_config.moc"
