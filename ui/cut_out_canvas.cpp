#include "ui/cut_out_canvas.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "ui/cut_out_sketch.h"
#include "ui/theme.h"

namespace espalier {
namespace {

constexpr int kMargin = 6;
constexpr double kErasedOpacity = 0.18;  ///< enough to see what could be brought back
constexpr double kArrowStep = 0.4;       ///< of the brush's radius

}  // namespace

CutOutCanvas::CutOutCanvas(CutOutSketch& sketch, QWidget* parent) : QWidget(parent), m_sketch(sketch) {
    setObjectName(QStringLiteral("cutOutCanvas"));
    setAccessibleName(tr("Cut-out"));
    setAccessibleDescription(
        tr("Arrows move the brush, Space paints, X swaps keep and erase, [ and ] change its size"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(280, 220);
    connect(&sketch, &CutOutSketch::changed, this, qOverload<>(&QWidget::update));
}

void CutOutCanvas::setTool(CutOutMark tool) {
    if (tool == m_tool) return;
    m_tool = tool;
    update();
    Q_EMIT toolChanged(tool);
}

void CutOutCanvas::setBrushRadius(int radius) {
    const int allowed = std::clamp(radius, kLeastRadius, kMostRadius);
    if (allowed == m_radius) return;
    m_radius = allowed;
    update();
    Q_EMIT brushRadiusChanged(allowed);
}

QRectF CutOutCanvas::pictureArea() const {
    const QRectF inside = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    QRectF area({0, 0}, QSizeF(m_sketch.size()).scaled(inside.size(), Qt::KeepAspectRatio));
    area.moveCenter(inside.center());
    return area;
}

double CutOutCanvas::scale() const {
    return pictureArea().width() / m_sketch.size().width();
}

QPointF CutOutCanvas::fromPicture(const QPointF& pixel) const {
    return pictureArea().topLeft() + pixel * scale();
}

QPointF CutOutCanvas::toPicture(const QPointF& place) const {
    return (place - pictureArea().topLeft()) / scale();
}

void CutOutCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRectF area = pictureArea();
    painter.fillRect(area, checkerBrush(palette()));
    painter.setOpacity(kErasedOpacity);
    painter.drawImage(area, m_sketch.picture());
    painter.setOpacity(1.0);
    painter.drawImage(area, m_sketch.shown());
    painter.setPen(hasFocus() ? palette().color(QPalette::Highlight) : lineColour(palette()));
    painter.drawRect(area);
    if (!m_brush) return;
    // Two rings, so that one of them stands out from any picture.
    const double radius = m_radius * scale();
    painter.setPen(QPen(Qt::black, 3));
    painter.drawEllipse(fromPicture(*m_brush), radius, radius);
    painter.setPen(QPen(m_tool == CutOutMark::Keep ? QColor(120, 230, 120) : QColor(255, 120, 120), 1.4));
    painter.drawEllipse(fromPicture(*m_brush), radius, radius);
}

void CutOutCanvas::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::RightButton) return;
    const CutOutMark other = m_tool == CutOutMark::Keep ? CutOutMark::Erase : CutOutMark::Keep;
    m_sketch.beginStroke(event->button() == Qt::LeftButton ? m_tool : other);
    m_brush = toPicture(event->position());
    paintTo(*m_brush);
}

void CutOutCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF pixel = toPicture(event->position());
    if (m_sketch.isInStroke()) paintTo(pixel);
    m_brush = pixel;
    update();
}

void CutOutCanvas::mouseReleaseEvent(QMouseEvent*) {
    m_sketch.endStroke();
}

void CutOutCanvas::wheelEvent(QWheelEvent* event) {
    setBrushRadius(m_radius + (event->angleDelta().y() > 0 ? 1 : -1) * std::max(1, m_radius / 8));
    event->accept();
}

void CutOutCanvas::leaveEvent(QEvent*) {
    m_brush.reset();
    update();
}

void CutOutCanvas::keyPressEvent(QKeyEvent* event) {
    const double step = std::max(1.0, m_radius * kArrowStep);
    switch (event->key()) {
        case Qt::Key_Left:
            return moveBrush({-step, 0});
        case Qt::Key_Right:
            return moveBrush({step, 0});
        case Qt::Key_Up:
            return moveBrush({0, -step});
        case Qt::Key_Down:
            return moveBrush({0, step});
        case Qt::Key_X:
            return setTool(m_tool == CutOutMark::Keep ? CutOutMark::Erase : CutOutMark::Keep);
        case Qt::Key_BracketLeft:
            return setBrushRadius(m_radius - std::max(1, m_radius / 8));
        case Qt::Key_BracketRight:
            return setBrushRadius(m_radius + std::max(1, m_radius / 8));
        case Qt::Key_Space:
            moveBrush({});
            m_sketch.beginStroke(m_tool);
            paintTo(*m_brush);
            return m_sketch.endStroke();
        default:
            QWidget::keyPressEvent(event);
    }
}

void CutOutCanvas::paintTo(const QPointF& pixel) {
    m_sketch.strokeTo(m_brush.value_or(pixel), pixel, m_radius);
}

/// Begins in the middle.
void CutOutCanvas::moveBrush(const QPointF& by) {
    const QSizeF size = m_sketch.size();
    const QPointF to = m_brush.value_or(QPointF(size.width() / 2, size.height() / 2)) + by;
    m_brush = QPointF(std::clamp(to.x(), 0.0, size.width()), std::clamp(to.y(), 0.0, size.height()));
    update();
}

}  // namespace espalier
