#include "viewer/picture_pane.h"

#include <QPainter>

namespace espalier {

namespace {

constexpr int kMargin = 12;

}  // namespace

PicturePane::PicturePane(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("picturePane"));
    setAccessibleName(tr("Picture"));
    setMinimumWidth(120);
}

void PicturePane::setPicture(const QImage& picture) {
    m_picture = picture;
    m_scaled = {};
    update();
}

void PicturePane::paintEvent(QPaintEvent*) {
    if (!hasPicture()) return;
    const QRect inside = rect().adjusted(kMargin, kMargin, -kMargin, -kMargin);
    const QSize size = m_picture.size().scaled(inside.size(), Qt::KeepAspectRatio);
    if (size.isEmpty()) return;
    const QSize pixels = size * devicePixelRatioF();
    if (m_scaled.size() != pixels)
        m_scaled = QPixmap::fromImage(m_picture.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    QRect place(QPoint(), size);
    place.moveCenter(inside.center());
    QPainter(this).drawPixmap(place, m_scaled);
}

}  // namespace espalier
