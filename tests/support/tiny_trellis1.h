#pragma once

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtEndian>
#include <cmath>
#include <filesystem>
#include <optional>
#include <random>
#include <stdexcept>

namespace espalier::test {

/// A checkpoint folder of the first TRELLIS in small: flows and the Gaussian and radiance field decoders are those of
/// the recorded cases, the rest random, of the published keys and a few channels. What it makes is noise, at 128 cubes
/// per axis.
class TinyTrellis1 {
public:
    TinyTrellis1() {
        QDir().mkpath(m_dir.filePath("ckpts"));
        QDir().mkpath(m_dir.filePath("dinov2"));
        link("pipeline.json");
        for (const char* stem :
             {"ss_flow_img_dit_tiny", "slat_flow_img_dit_tiny", "slat_dec_gs_tiny", "slat_dec_rf_tiny"})
            for (const char* ending : {".json", ".safetensors"})
                link(QString("ckpts/") + stem + ending);
        writeNetwork("ckpts/ss_dec_conv3d_tiny", "ss_dec_conv3d_16l8_fp16", 8, kFewVoxels);
        writeNetwork("ckpts/slat_dec_mesh_tiny", "slat_dec_mesh_swin8_B_64l8m256c_fp16", 3);
        writeNetwork("dinov2/dinov2_vitl14_reg4_pretrain", "dinov2_vitl14_reg", 8);
    }

    std::filesystem::path root() const { return m_dir.path().toStdString(); }
    QString filePath(const QString& relative) const { return m_dir.filePath(relative); }

    /// Changes pipeline.json, which is the folder's own from then on.
    template <typename Change>
    void edit(Change change) const {
        QJsonObject pipeline = readJson(m_dir.filePath("pipeline.json"));
        QJsonObject args = pipeline["args"].toObject();
        change(pipeline, args);
        pipeline["args"] = args;
        QFile::remove(m_dir.filePath("pipeline.json"));
        write("pipeline.json", QJsonDocument(pipeline).toJson());
    }

private:
    /// The structure decoder's last bias: some dozens of the 32^3 voxels are occupied.
    static constexpr float kFewVoxels = -1.5f;

    static QJsonObject readJson(const QString& file) {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(in.readAll()).object() : QJsonObject();
    }

    void link(const QString& relative) const {
        if (!QFile::link(ESPALIER_SOURCE_DIR "/tests/data/trellis1/" + relative, m_dir.filePath(relative)))
            throw std::runtime_error("cannot link " + relative.toStdString());
    }

    void write(const QString& relative, const QByteArray& content) const {
        QFile out(m_dir.filePath(relative));
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
            throw std::runtime_error("cannot write " + relative.toStdString());
    }

    /// `lastBias`, when given, is the output layer's only bias.
    void writeNetwork(const QString& stem, const QString& published, int divisor, std::optional<float> lastBias = {}) {
        const QJsonObject network =
            readJson(ESPALIER_SOURCE_DIR "/tests/data/models/full_size_keys_v1.json")["models"][published].toObject();
        const auto shrunk = [&](int extent) {
            return extent % divisor == 0 && extent > divisor ? extent / divisor : extent;
        };
        QJsonObject args = network["args"].toObject(), header;
        if (args.contains("num_blocks")) args["num_blocks"] = kBlocks;
        if (args.contains("num_heads")) args["num_heads"] = args["num_heads"].toInt() / divisor;
        if (args.contains("resolution")) args["resolution"] = 32;
        if (args.contains("model_channels")) args["model_channels"] = shrunk(args["model_channels"].toInt());
        const bool isTransformer = !args.contains("channels");
        QJsonArray channels;
        for (const auto count : args.value("channels").toArray())
            channels << shrunk(count.toInt());
        if (!isTransformer) args["channels"] = channels;
        write(stem + ".json", QJsonDocument({{"name", network["class"]}, {"args", args}}).toJson());

        QByteArray data;
        const QJsonObject keys = network["state_dict"].toObject();
        for (auto key = keys.begin(); key != keys.end(); ++key) {
            const QStringList parts = key.key().split('.');
            if (isTransformer && parts[0] == "blocks" && parts[1].toInt() >= kBlocks) continue;
            QJsonArray shape;
            for (const auto extent : key.value().toObject()["shape"].toArray())
                shape << shrunk(extent.toInt());
            const qint64 begin = data.size();
            appendNumbers(data, key.key(), shape, key.key() == "out_layer.2.bias" ? lastBias : std::nullopt);
            header[key.key()] =
                QJsonObject{{"dtype", "F32"}, {"shape", shape}, {"data_offsets", QJsonArray{begin, data.size()}}};
        }
        const QByteArray text = QJsonDocument(header).toJson(QJsonDocument::Compact);
        const quint64 length = qToLittleEndian(quint64(text.size()));
        write(stem + ".safetensors", QByteArray(reinterpret_cast<const char*>(&length), 8) + text + data);
    }

    /// Matrices keep the size of what goes through them; a norm's weights are ones.
    void appendNumbers(QByteArray& data, const QString& key, const QJsonArray& shape, std::optional<float> value) {
        double count = 1.0, inputs = 1.0;
        for (int i = 0; i < shape.size(); ++i) {
            count *= shape[i].toInt();
            if (i > 0) inputs *= shape[i].toInt();
        }
        const bool isVector = shape.size() < 2, isNorm = isVector && key.endsWith("weight");
        std::normal_distribution<float> drawn(0.0f, isVector ? 0.1f : 1.0f / float(std::sqrt(inputs)));
        for (double i = 0; i < count; ++i) {
            const float number = value ? *value : isNorm ? 1.0f : drawn(m_random);
            data.append(reinterpret_cast<const char*>(&number), sizeof number);
        }
    }

    static constexpr int kBlocks = 2;
    QTemporaryDir m_dir;
    std::mt19937 m_random{1};
};

}  // namespace espalier::test
