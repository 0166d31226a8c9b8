#include "ui/report_dialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>
#include <utility>

#include "ui/background_task.h"
#include "ui/log_book.h"

namespace espalier {

ReportDialog::ReportDialog(LogBook& book, ProblemReport report, std::function<QByteArray()> encodePicture,
                           QWidget* parent)
    : QDialog(parent), m_book(book), m_report(std::move(report)), m_encodePicture(std::move(encodePicture)) {
    setObjectName(QStringLiteral("reportDialog"));
    setWindowTitle(tr("Log and Problem Report"));
    m_log = new QPlainTextEdit(book.text());
    m_log->setObjectName(QStringLiteral("logText"));
    m_log->setReadOnly(true);
    m_log->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_log->setMaximumBlockCount(LogBook::kMostLines);
    m_log->setAccessibleName(tr("Log"));
    m_log->setPlaceholderText(tr("Nothing has been written yet."));
    connect(&book, &LogBook::lineAdded, m_log, &QPlainTextEdit::appendPlainText);

    m_withPicture = new QCheckBox(tr("Put the &picture into the report"));
    m_withPicture->setObjectName(QStringLiteral("withPicture"));
    m_withPicture->setToolTip(
        tr("Otherwise the report holds the log, what was found out about this machine, and the "
           "settings of the last job, but no picture"));
    m_withPicture->setEnabled(m_encodePicture != nullptr);
    m_note = new QLabel;
    m_note->setWordWrap(true);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* copy = buttons->addButton(tr("&Copy the Log"), QDialogButtonBox::ActionRole);
    auto* save = buttons->addButton(tr("&Save a Report..."), QDialogButtonBox::ActionRole);
    save->setToolTip(tr("Write a zip file that can be sent along with a report of a problem"));
    connect(copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_book.text());
        m_note->setText(tr("The log is on the clipboard."));
    });
    connect(save, &QPushButton::clicked, this, &ReportDialog::askForFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_log, 1);
    layout->addWidget(m_withPicture);
    layout->addWidget(m_note);
    layout->addWidget(buttons);
    resize(760, 480);
}

void ReportDialog::askForFile() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString file = QFileDialog::getSaveFileName(this, tr("Save a report"),
                                                      QDir(folder).filePath(QStringLiteral("espalier-report.zip")),
                                                      tr("Zip archive (*.zip)"));
    if (!file.isEmpty()) saveTo(file);
}

void ReportDialog::saveTo(const QString& file) {
    ProblemReport report = m_report;
    report.log = m_book.text();
    runInPool(
        this,
        [file, report, encode = m_withPicture->isChecked() ? m_encodePicture : nullptr] {
            ProblemReport whole = report;
            if (encode) whole.picture = encode();
            writeProblemReport(file, whole);
            return file;
        },
        [this](const QString& written) {
            m_note->setText(tr("Saved %1").arg(written));
            Q_EMIT saved(written);
        },
        [this](const JobFailure& failure) {
            m_note->setText(QString::fromStdString(failure.message + ' ' + failure.hint));
        });
}

}  // namespace espalier
