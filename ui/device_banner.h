#pragma once

#include <QFrame>

#include "inference/pipeline/device_report.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace espalier {

/// What the check of the card found for the chosen model: one sentence and what to do, with the whole report behind a
/// Details button. Hidden while there is nothing a user should know.
class DeviceBanner : public QFrame {
    Q_OBJECT

public:
    explicit DeviceBanner(QWidget* parent = nullptr);

    /// `report`: the text of the Details page. A verdict that was closed stays closed until it changes.
    void showVerdict(const Verdict& verdict, const QString& report);
    /// Opens the Details page.
    void showDetails();

    /// What is read on screen, in one string; empty when hidden.
    QString text() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void createLayout();
    void applyTheme();

    QLabel* m_icon = nullptr;
    QLabel* m_body = nullptr;
    QPushButton* m_details = nullptr;
    QToolButton* m_close = nullptr;
    Severity m_severity = Severity::Fine;
    QString m_report;
    QString m_closed;  ///< the words that were closed
};

}  // namespace espalier
