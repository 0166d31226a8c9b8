#pragma once

#include <QImage>
#include <QWidget>

#include "inference/pipeline/image_preprocess.h"
#include "ui/picture_source.h"

namespace espalier {

/// Shows the picture and, beside it, what the model will see of it. Takes drops; a click on the picture or Return asks
/// for a file, a click on the cut-out asks to change it.
class ImageDropArea : public QWidget {
    Q_OBJECT

public:
    explicit ImageDropArea(QWidget* parent = nullptr);

    void showEmpty();
    void showLoading(const QString& title);
    void showPicture(const QImage& thumbnail);
    void showCutOut(const QImage& cutOut);

    bool hasPicture() const { return !m_picture.isNull(); }
    bool hasCutOut() const { return !m_cutOut.isNull(); }
    QSize sizeHint() const override;

Q_SIGNALS:
    void imageChosen(const espalier::OfferedPicture& offered);
    void openRequested();
    /// The tile with the cut-out was clicked.
    void cutOutRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    int tileWidth() const;
    void drawInvitation(QPainter& painter) const;
    void drawTile(QPainter& painter, const QRect& area, const QImage& image, const QString& caption) const;
    int captionHeight() const { return fontMetrics().height() + 6; }
    void setHighlighted(bool highlighted);

    QImage m_picture;
    QImage m_cutOut;
    QString m_loadingTitle;
    bool m_highlighted = false;
};

}  // namespace espalier
