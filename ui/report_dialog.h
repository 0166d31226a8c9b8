#pragma once

#include <QDialog>
#include <functional>

#include "ui/problem_report.h"

class QCheckBox;
class QLabel;
class QPlainTextEdit;

namespace espalier {

class LogBook;

/// The log, to read and copy, and a zip of it to send along with a report of a problem.
class ReportDialog : public QDialog {
    Q_OBJECT

public:
    /// `report` lacks log and picture. `encodePicture` gives a PNG file's bytes, in a pool thread, and is called only
    /// when the user ticked the picture; null without one.
    ReportDialog(LogBook& book, ProblemReport report, std::function<QByteArray()> encodePicture,
                 QWidget* parent = nullptr);

    /// Writes in the background; saved() or a sentence in the dialog follows.
    void saveTo(const QString& file);

Q_SIGNALS:
    void saved(const QString& file);

private:
    void askForFile();

    LogBook& m_book;
    ProblemReport m_report;
    std::function<QByteArray()> m_encodePicture;
    QPlainTextEdit* m_log = nullptr;
    QCheckBox* m_withPicture = nullptr;
    QLabel* m_note = nullptr;
};

}  // namespace espalier
