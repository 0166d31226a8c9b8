#pragma once

#include <QWidget>
#include <array>
#include <optional>
#include <vector>

#include "viewer/orbit_camera.h"

namespace espalier {

/// The three axes as the camera sees them, in a small disc: a click on an end looks from there, once more from the
/// opposite side, a drag orbits.
class AxesGizmo : public QWidget {
    Q_OBJECT

public:
    explicit AxesGizmo(QWidget* parent);

    void setCamera(const OrbitCamera& camera);
    /// Of the view around it; the letters are readable on it.
    void setBackground(const QColor& color);
    /// Where the end of that axis is drawn, from the top left of this widget.
    QPointF endOf(StandardView view) const;

    QSize sizeHint() const override;

Q_SIGNALS:
    void viewChosen(espalier::StandardView view);
    void dragged(const QPointF& pixels);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct End {
        StandardView view;
        QPointF place;
        float depth;  ///< grows away from the eye
    };

    std::vector<End> ends() const;  ///< the farthest first
    std::optional<StandardView> endAt(const QPointF& place) const;
    void drawEnd(QPainter& painter, const End& end) const;

    QVector3D m_right, m_up, m_forward;
    QColor m_background;
    std::optional<StandardView> m_hovered;
    std::optional<QPointF> m_dragFrom;
    bool m_isDragged = false;
};

}  // namespace espalier
