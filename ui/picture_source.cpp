#include "ui/picture_source.h"

#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <utility>

#include "ui/background_task.h"
#include "ui/image_loader.h"

namespace espalier {
namespace {

constexpr int kThumbnailSide = 512;

QImage thumbnailOf(const ImageBuffer& image) {
    return toQImage(image).scaled(QSize(kThumbnailSide, kThumbnailSide).boundedTo({image.width, image.height}),
                                  Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

}  // namespace

bool offersPicture(const QMimeData* mime) {
    if (mime->hasImage()) return true;
    const QList<QUrl> urls = mime->urls();
    return std::any_of(urls.begin(), urls.end(), [](const QUrl& url) { return url.isLocalFile(); });
}

OfferedPicture offeredPicture(const QMimeData* mime) {
    OfferedPicture offered;
    for (const QUrl& url : mime->urls())
        if (url.isLocalFile()) offered.files << url.toLocalFile();
    // A browser offers the decoded picture beside the address of a page; a file manager only files.
    if (offered.files.isEmpty() && mime->hasImage()) offered.image = qvariant_cast<QImage>(mime->imageData());
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

template <typename Load>
void PictureSource::start(const QString& title, Load load) {
    const int request = ++m_request;
    m_image.reset();
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

void PictureSource::prepare() {
    struct Cut {
        QImage image;
        CutOut how;
    };
    runInPool(
        this,
        [image = m_image] {
            const PreparedImage result = prepareImage(*image);
            return Cut{thumbnailOf(result.image), result.cutOut};
        },
        [this, request = m_request](const Cut& cut) {
            if (request == m_request) Q_EMIT
            prepared(cut.image, cut.how);
        },
        [this, request = m_request](const JobFailure& failure) {
            if (request == m_request) fail(failure);
        });
}

void PictureSource::fail(const JobFailure& failure) {
    m_loading = false;
    m_image.reset();
    Q_EMIT
    failed(failure);
}

}  // namespace espalier
