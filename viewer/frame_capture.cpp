#include "viewer/frame_capture.h"

#include <Qt3DRender/QRenderCapture>
#include <algorithm>

namespace espalier {

namespace {

constexpr int kTimeLimitMs = 20'000;
constexpr int kRetryMs = 20;
/// The first frame after a change uploads buffers or compiles shaders, the second builds the draw commands with them.
/// (QShaderProgram::status() does not tell: Qt3D 6.4 passes it on only when another shader changes.)
constexpr int kSettlingFrames = 2;
/// More blank frames than a starting window gives mean that there is nothing to see, as of a sheet from its edge.
constexpr int kBlankFrames = 20;

bool isBlank(const QImage& image) {
    if (image.isNull()) return true;
    const QRgb first = image.pixel(0, 0);
    for (int y = 0; y < image.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(image.constScanLine(y));
        if (std::any_of(line, line + image.width(), [first](QRgb pixel) { return pixel != first; })) return false;
    }
    return true;
}

}  // namespace

FrameCapture::FrameCapture(Qt3DRender::QRenderCapture* node, std::function<bool()> isSceneReady, QImage::Format format)
    : m_node(node), m_isSceneReady(std::move(isSceneReady)), m_format(format) {
    m_retry.setInterval(kRetryMs);
    connect(&m_retry, &QTimer::timeout, this, &FrameCapture::tryAgain);
}

FrameCapture::~FrameCapture() {
    dropReply();
}

void FrameCapture::request(bool isWarm) {
    if (m_pending) return;
    m_pending = true;
    m_blankFrames = 0;
    m_deadline.setRemainingTime(kTimeLimitMs);
    invalidate();
    m_isWarm = isWarm;
    m_retry.start();
}

void FrameCapture::invalidate() {
    m_frames = 0;
    m_isWarm = false;
    m_last = {};
}

void FrameCapture::tryAgain() {
    if (m_deadline.hasExpired()) return answer({});
    if (!m_isSceneReady()) {
        // What was asked for may never be answered, when the window was hidden meanwhile.
        dropReply();
        return invalidate();
    }
    if (m_reply || !m_node) return;
    m_reply = m_node->requestCapture();
    connect(m_reply, &Qt3DRender::QRenderCaptureReply::completed, this, &FrameCapture::receive);
}

void FrameCapture::receive() {
    const QImage image = m_reply->image().convertToFormat(m_format);
    dropReply();
    if (!m_isSceneReady()) return invalidate();
    if (isBlank(image) && m_blankFrames++ < kBlankFrames) return invalidate();
    const bool isStill = image == m_last;
    m_last = image;
    if (isStill && (m_isWarm || m_frames >= kSettlingFrames)) return answer(image);
    ++m_frames;
}

void FrameCapture::answer(const QImage& image) {
    m_retry.stop();
    m_pending = false;
    invalidate();
    dropReply();
    Q_EMIT captured(image);
}

void FrameCapture::dropReply() {
    if (!m_reply) return;
    m_reply->disconnect(this);
    m_reply->deleteLater();
    m_reply.clear();
}

}  // namespace espalier
