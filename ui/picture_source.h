#pragma once

#include <QImage>
#include <QObject>
#include <memory>

#include "inference/asset/image_buffer.h"
#include "inference/pipeline/image_preprocess.h"
#include "inference/pipeline/job_runner.h"

class QMimeData;

namespace espalier {

/// What a drop or the clipboard offers: local files, or a picture that is already decoded.
struct OfferedPicture {
    QStringList files;
    QImage image;

    bool isEmpty() const { return files.isEmpty() && image.isNull(); }
};

/// True when offeredPicture() may find something; cheap enough for drag-move events.
bool offersPicture(const QMimeData* mime);
OfferedPicture offeredPicture(const QMimeData* mime);

/// `paths` with each folder replaced by the picture files that lie in it, by name.
QStringList pictureFiles(const QStringList& paths);

/// The picture the window works on. Loads and cuts out in the pool; a newer request overtakes older ones.
class PictureSource : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void openFile(const QString& file);
    void openImage(const QImage& image, const QString& title);

    /// Absent until loaded(); from the first request on, absent while a newer picture is loading.
    std::shared_ptr<const ImageBuffer> image() const { return m_image; }
    QString title() const { return m_title; }
    /// Small, as in loaded().
    QImage thumbnail() const { return m_thumbnail; }
    bool isLoading() const { return m_loading; }

Q_SIGNALS:
    void loadingStarted(const QString& title);
    /// `thumbnail` is at most 512 pixels wide and high; `size` is that of the whole picture.
    void loaded(const QImage& thumbnail, const QSize& size);
    /// What the model will see.
    void prepared(const QImage& cutOut, espalier::CutOut how);
    void failed(const espalier::JobFailure& failure);

private:
    struct Loaded;

    template <typename Load>
    void start(const QString& title, Load load);
    void prepare();
    void fail(const JobFailure& failure);

    std::shared_ptr<const ImageBuffer> m_image;
    QString m_title;
    QImage m_thumbnail;
    int m_request = 0;
    bool m_loading = false;
};

}  // namespace espalier
