#pragma once

#include <QDialog>

namespace espalier {

/// The short help of resources/help, in the window's language.
class HelpDialog : public QDialog {
    Q_OBJECT

public:
    explicit HelpDialog(QWidget* parent = nullptr);
};

}  // namespace espalier
