#include "viewer/axes_gizmo.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace espalier {

namespace {

constexpr int kSide = 88;
constexpr double kEndRadius = 9;
constexpr double kReach = kSide / 2.0 - kEndRadius - 2;

struct Axis {
    QVector3D direction;
    const char* name;  ///< of a positive end
    QRgb color;
};

Axis axisOf(StandardView view) {
    constexpr QRgb red = qRgb(224, 72, 72), green = qRgb(98, 168, 62), blue = qRgb(66, 128, 226);
    switch (view) {
        case StandardView::Right:
            return {{1, 0, 0}, "X", red};
        case StandardView::Left:
            return {{-1, 0, 0}, "", red};
        case StandardView::Back:
            return {{0, 1, 0}, "Y", green};
        case StandardView::Front:
            return {{0, -1, 0}, "", green};
        case StandardView::Top:
            return {{0, 0, 1}, "Z", blue};
        case StandardView::Bottom:
            return {{0, 0, -1}, "", blue};
    }
    return {};
}

constexpr std::array kViews{StandardView::Front, StandardView::Back, StandardView::Right,
                            StandardView::Left,  StandardView::Top,  StandardView::Bottom};

StandardView opposite(StandardView view) {
    const QVector3D behind = -axisOf(view).direction;
    return *std::ranges::find_if(kViews, [&](StandardView v) { return axisOf(v).direction == behind; });
}

QColor mixed(const QColor& a, const QColor& b, float shareOfB) {
    const auto mix = [shareOfB](int x, int y) { return int(float(x) + float(y - x) * shareOfB); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

}  // namespace

AxesGizmo::AxesGizmo(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("axesGizmo"));
    setMouseTracking(true);
    setAccessibleName(tr("Axes"));
    setToolTip(tr("Click an axis to look along it, drag to orbit"));
    setCamera({});
}

QSize AxesGizmo::sizeHint() const {
    return {kSide, kSide};
}

void AxesGizmo::setCamera(const OrbitCamera& camera) {
    m_right = camera.right();
    m_up = camera.up();
    m_forward = camera.forward();
    update();
}

void AxesGizmo::setBackground(const QColor& color) {
    m_background = color;
    update();
}

QPointF AxesGizmo::endOf(StandardView view) const {
    const QVector3D direction = axisOf(view).direction;
    return QPointF(width() / 2.0, height() / 2.0) +
           kReach * QPointF(QVector3D::dotProduct(direction, m_right), -QVector3D::dotProduct(direction, m_up));
}

std::vector<AxesGizmo::End> AxesGizmo::ends() const {
    std::vector<End> ends;
    for (const StandardView view : kViews)
        ends.push_back({view, endOf(view), QVector3D::dotProduct(axisOf(view).direction, m_forward)});
    std::ranges::sort(ends, std::greater{}, &End::depth);
    return ends;
}

std::optional<StandardView> AxesGizmo::endAt(const QPointF& place) const {
    const std::vector<End> all = ends();
    for (auto end = all.rbegin(); end != all.rend(); ++end) {
        const QPointF away = place - end->place;
        if (QPointF::dotProduct(away, away) <= kEndRadius * kEndRadius) return end->view;
    }
    return std::nullopt;
}

void AxesGizmo::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), m_background);
    for (const End& end : ends())
        drawEnd(painter, end);
}

void AxesGizmo::drawEnd(QPainter& painter, const End& end) const {
    const Axis axis = axisOf(end.view);
    const bool isPositive = *axis.name;
    // What points away is paler.
    const QColor color = mixed(axis.color, m_background, 0.25f * (end.depth + 1));
    const QColor rim = m_hovered == end.view
                           ? mixed(m_background, m_background.lightness() < 128 ? Qt::white : Qt::black, 0.8f)
                           : color;
    painter.setPen(QPen(color, 2));
    if (isPositive) painter.drawLine(rect().center(), end.place);
    painter.setPen(QPen(rim, 1.5));
    painter.setBrush(isPositive ? color : mixed(color, m_background, 0.7f));
    painter.drawEllipse(end.place, kEndRadius - 1, kEndRadius - 1);
    if (!isPositive) return;
    QFont font = painter.font();
    font.setBold(true);
    font.setPixelSize(11);
    painter.setFont(font);
    painter.setPen(Qt::white);
    const double r = kEndRadius;
    painter.drawText(QRectF(end.place.x() - r, end.place.y() - r, 2 * r, 2 * r), Qt::AlignCenter,
                     QLatin1String(axis.name));
}

void AxesGizmo::resizeEvent(QResizeEvent*) {
    setMask(QRegion(rect(), QRegion::Ellipse));
}

void AxesGizmo::mousePressEvent(QMouseEvent* event) {
    m_dragFrom = event->position();
    m_isDragged = false;
}

void AxesGizmo::mouseMoveEvent(QMouseEvent* event) {
    if (m_dragFrom) {
        const QPointF moved = event->position() - *m_dragFrom;
        if (!m_isDragged && moved.manhattanLength() < QApplication::startDragDistance()) return;
        m_isDragged = true;
        m_dragFrom = event->position();
        Q_EMIT dragged(moved);
        return;
    }
    m_hovered = endAt(event->position());
    update();
}

void AxesGizmo::mouseReleaseEvent(QMouseEvent* event) {
    m_dragFrom.reset();
    if (m_isDragged) return;
    const auto view = endAt(event->position());
    if (!view) return;
    constexpr float facing = -0.999f;
    const bool isSeen = QVector3D::dotProduct(axisOf(*view).direction, m_forward) < facing;
    Q_EMIT viewChosen(isSeen ? opposite(*view) : *view);
}

void AxesGizmo::leaveEvent(QEvent*) {
    m_hovered.reset();
    update();
}

}  // namespace espalier
