#include "ui/image_drop_area.h"

#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QPainterPath>

#include "ui/theme.h"

namespace espalier {
namespace {

constexpr int kGap = 8;
constexpr qreal kRadius = 8.0;

}  // namespace

ImageDropArea::ImageDropArea(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("imageDropArea"));
    setAcceptDrops(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Picture"));
    setAccessibleDescription(tr("Drop a picture here, or press Return to open one"));
    setToolTip(tr("Drop a picture here, or click to open one; click what the model sees to correct it"));
}

QSize ImageDropArea::sizeHint() const {
    // Two square tiles with a line of text below.
    constexpr int kTileSide = 150;
    return {2 * kTileSide + kGap, kTileSide + captionHeight()};
}

void ImageDropArea::showEmpty() {
    m_picture = m_cutOut = {};
    m_loadingTitle.clear();
    update();
}

void ImageDropArea::showLoading(const QString& title) {
    showEmpty();
    m_loadingTitle = title;
}

void ImageDropArea::showPicture(const QImage& thumbnail) {
    m_loadingTitle.clear();
    m_picture = thumbnail;
    update();
}

void ImageDropArea::showCutOut(const QImage& cutOut) {
    m_cutOut = cutOut;
    update();
}

void ImageDropArea::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (!hasPicture()) {
        drawInvitation(painter);
        return;
    }
    const int side = tileWidth();
    drawTile(painter, QRect(0, 0, side, height()), m_picture, tr("Your picture"));
    drawTile(painter, QRect(width() - side, 0, side, height()), m_cutOut, tr("What the model sees"));
}

int ImageDropArea::tileWidth() const {
    return (width() - kGap) / 2;
}

void ImageDropArea::drawInvitation(QPainter& painter) const {
    const QColor accent = palette().color(QPalette::Highlight);
    QPen pen(m_highlighted || hasFocus() ? accent : blend(lineColour(palette()), quietText(palette()), 0.4), 1.5);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.setBrush(m_highlighted ? blend(palette().color(QPalette::Base), accent, 0.12)
                                   : palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius, kRadius);

    constexpr int kIconSide = 40;
    const int top = height() / 2 - 48;
    const QColor quiet = quietText(palette());
    painter.drawPixmap((width() - kIconSide) / 2, top, iconPixmap("picture", quiet, kIconSide, devicePixelRatioF()));
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(palette().color(QPalette::WindowText));
    const QString head = m_loadingTitle.isEmpty() ? tr("Drop a picture here") : tr("Opening %1").arg(m_loadingTitle);
    painter.drawText(QRect(8, top + 46, width() - 16, 24), Qt::AlignCenter,
                     QFontMetrics(bold).elidedText(head, Qt::ElideMiddle, width() - 24));
    painter.setFont(font());
    painter.setPen(quiet);
    if (m_loadingTitle.isEmpty())
        painter.drawText(QRect(8, top + 70, width() - 16, 22), Qt::AlignCenter,
                         tr("or click to open, Ctrl+V to paste"));
}

void ImageDropArea::drawTile(QPainter& painter, const QRect& area, const QImage& image, const QString& caption) const {
    const QRect frame = area.adjusted(1, 1, -1, -captionHeight() - 1);
    QPainterPath outline;
    outline.addRoundedRect(frame, kRadius, kRadius);
    painter.save();
    painter.setClipPath(outline);
    painter.fillPath(outline, checkerBrush(palette()));
    if (!image.isNull()) {
        QRect target({0, 0}, image.size().scaled(frame.size(), Qt::KeepAspectRatio));
        target.moveCenter(frame.center());
        painter.drawImage(target, image);
    }
    painter.restore();
    painter.setBrush(Qt::NoBrush);
    const bool active = m_highlighted || hasFocus();
    painter.setPen(QPen(active ? palette().color(QPalette::Highlight) : lineColour(palette()), active ? 1.5 : 1.0));
    painter.drawPath(outline);
    painter.setPen(quietText(palette()));
    painter.drawText(QRect(area.left(), frame.bottom() + 3, area.width(), captionHeight() - 2), Qt::AlignCenter,
                     fontMetrics().elidedText(caption, Qt::ElideRight, area.width()));
}

void ImageDropArea::setHighlighted(bool highlighted) {
    m_highlighted = highlighted;
    update();
}

void ImageDropArea::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !rect().contains(event->position().toPoint())) return;
    if (hasCutOut() && event->position().x() > width() - tileWidth())
        Q_EMIT cutOutRequested();
    else
        Q_EMIT openRequested();
}

void ImageDropArea::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() == Qt::NoModifier &&
        (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space))
        Q_EMIT
    openRequested();
    else QWidget::keyPressEvent(event);
}

void ImageDropArea::dragEnterEvent(QDragEnterEvent* event) {
    if (!offersPicture(event->mimeData())) return;
    event->acceptProposedAction();
    setHighlighted(true);
}

void ImageDropArea::dragLeaveEvent(QDragLeaveEvent*) {
    setHighlighted(false);
}

void ImageDropArea::dropEvent(QDropEvent* event) {
    setHighlighted(false);
    const OfferedPicture offered = offeredPicture(event->mimeData());
    if (offered.isEmpty()) return;
    event->acceptProposedAction();
    Q_EMIT
    imageChosen(offered);
}

void ImageDropArea::enterEvent(QEnterEvent*) {
    setHighlighted(true);
}
void ImageDropArea::leaveEvent(QEvent*) {
    setHighlighted(false);
}

}  // namespace espalier
