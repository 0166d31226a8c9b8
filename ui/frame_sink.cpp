#include "ui/frame_sink.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QSaveFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <algorithm>
#include <cstring>

#include "inference/asset/animation_encoder.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

[[noreturn]] void failWriting(const QString& file, const QString& cause) {
    throw Error(ErrorCode::FileWrite, FrameSink::tr("%1 cannot be written: %2.").arg(file, cause).toStdString(),
                FrameSink::tr("Choose another folder, or free some space.").toStdString());
}

QString ffmpeg() {
    return QStandardPaths::findExecutable(QStringLiteral("ffmpeg"));
}

void savePng(const QImage& frame, const QString& file) {
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || !frame.save(&target, "PNG") || !target.commit())
        failWriting(file, target.errorString());
}

class WebPSink : public FrameSink {
public:
    WebPSink(const QString& file, const QSize& size, int framesPerSecond)
        : m_file(file), m_frameMs(1000 / framesPerSecond), m_encoder(size.width(), size.height()) {}

    void add(const QImage& frame) override {
        const QImage rgba = frame.convertToFormat(QImage::Format_RGBA8888);
        ImageBuffer buffer(rgba.width(), rgba.height(), 4);
        for (int y = 0; y < rgba.height(); ++y)
            std::memcpy(buffer.at(0, y), rgba.constScanLine(y), std::size_t(rgba.width()) * 4);
        m_encoder.add(buffer, m_frameMs);
    }

    QString finish() override {
        const std::vector<std::uint8_t> bytes = m_encoder.finish();
        QSaveFile target(m_file);
        if (!target.open(QIODevice::WriteOnly) ||
            target.write(reinterpret_cast<const char*>(bytes.data()), qint64(bytes.size())) < 0 || !target.commit())
            failWriting(m_file, target.errorString());
        return m_file;
    }

private:
    QString m_file;
    int m_frameMs;
    AnimationEncoder m_encoder;
};

class PngSink : public FrameSink {
public:
    explicit PngSink(const QString& file) : m_file(file) {}
    ~PngSink() override {
        for (const QString& frame : m_written)
            QFile::remove(frame);
    }

    void add(const QImage& frame) override {
        const QFileInfo info(m_file);
        const QString name = QStringLiteral("%1_%2.%3")
                                 .arg(info.completeBaseName())
                                 .arg(m_written.size() + 1, 4, 10, QLatin1Char('0'))
                                 .arg(info.suffix());
        const QString file = info.dir().filePath(name);
        savePng(frame, file);
        m_written << file;
    }

    QString finish() override {
        const QString first = m_written.value(0);
        m_written.clear();  // they stay
        return first;
    }

private:
    QString m_file;
    QStringList m_written;
};

class Mp4Sink : public FrameSink {
public:
    Mp4Sink(const QString& file, int framesPerSecond) : m_file(file), m_framesPerSecond(framesPerSecond) {
        if (!m_frames.isValid()) failWriting(m_frames.path(), m_frames.errorString());
    }

    void add(const QImage& frame) override { savePng(frame, nameOf(QString::number(++m_count))); }

    QString finish() override {
        const QString made = nameOf(QStringLiteral("film"), QStringLiteral("mp4"));
        QProcess process;
        // Players want even sides and four pixels to a colour.
        process.start(ffmpeg(), {"-loglevel", "error", "-framerate", QString::number(m_framesPerSecond), "-i",
                                 nameOf(QStringLiteral("%d")), "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt",
                                 "yuv420p", "-movflags", "+faststart", made});
        if (!process.waitForFinished(-1) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
            throw Error(ErrorCode::FileWrite,
                        FrameSink::tr("%1 cannot be written: ffmpeg failed (%2).")
                            .arg(m_file, QString::fromLocal8Bit(process.readAllStandardError()).trimmed())
                            .toStdString(),
                        FrameSink::tr("Choose WebP or PNG frames.").toStdString());
        QFile film(made);
        QSaveFile target(m_file);
        if (!film.open(QIODevice::ReadOnly) || !target.open(QIODevice::WriteOnly) || target.write(film.readAll()) < 0 ||
            !target.commit())
            failWriting(m_file, target.errorString());
        return m_file;
    }

private:
    QString nameOf(const QString& name, const QString& extension = QStringLiteral("png")) const {
        return m_frames.filePath(name + QLatin1Char('.') + extension);
    }

    QString m_file;
    int m_framesPerSecond;
    QTemporaryDir m_frames;
    int m_count = 0;
};

}  // namespace

bool isAvailable(TurntableFormat format) {
    return format != TurntableFormat::Mp4 || !ffmpeg().isEmpty();
}

QString extensionOf(TurntableFormat format) {
    switch (format) {
        case TurntableFormat::WebP:
            return QStringLiteral("webp");
        case TurntableFormat::PngFrames:
            return QStringLiteral("png");
        case TurntableFormat::Mp4:
            return QStringLiteral("mp4");
    }
    return {};
}

std::unique_ptr<FrameSink> makeFrameSink(TurntableFormat format, const QString& file, const QSize& size,
                                         int framesPerSecond) {
    switch (format) {
        case TurntableFormat::WebP:
            return std::make_unique<WebPSink>(file, size, framesPerSecond);
        case TurntableFormat::PngFrames:
            return std::make_unique<PngSink>(file);
        case TurntableFormat::Mp4:
            return std::make_unique<Mp4Sink>(file, framesPerSecond);
    }
    return {};
}

}  // namespace espalier
