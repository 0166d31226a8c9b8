#pragma once

#include <QWidget>
#include <optional>

#include "inference/pipeline/background_removal.h"

namespace espalier {

class CutOutSketch;

/// Shows a cut-out on a checker, what is cut away as a shade of itself, and lets a brush change it. The left button
/// works with the chosen tool, the right one with the other. By keyboard: arrows move the brush, Space paints, X swaps
/// the tools, [ and ] change the size.
class CutOutCanvas : public QWidget {
    Q_OBJECT

public:
    explicit CutOutCanvas(CutOutSketch& sketch, QWidget* parent = nullptr);

    CutOutMark tool() const { return m_tool; }
    void setTool(CutOutMark tool);
    /// In pixels of the picture.
    int brushRadius() const { return m_radius; }
    void setBrushRadius(int radius);
    static constexpr int kLeastRadius = 1, kMostRadius = 120;

    /// Where a pixel of the picture is in this widget.
    QPointF fromPicture(const QPointF& pixel) const;
    QSize sizeHint() const override { return {640, 480}; }

Q_SIGNALS:
    void toolChanged(espalier::CutOutMark tool);
    void brushRadiusChanged(int radius);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QRectF pictureArea() const;
    double scale() const;
    QPointF toPicture(const QPointF& place) const;
    void paintTo(const QPointF& pixel);
    void moveBrush(const QPointF& by);

    CutOutSketch& m_sketch;
    CutOutMark m_tool = CutOutMark::Erase;
    int m_radius = 20;
    std::optional<QPointF> m_brush;  // its centre in the picture; absent: not over it
};

}  // namespace espalier
