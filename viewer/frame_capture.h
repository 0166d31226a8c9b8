#pragma once

#include <QDeadlineTimer>
#include <QImage>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <functional>

namespace Qt3DRender {
class QRenderCapture;
class QRenderCaptureReply;
}  // namespace Qt3DRender

namespace espalier {

/// Pictures of rendered frames. The first frames of a window are blank and a frame under way may still lack the newest
/// shape, so captures are repeated until the scene is complete and the picture shows something and stands still; one
/// that stays blank is taken after a while.
class FrameCapture : public QObject {
    Q_OBJECT

public:
    /// `isSceneReady`: the newest shape was handed to the renderer, and the window can be drawn on. Pictures come in
    /// `format`, and so with alpha or without.
    FrameCapture(Qt3DRender::QRenderCapture* node, std::function<bool()> isSceneReady, QImage::Format format);
    ~FrameCapture() override;

    /// Answered by captured(), with a null picture when the time is over. `isWarm`: only the camera has moved since the
    /// last answer, so the first frame that comes is right.
    void request(bool isWarm = false);
    /// Pictures under way no longer count.
    void invalidate();

Q_SIGNALS:
    void captured(const QImage& image);

private:
    void tryAgain();
    void receive();
    void answer(const QImage& image);
    void dropReply();

    QPointer<Qt3DRender::QRenderCapture> m_node;
    std::function<bool()> m_isSceneReady;
    QImage::Format m_format;
    QPointer<Qt3DRender::QRenderCaptureReply> m_reply;
    QTimer m_retry;
    QDeadlineTimer m_deadline;
    QImage m_last;
    int m_frames = 0;
    int m_blankFrames = 0;
    bool m_pending = false;
    bool m_isWarm = false;
};

}  // namespace espalier
