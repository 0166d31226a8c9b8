// Footprints of the starter model and of TRELLIS.2-4B, whose weight files are made here as headers over holes.
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include "inference/pipeline/model_footprint.h"
#include "inference/pipeline/model_library.h"
#include "tests/device/made_up_machines.h"

using namespace espalier;

namespace {

QJsonObject readJson(const QString& file) {
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(in.readAll()).object() : QJsonObject();
}

bool write(const QString& file, const QByteArray& content, qint64 size = -1) {
    QDir().mkpath(QFileInfo(file).path());
    QFile out(file);
    return out.open(QIODevice::WriteOnly) && out.write(content) == content.size() && (size < 0 || out.resize(size));
}

/// A .safetensors file of the given keys in 16 bits; its data is a hole, which takes no room on the disk.
bool writeWeights(const QString& file, const QJsonObject& stateDict) {
    QJsonObject header;
    qint64 end = 0;
    for (auto entry = stateDict.begin(); entry != stateDict.end(); ++entry) {
        // The first TRELLIS' keys are listed as {"shape", "dtype"}, those of TRELLIS.2 as [shape, dtype].
        const QJsonArray listed = entry.value().toArray();
        const QJsonArray shape =
            listed.isEmpty() ? entry.value().toObject()["shape"].toArray() : listed.at(0).toArray();
        if (listed.size() > 1 && listed.at(1).toString() == "complex64") continue;  // is not stored
        qint64 bytes = 2;
        for (const auto extent : shape)
            bytes *= extent.toInteger();
        header[entry.key()] =
            QJsonObject{{"dtype", "BF16"}, {"shape", shape}, {"data_offsets", QJsonArray{end, end + bytes}}};
        end += bytes;
    }
    const QByteArray text = QJsonDocument(header).toJson(QJsonDocument::Compact);
    const quint64 length = qToLittleEndian(quint64(text.size()));
    return write(file, QByteArray(reinterpret_cast<const char*>(&length), 8) + text, 8 + text.size() + end);
}

/// The published model, as far as its files can be told from without their numbers.
bool writeFullSizeModel(const QString& folder) {
    const QJsonObject models =
        readJson(ESPALIER_SOURCE_DIR "/tests/data/models/full_size_keys.json")["models"].toObject();
    QJsonObject pipeline = readJson(ESPALIER_SOURCE_DIR "/resources/starter_model/pipeline.json");
    QJsonObject args = pipeline["args"].toObject(), paths;
    bool written = !models.isEmpty();
    for (auto entry = models.begin(); entry != models.end(); ++entry) {
        const QJsonObject model = entry.value().toObject();
        if (entry.key().startsWith("image_cond_model")) {
            written = written && write(folder + "/dinov3-full/config.json", "{}") &&
                      writeWeights(folder + "/dinov3-full/model.safetensors", model["state_dict"].toObject());
            continue;
        }
        const QString stem = "ckpts/" + QString(entry.key()).replace(' ', '_');
        paths[entry.key()] = stem;
        const QJsonObject file{{"name", model["class"]}, {"args", model["args"]}};
        written = written && write(folder + "/" + stem + ".json", QJsonDocument(file).toJson()) &&
                  writeWeights(folder + "/" + stem + ".safetensors", model["state_dict"].toObject());
    }
    args["models"] = paths;
    QJsonObject encoder = args["image_cond_model"].toObject();
    encoder["args"] = QJsonObject{{"model_name", "dinov3-full"}};
    args["image_cond_model"] = encoder;
    pipeline["args"] = args;
    return written && write(folder + "/pipeline.json", QJsonDocument(pipeline).toJson());
}

/// TRELLIS-image-large.
bool writeFullSizeModelV1(const QString& folder) {
    const QJsonObject models =
        readJson(ESPALIER_SOURCE_DIR "/tests/data/models/full_size_keys_v1.json")["models"].toObject();
    const QMap<QString, QString> names{{"ss_flow_img_dit_L_16l8_fp16", "sparse_structure_flow_model"},
                                       {"ss_dec_conv3d_16l8_fp16", "sparse_structure_decoder"},
                                       {"slat_flow_img_dit_L_64l8p2_fp16", "slat_flow_model"},
                                       {"slat_dec_gs_swin8_B_64l8gs32_fp16", "slat_decoder_gs"},
                                       {"slat_dec_rf_swin8_B_64l8r16_fp16", "slat_decoder_rf"},
                                       {"slat_dec_mesh_swin8_B_64l8m256c_fp16", "slat_decoder_mesh"}};
    QJsonObject pipeline = readJson(ESPALIER_SOURCE_DIR "/tests/data/trellis1/pipeline.json");
    QJsonObject args = pipeline["args"].toObject(), paths;
    bool written = writeWeights(folder + "/dinov2/dinov2_vitl14_reg4_pretrain.safetensors",
                                models["dinov2_vitl14_reg"]["state_dict"].toObject());
    for (auto name = names.begin(); name != names.end(); ++name) {
        const QJsonObject model = models[name.key()].toObject();
        const QString stem = folder + "/ckpts/" + name.key();
        paths[name.value()] = "ckpts/" + name.key();
        const QJsonObject file{{"name", model["class"]}, {"args", model["args"]}};
        written = written && write(stem + ".json", QJsonDocument(file).toJson()) &&
                  writeWeights(stem + ".safetensors", model["state_dict"].toObject());
    }
    args["models"] = paths;
    pipeline["args"] = args;
    return written && write(folder + "/pipeline.json", QJsonDocument(pipeline).toJson());
}

}  // namespace

