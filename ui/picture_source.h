#pragma once

#include <QImage>
#include <QObject>
#include <memory>
#include <stop_token>

#include "inference/asset/image_buffer.h"
#include "inference/pipeline/image_preprocess.h"
#include "inference/pipeline/job_runner.h"

class QMimeData;

namespace espalier {

/// What a drop or the clipboard offers: local files, a picture that is already decoded, the bytes of a file (a page
/// that holds its pictures itself), or no more than an address in the network.
struct OfferedPicture {
    QStringList files;
    QImage image;
    QByteArray encoded = {};
    QString address = {};

    bool isEmpty() const { return files.isEmpty() && image.isNull() && encoded.isEmpty() && address.isEmpty(); }
};

/// True when offeredPicture() may find something; cheap enough for drag-move events.
bool offersPicture(const QMimeData* mime);
OfferedPicture offeredPicture(const QMimeData* mime);

/// `paths` with each folder replaced by the picture files that lie in it, by name.
QStringList pictureFiles(const QStringList& paths);

/// What a job is given.
struct JobPicture {
    std::shared_ptr<const ImageBuffer> image;
    bool keepBackground = false;  ///< as GenerateRequest::keepBackground
};

/// The picture the window works on. Loads and cuts out in the pool; a newer request overtakes older ones.
class PictureSource : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void openFile(const QString& file);
    void openImage(const QImage& image, const QString& title);
    /// `encoded`: a picture file's bytes.
    void openEncoded(const QByteArray& encoded, const QString& title);

    /// Absent until loaded(); from the first request on, absent while a newer picture is loading.
    std::shared_ptr<const ImageBuffer> image() const { return m_image; }
    /// RGBA, at most 1024 pixels on the longer side; absent until prepared().
    std::shared_ptr<const ImageBuffer> cutOut() const { return m_cutOut; }
    CutOut cutOutKind() const { return m_how; }
    /// A person changed the cut-out.
    bool isEdited() const { return m_edited; }
    /// The cut-out as it is shown; absent until loaded().
    JobPicture forJob() const;

    /// Replaces the cut-out; prepared() or failed() follows.
    void setCutOut(ImageBuffer rgba);
    /// All of the picture is used, while the object is still looked for; prepared() follows.
    void stopLooking();
    bool isLooking() const { return m_looking; }

    QString title() const { return m_title; }
    QSize size() const;
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
    struct Cut;

    template <typename Load>
    void start(const QString& title, Load load);
    void prepare();
    void show(const Cut& cut);
    void fail(const JobFailure& failure);

    std::shared_ptr<const ImageBuffer> m_image;
    QString m_title;
    QImage m_thumbnail;
    std::shared_ptr<const ImageBuffer> m_cutOut;
    CutOut m_how = CutOut::None;
    std::stop_source m_stop;  // of the latest search for the object
    bool m_edited = false;
    bool m_looking = false;
    int m_request = 0;
    bool m_loading = false;
};

}  // namespace espalier
