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
            m_dragFrom = static_cast<QMouseEvent*>(event)->position();
            return false;  // the container takes the focus from it
        case QEvent::MouseMove:
            return handleMove(*static_cast<QMouseEvent*>(event));
        case QEvent::MouseButtonRelease:
            m_dragFrom.reset();
            return false;
        case QEvent::MouseButtonDblClick:
            Q_EMIT pivotRequested(static_cast<QMouseEvent*>(event)->position());
            return true;
        case QEvent::Wheel:
            return handleWheel(*static_cast<QWheelEvent*>(event));
        case QEvent::NativeGesture: {
            const auto& gesture = *static_cast<QNativeGestureEvent*>(event);
            if (gesture.gestureType() != Qt::ZoomNativeGesture) return false;
            m_camera.zoom(float(gesture.value()) * kStepsPerPinch, gesture.position());
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

bool ViewportInput::handleMove(const QMouseEvent& event) {
    if (!m_dragFrom) return false;
    const QPointF moved = event.position() - *m_dragFrom;
    m_dragFrom = event.position();
    const bool pans =
        event.buttons() & (Qt::MiddleButton | Qt::RightButton) || event.modifiers().testFlag(Qt::ShiftModifier);
    if (pans) {
        m_camera.pan(moved);
    } else {
        m_camera.orbit(moved);
    }
    Q_EMIT cameraMoved();
    return true;
}

bool ViewportInput::handleWheel(const QWheelEvent& event) {
    m_camera.zoom(float(event.angleDelta().y()) / kWheelStep, event.position());
    Q_EMIT cameraMoved();
    return true;
}

bool ViewportInput::handleKey(const QKeyEvent& event) {
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::NoModifier || modifiers == Qt::ControlModifier) {
        if (handleViewKey(event.key(), modifiers == Qt::ControlModifier)) return true;
    }
    if (modifiers != Qt::NoModifier) return false;
    switch (event.key()) {
        case Qt::Key_F:
        case Qt::Key_Home:
            Q_EMIT frameRequested();
            return true;
        case Qt::Key_5:
            m_camera.setOrthographic(!m_camera.isOrthographic());
            Q_EMIT cameraMoved();
            return true;
        case Qt::Key_G:
            Q_EMIT groundToggled();
            return true;
        case Qt::Key_W:
            Q_EMIT wireframeToggled();
            return true;
        case Qt::Key_N:
            Q_EMIT normalsToggled();
            return true;
        case Qt::Key_M:
            Q_EMIT shadingCycled();
            return true;
        default:
            return false;
    }
}

bool ViewportInput::handleViewKey(int key, bool opposite) {
    switch (key) {
        case Qt::Key_1:
            m_camera.look(opposite ? StandardView::Back : StandardView::Front);
            break;
        case Qt::Key_3:
            m_camera.look(opposite ? StandardView::Left : StandardView::Right);
            break;
        case Qt::Key_7:
            m_camera.look(opposite ? StandardView::Bottom : StandardView::Top);
            break;
        default:
            return false;
    }
    Q_EMIT cameraMoved();
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
