#include "ui/picture_source.h"

#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <utility>

#include "inference/base/error.h"
#include "ui/background_task.h"
#include "ui/image_loader.h"

namespace espalier {
namespace {

constexpr int kThumbnailSide = 512;

QImage thumbnailOf(const ImageBuffer& image) {
    return toQImage(image).scaled(QSize(kThumbnailSide, kThumbnailSide).boundedTo({image.width, image.height}),
                                  Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

/// "data:image/png;base64,...": the file's bytes; empty for any other address.
QByteArray bytesOfDataUrl(const QUrl& url) {
    if (url.scheme() != QLatin1String("data")) return {};
    const QByteArray content = url.toEncoded().mid(5);  // after "data:"
    const qsizetype comma = content.indexOf(',');
    if (comma < 0) return {};
    const QByteArray body = QByteArray::fromPercentEncoding(content.mid(comma + 1));
    return content.left(comma).endsWith(";base64") ? QByteArray::fromBase64(body) : body;
}

}  // namespace

bool offersPicture(const QMimeData* mime) {
    return mime->hasImage() || mime->hasUrls();
}

OfferedPicture offeredPicture(const QMimeData* mime) {
    OfferedPicture offered;
    for (const QUrl& url : mime->urls()) {
        if (url.isLocalFile())
            offered.files << url.toLocalFile();
        else if (offered.encoded.isEmpty())
            offered.encoded = bytesOfDataUrl(url);
    }
    // A browser offers the decoded picture beside its address or a page's; a file manager only files.
    if (!offered.files.isEmpty()) return offered;
    if (mime->hasImage()) offered.image = qvariant_cast<QImage>(mime->imageData());
    if (offered.isEmpty() && mime->hasUrls()) offered.address = mime->urls().constFirst().toDisplayString();
    return offered;
}

QStringList pictureFiles(const QStringList& paths) {
    QStringList files;
    for (const QString& path : paths) {
        if (QFileInfo(path).isDir())
            for (const QFileInfo& info : QDir(path).entryInfoList(imageNameFilters(), QDir::Files, QDir::Name))
                files << info.filePath();
        else
            files << path;
    }
    return files;
}

struct PictureSource::Loaded {
    std::shared_ptr<const ImageBuffer> image;
    QImage thumbnail;
};

void PictureSource::openFile(const QString& file) {
    start(QFileInfo(file).fileName(), [file] { return loadImage(file); });
}

void PictureSource::openImage(const QImage& image, const QString& title) {
    start(title, [image] { return toImageBuffer(image); });
}

void PictureSource::openEncoded(const QByteArray& encoded, const QString& title) {
    start(title, [encoded, title] { return loadImage(encoded, title); });
}

template <typename Load>
void PictureSource::start(const QString& title, Load load) {
    const int request = ++m_request;
    m_stop.request_stop();
    m_image.reset();
    m_cutOut.reset();
    m_edited = m_looking = false;
    m_title = title;
    m_loading = true;
    Q_EMIT
    loadingStarted(title);
    runInPool(
        this,
        [load] {
            Loaded result;
            result.image = std::make_shared<const ImageBuffer>(load());
            result.thumbnail = thumbnailOf(*result.image);
            return result;
        },
        [this, request](Loaded result) {
            if (request != m_request) return;
            m_loading = false;
            m_looking = true;
            m_image = std::move(result.image);
            m_thumbnail = result.thumbnail;
            Q_EMIT
            loaded(result.thumbnail, {m_image->width, m_image->height});
            prepare();
        },
        [this, request](const JobFailure& failure) {
            if (request == m_request) fail(failure);
        });
}

struct PictureSource::Cut {
    std::shared_ptr<const ImageBuffer> rgba;
    CutOut how = CutOut::None;
    QImage thumbnail;  // of what the model will see
};

void PictureSource::prepare() {
    m_stop.request_stop();
    m_stop = std::stop_source();
    runInPool(
        this,
        [image = m_image, stop = m_stop.get_token()] {
            Cut cut;
            ImageBuffer rgba;
            try {
                rgba = cutOutObject(*image, cut.how, RunContext(stop));
            } catch (const Cancelled&) {
                rgba = cutOutObject(*image, cut.how, {}, true);
            }
            cut.thumbnail = thumbnailOf(prepareImage(rgba, {}, true).image);
            cut.rgba = std::make_shared<const ImageBuffer>(std::move(rgba));
            return cut;
        },
        [this, request = m_request](const Cut& cut) {
            if (request == m_request) show(cut);
        },
        [this, request = m_request](const JobFailure& failure) {
            if (request == m_request) fail(failure);
        });
}

void PictureSource::show(const Cut& cut) {
    m_looking = false;
    m_cutOut = cut.rgba;
    m_how = cut.how;
    Q_EMIT prepared(cut.thumbnail, cut.how);
}

void PictureSource::stopLooking() {
    m_stop.request_stop();
}

void PictureSource::setCutOut(ImageBuffer rgba) {
    runInPool(
        this,
        [image = std::make_shared<const ImageBuffer>(std::move(rgba))] {
            const PreparedImage prepared = prepareImage(*image, {}, true);
            return Cut{image, prepared.cutOut, thumbnailOf(prepared.image)};
        },
        [this, request = m_request](const Cut& cut) {
            if (request != m_request) return;
            m_edited = true;
            show(cut);
        },
        [this, request = m_request](const JobFailure& failure) {
            // Nothing is left of the picture, for one: the cut-out stays as it was.
            if (request == m_request) Q_EMIT failed(failure);
        });
}

JobPicture PictureSource::forJob() const {
    if (!m_cutOut || (m_how == CutOut::Alpha && !m_edited)) return {m_image, false};
    if (m_how == CutOut::None) return {m_edited ? m_cutOut : m_image, true};
    return {m_cutOut, false};
}

QSize PictureSource::size() const {
    return m_image ? QSize(m_image->width, m_image->height) : QSize();
}

void PictureSource::fail(const JobFailure& failure) {
    m_loading = m_looking = false;
    m_image.reset();
    m_cutOut.reset();
    Q_EMIT
    failed(failure);
}

}  // namespace espalier
