#include "viewer/viewport_input.h"

#include <QDropEvent>
#include <QImage>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QUrl>
#include <QWheelEvent>
#include <QWindow>

namespace espalier {

namespace {

constexpr float kWheelStep = 120.0f;
/// A pinch to twice the size, in wheel steps.
constexpr float kStepsPerPinch = 5.0f;
constexpr float kPixelsPerStep = 20.0f;
constexpr double kLightDegreesPerPixel = 0.5;

QStringList localFiles(const QMimeData& data) {
    QStringList files;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile()) files << url.toLocalFile();
    }
    return files;
}

}  // namespace

ViewportInput::ViewportInput(QWindow* window, OrbitCamera& camera, QObject* parent)
    : QObject(parent), m_camera(camera) {
    window->installEventFilter(this);
}

bool ViewportInput::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::MouseButtonPress:
            m_pressedAt = static_cast<QMouseEvent*>(event)->position();
            m_dragFrom = m_pressedAt;
            return false;  // the container takes the focus from it
        case QEvent::MouseMove:
            return handleMove(*static_cast<QMouseEvent*>(event));
        case QEvent::MouseButtonRelease:
            m_dragFrom.reset();
            return false;
        case QEvent::MouseButtonDblClick:
            Q_EMIT pivotRequested(inView(static_cast<QMouseEvent*>(event)->position()));
            return true;
        case QEvent::Wheel:
            return handleWheel(*static_cast<QWheelEvent*>(event));
        case QEvent::NativeGesture: {
            const auto& gesture = *static_cast<QNativeGestureEvent*>(event);
            if (gesture.gestureType() != Qt::ZoomNativeGesture) return false;
            m_camera.zoom(float(gesture.value()) * kStepsPerPinch, inView(gesture.position()));
            Q_EMIT cameraMoved();
            return true;
        }
        case QEvent::KeyPress:
            return handleKey(*static_cast<QKeyEvent*>(event));
        case QEvent::DragEnter:
        case QEvent::DragMove:
        case QEvent::Drop:
            return handleDrop(*static_cast<QDropEvent*>(event));
        default:
            return QObject::eventFilter(watched, event);
    }
}

QPointF ViewportInput::inView(const QPointF& cursor) const {
    const double width = m_camera.viewportSize().width();
    return {cursor.x() < width ? cursor.x() : cursor.x() - width, cursor.y()};
}

bool ViewportInput::handleMove(const QMouseEvent& event) {
    if (!m_dragFrom) return false;
    const QPointF moved = event.position() - *m_dragFrom;
    m_dragFrom = event.position();
    switch (dragAction(m_style, event.buttons(), event.modifiers())) {
        case DragAction::None:
            return false;
        case DragAction::TurnLight:
            Q_EMIT lightTurned(moved.x() * kLightDegreesPerPixel);
            return true;
        case DragAction::Orbit:
            m_camera.orbit(moved);
            break;
        case DragAction::Pan:
            m_camera.pan(moved);
            break;
        case DragAction::Zoom:
            m_camera.zoom(float(moved.x() - moved.y()) / kPixelsPerStep, inView(m_pressedAt));
            break;
    }
    Q_EMIT cameraMoved();
    return true;
}

bool ViewportInput::handleWheel(const QWheelEvent& event) {
    m_camera.zoom(float(event.angleDelta().y()) / kWheelStep, inView(event.position()));
    Q_EMIT cameraMoved();
    return true;
}

bool ViewportInput::handleKey(const QKeyEvent& event) {
    const ViewCommandInfo* info = commandFor(event);
    if (!info) return false;
    Q_EMIT commandGiven(info->command);
    return true;
}

bool ViewportInput::handleDrop(QDropEvent& event) {
    const QStringList files = localFiles(*event.mimeData());
    const bool usable = !files.isEmpty() || event.mimeData()->hasImage();
    event.setAccepted(usable);
    if (!usable || event.type() != QEvent::Drop) return true;
    event.setDropAction(Qt::CopyAction);
    // A picture dragged out of a browser carries both: the file, where there is one, has all its pixels.
    if (!files.isEmpty()) {
        Q_EMIT filesDropped(files);
    } else {
        Q_EMIT imageDropped(qvariant_cast<QImage>(event.mimeData()->imageData()));
    }
    return true;
}

}  // namespace espalier
