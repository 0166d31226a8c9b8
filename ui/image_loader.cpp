#include "ui/image_loader.h"

#include <QBuffer>
#include <QColorSpace>
#include <QCoreApplication>
#include <QFileInfo>
#include <QImageReader>
#include <QPainter>
#include <algorithm>
#include <cstring>

#include "inference/base/error.h"

namespace espalier {
namespace {

// What one decoded picture may take, counted by Qt as if each pixel had four bytes: 20000 x 20000 just fits. Decoders
// that scale while they read stay far below; the others hold the whole picture for a moment.
constexpr int kDecodeLimitMiB = 1536;

QString tr(const char* text) {
    return QCoreApplication::translate("espalier", text);
}

[[noreturn]] void fail(const QString& message, const QString& hint) {
    throw Error(ErrorCode::ImageUnreadable, message.toStdString(), hint.toStdString());
}

QString sizeText(QSize size) {
    return QStringLiteral("%1 x %2").arg(size.width()).arg(size.height());
}

/// The size to decode to; `size` itself for all but huge pictures.
QSize decodedSize(QSize size) {
    if (qint64(size.width()) * size.height() <= kMaxFullPixels) return size;
    return size.scaled(kScaledSide, kScaledSide, Qt::KeepAspectRatio).expandedTo(QSize(1, 1));
}

[[noreturn]] void failDecoding(const QImageReader& reader, const QString& title, QSize size) {
    const bool tooLarge = reader.error() == QImageReader::InvalidDataError && size.isValid() &&
                          qint64(size.width()) * size.height() > kMaxFullPixels;
    if (tooLarge)
        fail(tr("%1 has %2 pixels, more than can be decoded from this kind of file.").arg(title, sizeText(size)),
             tr("Save it as an 8-bit PNG or JPEG, or scale it to 4096 pixels or fewer on the longer side."));
    if (reader.error() == QImageReader::UnsupportedFormatError)
        fail(tr("%1 is not a picture that Espalier can read.").arg(title),
             tr("Use a PNG, JPEG, WebP, TIFF or BMP file."));
    fail(tr("%1 cannot be decoded: %2.").arg(title, reader.errorString()),
         tr("The file may be damaged or cut short. Open it in a picture program and save it again as PNG."));
}

/// JPEG and 8-bit colour PNG are scaled row by row while they are read; the others would be widened to 32 bits first.
bool scalesWhileReading(const QImageReader& reader) {
    const QImage::Format pixels = reader.imageFormat();
    return reader.format() == "jpeg" ||
           (reader.format() == "png" && (pixels == QImage::Format_RGB32 || pixels == QImage::Format_ARGB32));
}

ImageBuffer decode(QImageReader& reader, const QString& title) {
    static const bool limitSet = (QImageReader::setAllocationLimit(kDecodeLimitMiB), true);
    Q_UNUSED(limitSet);
    reader.setAutoTransform(true);
    reader.setDecideFormatFromContent(true);
    const QSize size = reader.size();
    if (size.isValid() && decodedSize(size) != size && scalesWhileReading(reader))
        reader.setScaledSize(decodedSize(size));
    const QImage image = reader.read();
    if (image.isNull()) failDecoding(reader, title, size);
    return toImageBuffer(image);
}

/// A huge picture reduced by a whole factor, band by band: Qt's own smooth scaling would first make a 32-bit copy of
/// it.
QImage shrunk(const QImage& image) {
    const int longest = std::max(image.width(), image.height());
    const int factor = (longest + kScaledSide - 1) / kScaledSide;
    const QSize size = (image.size() / factor).expandedTo(QSize(1, 1));
    QImage result(size, image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    QPainter painter(&result);
    painter.setCompositionMode(QPainter::CompositionMode_Source);
    constexpr int kBandRows = 32;
    for (int y = 0; y < size.height(); y += kBandRows) {
        const int rows = std::min(kBandRows, size.height() - y);
        QImage band = image.copy(0, y * factor, image.width(), rows * factor);
        band.convertTo(result.format());
        painter.drawImage(0, y, band.scaled(size.width(), rows, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    }
    painter.end();
    result.setColorSpace(image.colorSpace());
    return result;
}

}  // namespace

ImageBuffer loadImage(const QString& file) {
    const QFileInfo info(file);
    if (!info.exists()) fail(tr("%1 does not exist.").arg(file), tr("It may have been moved. Open the picture again."));
    if (info.isDir()) fail(tr("%1 is a folder, not a picture.").arg(file), tr("Choose a picture file."));
    if (!info.isReadable())
        fail(tr("%1 may not be read.").arg(file), tr("Change the file's permissions, or copy it elsewhere."));
    if (info.size() == 0) fail(tr("%1 is empty.").arg(file), tr("Save or download the picture again."));
    QImageReader reader(file);
    return decode(reader, file);
}

ImageBuffer loadImage(const QByteArray& encoded, const QString& title) {
    QBuffer buffer;
    buffer.setData(encoded);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    return decode(reader, title);
}

ImageBuffer toImageBuffer(const QImage& source) {
    if (source.isNull()) fail(tr("There is no picture to take."), tr("Copy a picture, or open a picture file."));
    QImage image = source;
    if (decodedSize(image.size()) != image.size()) image = shrunk(image);
    // Only other primaries matter (Adobe RGB, Display P3). A mere gamma tag is left alone, as the reference does.
    const QColorSpace space = image.colorSpace();
    if (space.isValid() && space.primaries() != QColorSpace::Primaries::SRgb)
        image.convertToColorSpace(QColorSpace::SRgb);

    const bool alpha = image.hasAlphaChannel();
    image.convertTo(alpha ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    ImageBuffer result(image.width(), image.height(), alpha ? 4 : 3);
    const std::size_t rowBytes = std::size_t(result.width) * result.channels;
    for (int y = 0; y < result.height; ++y)
        std::memcpy(result.at(0, y), image.constScanLine(y), rowBytes);
    return result;
}

QImage toQImage(const ImageBuffer& image) {
    if (image.empty()) return {};
    const QImage view(image.pixels.data(), image.width, image.height, qsizetype(image.width) * image.channels,
                      image.channels == 4 ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    return view.copy();
}

QImage loadThumbnail(const QString& file, int side) {
    QImageReader reader(file);
    reader.setAutoTransform(true);
    reader.setDecideFormatFromContent(true);
    const QSize size = reader.size();
    if (size.isValid() && std::max(size.width(), size.height()) > side)
        reader.setScaledSize(size.scaled(side, side, Qt::KeepAspectRatio).expandedTo(QSize(1, 1)));
    const QImage image = reader.read();
    if (image.isNull()) failDecoding(reader, file, size);
    return image;
}

QStringList imageNameFilters() {
    QStringList filters;
    for (const QByteArray& format : QImageReader::supportedImageFormats())
        filters << QStringLiteral("*.") + QString::fromLatin1(format);
    return filters;
}

}  // namespace espalier
