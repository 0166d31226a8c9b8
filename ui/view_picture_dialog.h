#pragma once

#include <QDialog>
#include <QImage>

#include "ui/turntable_export.h"

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace espalier {

/// Asks how a picture of the view, or its turntable, is to be.
class ViewPictureDialog : public QDialog {
    Q_OBJECT

public:
    enum class Kind { Picture, Turntable };
    /// `shown`: what the view shows itself, the first of the sizes offered for a picture.
    ViewPictureDialog(Kind kind, const QSize& shown, QWidget* parent);

    QSize size() const;
    bool isTransparent() const;
    /// All but the file and the background.
    TurntableSettings turntable() const;

private:
    void addSizes(Kind kind, const QSize& shown);
    void createTurntableFields();

    QComboBox* m_sizes;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QCheckBox* m_transparent;
    QSpinBox* m_seconds = nullptr;
    QComboBox* m_format = nullptr;
};

QImage onBackground(const QImage& picture, const QColor& background);
/// For a view that gave a null picture.
JobFailure noPictureFailure();

}  // namespace espalier
