#pragma once

#include <QFrame>

#include "inference/pipeline/job_runner.h"

class QLabel;
class QToolButton;
class QPlainTextEdit;
class QPushButton;

namespace espalier {

/// One message across the window, above what it speaks of: what happened, what to do, and the library's own words
/// behind a Details button. Stays until closed or replaced.
class MessageBanner : public QFrame {
    Q_OBJECT

public:
    explicit MessageBanner(QWidget* parent = nullptr);

    void showFailure(const JobFailure& failure);
    void showNote(const QString& text);
    void dismiss() { hide(); }

    /// What is read on screen, in one string; empty when hidden.
    QString text() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void createLayout();
    void present(const QString& title, const QString& body, const QString& details, const QString& icon);
    void applyTheme();

    QLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_body = nullptr;
    QPushButton* m_detailsButton = nullptr;
    QToolButton* m_close = nullptr;
    QPlainTextEdit* m_details = nullptr;
    QString m_iconName;
};

}  // namespace espalier
