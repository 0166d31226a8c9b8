#pragma once

#include <QObject>
#include <QPointF>
#include <optional>

#include "viewer/navigation.h"
#include "viewer/orbit_camera.h"
#include "viewer/view_command.h"

class QDropEvent;
class QKeyEvent;
class QMouseEvent;
class QWheelEvent;
class QWindow;

namespace espalier {

/// Turns what a hand does in the 3D window into camera moves, commands and dropped pictures. Watches the native window
/// itself, because its events never pass through the widgets around it. Mouse: see NavigationStyle; keys: see
/// viewCommands().
class ViewportInput : public QObject {
    Q_OBJECT

public:
    ViewportInput(QWindow* window, OrbitCamera& camera, QObject* parent);

    NavigationStyle style() const { return m_style; }
    void setStyle(NavigationStyle style) { m_style = style; }

    bool eventFilter(QObject* watched, QEvent* event) override;

    /// False for a key without a command.
    bool handleKey(const QKeyEvent& event);
    /// Accepts what holds local files or a picture, and reports it when dropped.
    bool handleDrop(QDropEvent& event);

Q_SIGNALS:
    void cameraMoved();
    void commandGiven(espalier::ViewCommand command);
    void pivotRequested(const QPointF& cursor);
    void lightTurned(double degrees);
    void filesDropped(const QStringList& files);
    void imageDropped(const QImage& image);

private:
    /// In the camera's view: there may be a second one to its right.
    QPointF inView(const QPointF& cursor) const;
    bool handleMove(const QMouseEvent& event);
    bool handleWheel(const QWheelEvent& event);

    OrbitCamera& m_camera;
    NavigationStyle m_style = NavigationStyle::Default;
    QPointF m_pressedAt;
    std::optional<QPointF> m_dragFrom;
};

}  // namespace espalier
