#pragma once

#include <QObject>
#include <QPointF>
#include <optional>

#include "viewer/orbit_camera.h"

class QDropEvent;
class QKeyEvent;
class QMouseEvent;
class QWheelEvent;
class QWindow;

namespace espalier {

/// Turns what a hand does in the 3D window into camera moves, commands and dropped pictures. Watches the native window
/// itself, because its events never pass through the widgets around it.
///
/// Left = orbit, middle, right or Shift+left = pan, wheel = zoom to the cursor, double click = pivot. Keys: see
/// handleKey().
class ViewportInput : public QObject {
    Q_OBJECT

public:
    ViewportInput(QWindow* window, OrbitCamera& camera, QObject* parent);

    bool eventFilter(QObject* watched, QEvent* event) override;

    /// F, Home = frame; 1/3/7 = front/right/top, with Ctrl the opposite; 5 = orthographic; G, W, N, M = ground,
    /// wireframe, normals, next shading. False for any other key.
    bool handleKey(const QKeyEvent& event);
    /// Accepts what holds local files or a picture, and reports it when dropped.
    bool handleDrop(QDropEvent& event);

Q_SIGNALS:
    void cameraMoved();
    void frameRequested();
    void pivotRequested(const QPointF& cursor);
    void groundToggled();
    void wireframeToggled();
    void normalsToggled();
    void shadingCycled();
    void filesDropped(const QStringList& files);
    void imageDropped(const QImage& image);

private:
    bool handleMove(const QMouseEvent& event);
    bool handleWheel(const QWheelEvent& event);
    bool handleViewKey(int key, bool opposite);

    OrbitCamera& m_camera;
    std::optional<QPointF> m_dragFrom;
};

}  // namespace espalier
