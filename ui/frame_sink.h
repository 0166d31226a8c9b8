#pragma once

#include <QCoreApplication>
#include <QImage>
#include <QSize>
#include <QString>
#include <memory>

namespace espalier {

enum class TurntableFormat { WebP, PngFrames, Mp4 };

/// Mp4 needs the program ffmpeg.
bool isAvailable(TurntableFormat format);
/// "webp", "png", "mp4"
QString extensionOf(TurntableFormat format);

/// Where the pictures of an animation go, one after another. Any one thread at a time. Its functions throw
/// Error(FileWrite). Without finish() nothing is left behind.
class FrameSink {
    Q_DECLARE_TR_FUNCTIONS(FrameSink)

public:
    virtual ~FrameSink() = default;
    virtual void add(const QImage& frame) = 0;
    /// What was written: the file, or the first of the PNG frames.
    virtual QString finish() = 0;
};

/// PNG frames become `file` with _0001 and so on before its extension.
std::unique_ptr<FrameSink> makeFrameSink(TurntableFormat format, const QString& file, const QSize& size,
                                         int framesPerSecond);

}  // namespace espalier