class TestModelFootprint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void starterNeedsLittle() {
        const auto config = PipelineConfig::read(bundledModelDir());
        const ModelFootprint footprint = readFootprint(config, PipelineType::k512, true);
        QCOMPARE(footprint.stages.size(), std::size_t(7));
        QCOMPARE(footprint.stages.front().network, std::string("image_cond_model"));
        QCOMPARE(footprint.stages.back().network, std::string(model_name::kTextureDecoder));
        for (const StageFootprint& stage : footprint.stages) {
            QVERIFY2(stage.weightBytes > 100'000, stage.network.c_str());
            QVERIFY2(stage.activationBytes >= stage.chunkedActivationBytes, stage.network.c_str());
        }
        QVERIFY(planMemory(footprint, 0).residentBytes < kGigabyte);
        QVERIFY(footprint.processorSeconds > 1.0 && footprint.processorSeconds < 600.0);
        const ModelFootprint shapeOnly = readFootprint(config, PipelineType::k512, false);
        QCOMPARE(shapeOnly.stages.size(), std::size_t(5));
    }

    /// The made-up footprints of the other tests are those of the real files.
    void fullSizeModelIsAsTheTablesSay_data() {
        QTest::addColumn<QString>("type");
        QTest::newRow("512") << "512";
        QTest::newRow("1024_cascade") << "1024_cascade";
        QTest::newRow("1536_cascade") << "1536_cascade";
    }
    void fullSizeModelIsAsTheTablesSay() {
        QFETCH(QString, type);
        QTemporaryDir folder;
        QVERIFY(writeFullSizeModel(folder.path()));
        const auto config = PipelineConfig::read(folder.path().toStdString());
        const auto real = readFootprint(config, *pipelineTypeFromName(type.toStdString()), true);
        const ModelFootprint table = trellis4B(type.toStdString());
        QCOMPARE(real.stages.size(), table.stages.size());
        const MemoryPlan a = planMemory(real, 0), b = planMemory(table, 0);
        const auto near = [](std::uint64_t x, std::uint64_t y) {
            return std::abs(double(x) / double(y) - 1.0) < 0.005;
        };
        QVERIFY2(near(a.residentBytes, b.residentBytes), sizeText(a.residentBytes).c_str());
        QVERIFY2(near(a.stagedAheadBytes, b.stagedAheadBytes), sizeText(a.stagedAheadBytes).c_str());
        QVERIFY2(near(a.stagedBytes, b.stagedBytes), sizeText(a.stagedBytes).c_str());
        QVERIFY2(near(a.chunkedBytes, b.chunkedBytes), sizeText(a.chunkedBytes).c_str());
        QVERIFY(real.processorBytes > 8 * kGigabyte);
    }

    void theFirstTrellisNeedsLessThanSixGigabytes() {
        QTemporaryDir folder;
        QVERIFY(writeFullSizeModelV1(folder.path()));
        const auto config = PipelineConfigV1::read(folder.path().toStdString());
        const ModelFootprint both = readFootprint(config, true), mesh = readFootprint(config, false);
        QCOMPARE(both.stages.size(), std::size_t(6));
        QCOMPARE(mesh.stages.size(), std::size_t(5));
        QCOMPARE(readFootprint(config, true, true).stages.size(), std::size_t(7));
        QCOMPARE(both.stages.front().network, std::string("image_cond_model"));
        QCOMPARE(both.stages.back().network, std::string(PipelineConfigV1::kMeshDecoder));
        // 1.7 thousand million parameters, most of them in half precision.
        std::uint64_t weights = 0;
        for (const StageFootprint& stage : both.stages) {
            QVERIFY2(stage.activationBytes > 1'000'000, stage.network.c_str());
            weights += stage.weightBytes;
        }
        QVERIFY2(weights > 3.2 * kGigabyte && weights < 3.8 * kGigabyte, sizeText(weights).c_str());
        QVERIFY(planMemory(both, 0).residentBytes < 6 * kGigabyte);
        QVERIFY(planMemory(both, 0).stagedBytes < 3 * kGigabyte);
        QVERIFY(both.processorSeconds > 60.0 && both.processorSeconds < 3600.0);
    }

    void namesTheFile_whenWeightsAreMissing() {
        QTemporaryDir folder;
        QVERIFY(writeFullSizeModel(folder.path()));
        const QString gone = folder.path() + "/ckpts/shape_slat_decoder.safetensors";
        QVERIFY(QFile::remove(gone));
        const auto config = PipelineConfig::read(folder.path().toStdString());
        try {
            readFootprint(config, PipelineType::k512, true);
            QFAIL("nothing was missed");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::ModelNotFound);
            QVERIFY2(std::string(error.what()).find(gone.toStdString()) != std::string::npos, error.what());
        }
    }
};

QTEST_APPLESS_MAIN(TestModelFootprint)
#include "tst_model_footprint.moc"
