#include "viewer/viewport_overlays.h"

#include <QEvent>
#include <QLabel>
#include <algorithm>
#include <initializer_list>

#include "viewer/axes_gizmo.h"
#include "viewer/view_texts.h"

namespace espalier {

namespace {

constexpr int kMargin = 8;

void makeNative(QWidget* widget) {
    widget->setAttribute(Qt::WA_DontCreateNativeAncestors);
    widget->setAttribute(Qt::WA_NativeWindow);
}

}  // namespace

ViewportOverlays::ViewportOverlays(QWidget* host)
    : m_host(host),
      m_area(host),
      m_gizmo(new AxesGizmo(host)),
      m_notice(createText("displayNotice", tr("Notice"))),
      m_statistics(createText("statisticsOverlay", tr("Statistics"))),
      m_cheatSheet(createText("cheatSheet", tr("Keys and mouse"))) {
    makeNative(m_gizmo);
    m_cheatSheet->setTextFormat(Qt::RichText);
    m_cheatSheet->setToolTip(tr("Click to close"));
    m_cheatSheet->installEventFilter(this);
}

QLabel* ViewportOverlays::createText(const char* name, const QString& accessibleName) {
    auto* label = new QLabel(m_host);
    label->setObjectName(QLatin1String(name));
    label->setAccessibleName(accessibleName);
    makeNative(label);
    label->setAutoFillBackground(true);
    label->setMargin(6);
    label->hide();
    return label;
}

bool ViewportOverlays::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_area && (event->type() == QEvent::Resize || event->type() == QEvent::Move)) place();
    if (watched != m_cheatSheet || event->type() != QEvent::MouseButtonPress) return false;
    Q_EMIT cheatSheetClicked();
    return true;
}

void ViewportOverlays::setArea(QWidget* area) {
    m_area = area;
    area->installEventFilter(this);
    place();
}

void ViewportOverlays::setNotice(const QString& text) {
    m_notice->setText(text);
    m_notice->setVisible(!text.isEmpty());
    place();
}

void ViewportOverlays::setStatistics(const QString& text) {
    m_statistics->setText(text);
    setStatisticsShown(m_statisticsShown);
}

void ViewportOverlays::setStatisticsShown(bool shown) {
    m_statisticsShown = shown;
    m_statistics->setVisible(shown && !m_statistics->text().isEmpty());
    place();
}

void ViewportOverlays::setCheatSheetShown(bool shown, NavigationStyle style) {
    if (shown) m_cheatSheet->setText(cheatSheetText(style));
    m_cheatSheet->setVisible(shown);
    place();
}

bool ViewportOverlays::isCheatSheetShown() const {
    return !m_cheatSheet->isHidden();
}

void ViewportOverlays::setBackground(const QColor& color) {
    m_gizmo->setBackground(color);
}

void ViewportOverlays::place() {
    for (QLabel* label : {m_notice, m_statistics, m_cheatSheet})
        label->adjustSize();
    m_gizmo->adjustSize();
    const QRect area(m_area->mapTo(m_host, QPoint()), m_area->size());
    const QRect inside = area.adjusted(kMargin, kMargin, -kMargin, -kMargin);
    m_gizmo->move(inside.right() - m_gizmo->width(), inside.top());
    m_statistics->move(inside.topLeft());
    m_notice->move(inside.left(), inside.bottom() - m_notice->height());
    m_cheatSheet->move(area.left() + std::max(0, (area.width() - m_cheatSheet->width()) / 2),
                       area.top() + std::max(0, (area.height() - m_cheatSheet->height()) / 2));
    for (QWidget* overlay : std::initializer_list<QWidget*>{m_gizmo, m_notice, m_statistics, m_cheatSheet})
        overlay->raise();
}

}  // namespace espalier
