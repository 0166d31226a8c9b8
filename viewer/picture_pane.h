#pragma once

#include <QImage>
#include <QPixmap>
#include <QWidget>

namespace espalier {

/// The picture the shape was made from, as large as fits, beside the 3D view.
class PicturePane : public QWidget {
    Q_OBJECT

public:
    explicit PicturePane(QWidget* parent = nullptr);

    /// Null: none.
    void setPicture(const QImage& picture);
    bool hasPicture() const { return !m_picture.isNull(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage m_picture;
    QPixmap m_scaled;  ///< for the size it was drawn in last
};

}  // namespace espalier
