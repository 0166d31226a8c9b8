#pragma once

#include <QByteArray>
#include <QImage>
#include <QString>
#include <QStringList>

#include "inference/asset/image_buffer.h"

namespace espalier {

/// Pictures of more pixels than this are scaled down while they are decoded, to at most kScaledSide on the longer side
/// (four times what the image encoder ever sees), so that a 20000 x 20000 picture costs no gigabytes.
inline constexpr qint64 kMaxFullPixels = 40'000'000;
inline constexpr int kScaledSide = 4096;

/// Reads a picture file: EXIF orientation applied, the first frame of an animation, any bit depth and colour model
/// brought to 8-bit sRGB; RGBA when the file has an alpha channel, RGB otherwise. Needs no display; from any thread.
/// Blocks for as long as decoding takes (seconds for hundreds of megapixels).
/// Throws Error(ImageUnreadable) naming the file and what to do.
ImageBuffer loadImage(const QString& file);

/// The same for encoded bytes (a file dragged from a browser, a data: URL); `title` names them in errors.
ImageBuffer loadImage(const QByteArray& encoded, const QString& title);

/// A picture that Qt already holds (clipboard, drag). Throws Error(ImageUnreadable) when it is null.
ImageBuffer toImageBuffer(const QImage& image);

/// A deep copy for the screen: RGB888 or RGBA8888. Null for an empty buffer.
QImage toQImage(const ImageBuffer& image);

/// Small, at most `side` pixels wide and high; quicker than the whole picture where the format allows. From any thread.
/// Throws as loadImage().
QImage loadThumbnail(const QString& file, int side);

/// "*.png", "*.jpg", ... of every format this machine's Qt can read; for file dialogs and drops.
QStringList imageNameFilters();

}  // namespace espalier
