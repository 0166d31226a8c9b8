#pragma once

#include <QByteArray>
#include <QSize>
#include <Qt3DRender/QAbstractTexture>
#include <functional>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// A 2D texture of 8-bit pixels (RGB or RGBA) with mip levels, repeating. `pixels` is read on one of Qt3D's threads and
/// kept until the renderer has it. `isSrgb`: samples come out linear, and are filtered so.
Qt3DRender::QAbstractTexture* createTexture(std::shared_ptr<const ImageBuffer> pixels, bool isSrgb);

/// A 2D texture of four floats per texel, stored as halves, without mip levels; repeats horizontally. `make` runs on
/// one of Qt3D's threads.
Qt3DRender::QAbstractTexture* createFloatTexture(const QSize& size, std::function<std::vector<float>()> make);

/// A 2D texture that a shader reads by texelFetch(): four floats per texel, as `make` gives them, by rows.
Qt3DRender::QAbstractTexture* createTableTexture(const QSize& size, std::function<QByteArray()> make);

}  // namespace espalier
