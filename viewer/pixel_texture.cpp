#include "viewer/pixel_texture.h"

#include <Qt3DRender/QAbstractTextureImage>
#include <Qt3DRender/QTexture>
#include <Qt3DRender/QTextureImageData>
#include <Qt3DRender/QTextureImageDataGenerator>
#include <Qt3DRender/QTextureWrapMode>
#include <QtOpenGL/QOpenGLTexture>
#include <utility>

#include "viewer/gl_probe.h"

namespace espalier {

using namespace Qt3DRender;

namespace {

/// How pixels lie in memory, and how OpenGL keeps them.
struct PixelLayout {
    QSize size;
    QOpenGLTexture::TextureFormat stored;
    QOpenGLTexture::PixelFormat channels;
    QOpenGLTexture::PixelType type;
    int bytesPerPixel;
};

using MakePixels = std::function<QByteArray()>;

class PixelGenerator : public QTextureImageDataGenerator {
public:
    PixelGenerator(const PixelLayout& layout, std::shared_ptr<const MakePixels> make)
        : m_layout(layout), m_make(std::move(make)) {}

    QTextureImageDataPtr operator()() override {
        auto data = QTextureImageDataPtr::create();
        data->setTarget(QOpenGLTexture::Target2D);
        data->setWidth(m_layout.size.width());
        data->setHeight(m_layout.size.height());
        data->setDepth(1);
        data->setLayers(1);
        data->setFaces(1);
        data->setMipLevels(1);
        data->setFormat(m_layout.stored);
        data->setPixelFormat(m_layout.channels);
        data->setPixelType(m_layout.type);
        data->setData((*m_make)(), m_layout.bytesPerPixel);
        return data;
    }

    /// The same maker, which both keep alive, makes the same pixels.
    bool operator==(const QTextureImageDataGenerator& other) const override {
        const auto* same = Qt3DCore::functor_cast<PixelGenerator>(&other);
        return same && same->m_make == m_make;
    }

    QT3D_FUNCTOR(PixelGenerator)

private:
    PixelLayout m_layout;
    std::shared_ptr<const MakePixels> m_make;
};

class PixelTextureImage : public QAbstractTextureImage {
public:
    PixelTextureImage(const PixelLayout& layout, MakePixels make)
        : m_layout(layout), m_make(std::make_shared<const MakePixels>(std::move(make))) {}

protected:
    QTextureImageDataGeneratorPtr dataGenerator() const override {
        return QSharedPointer<PixelGenerator>::create(m_layout, m_make);
    }

private:
    PixelLayout m_layout;
    std::shared_ptr<const MakePixels> m_make;
};

QTexture2D* createPixelTexture(const PixelLayout& layout, MakePixels make) {
    auto* texture = new QTexture2D;
    texture->setFormat(QAbstractTexture::TextureFormat(layout.stored));
    texture->setSize(layout.size.width(), layout.size.height());
    texture->setMagnificationFilter(QAbstractTexture::Linear);
    texture->setMinificationFilter(QAbstractTexture::Linear);
    texture->addTextureImage(new PixelTextureImage(layout, std::move(make)));
    return texture;
}

}  // namespace

QAbstractTexture* createTexture(std::shared_ptr<const ImageBuffer> pixels, bool isSrgb) {
    const bool hasAlpha = pixels->channels == 4;
    const auto stored = hasAlpha ? (isSrgb ? QOpenGLTexture::SRGB8_Alpha8 : QOpenGLTexture::RGBA8_UNorm)
                                 : (isSrgb ? QOpenGLTexture::SRGB8 : QOpenGLTexture::RGB8_UNorm);
    const PixelLayout layout{{pixels->width, pixels->height},
                             stored,
                             hasAlpha ? QOpenGLTexture::RGBA : QOpenGLTexture::RGB,
                             QOpenGLTexture::UInt8,
                             pixels->channels};
    auto* texture = createPixelTexture(layout, [pixels = std::move(pixels)] {
        return QByteArray(reinterpret_cast<const char*>(pixels->pixels.data()), qsizetype(pixels->pixels.size()));
    });
    texture->setGenerateMipMaps(true);
    texture->setMinificationFilter(QAbstractTexture::LinearMipMapLinear);
    texture->setWrapMode(QTextureWrapMode(QTextureWrapMode::Repeat));
    // Each further sample costs software OpenGL as much as the first.
    texture->setMaximumAnisotropy(isSoftwareOpenGl() ? 1.0f : 8.0f);
    return texture;
}

QAbstractTexture* createFloatTexture(const QSize& size, std::function<std::vector<float>()> make) {
    const PixelLayout layout{size, QOpenGLTexture::RGBA16F, QOpenGLTexture::RGBA, QOpenGLTexture::Float32, 16};
    auto* texture = createPixelTexture(layout, [make = std::move(make)] {
        const std::vector<float> values = make();
        return QByteArray(reinterpret_cast<const char*>(values.data()), qsizetype(values.size() * sizeof(float)));
    });
    QTextureWrapMode wrap(QTextureWrapMode::ClampToEdge);
    wrap.setX(QTextureWrapMode::Repeat);
    texture->setWrapMode(wrap);
    return texture;
}

QAbstractTexture* createTableTexture(const QSize& size, std::function<QByteArray()> make) {
    const PixelLayout layout{size, QOpenGLTexture::RGBA32F, QOpenGLTexture::RGBA, QOpenGLTexture::Float32, 16};
    auto* texture = createPixelTexture(layout, std::move(make));
    texture->setMagnificationFilter(QAbstractTexture::Nearest);
    texture->setMinificationFilter(QAbstractTexture::Nearest);
    return texture;
}

}  // namespace espalier
