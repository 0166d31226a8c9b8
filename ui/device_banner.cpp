#include "ui/device_banner.h"

#include <QClipboard>
#include <QDialog>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme.h"

namespace espalier {

DeviceBanner::DeviceBanner(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("deviceBanner"));
    setAutoFillBackground(true);
    createLayout();
    connect(m_details, &QPushButton::clicked, this, &DeviceBanner::showDetails);
    connect(m_close, &QToolButton::clicked, this, [this] {
        m_closed = m_body->text();
        hide();
    });
    hide();
}

void DeviceBanner::createLayout() {
    m_icon = new QLabel;
    m_body = new QLabel;
    m_body->setTextFormat(Qt::PlainText);
    m_body->setWordWrap(true);
    m_body->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details = new QPushButton(tr("Details"));
    m_details->setFlat(true);
    m_details->setToolTip(tr("What Espalier knows of this machine and its models"));
    m_close = new QToolButton;
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(tr("Close this message"));

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 10, 8, 10);
    row->setSpacing(10);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_body, 1);
    row->addWidget(m_details, 0, Qt::AlignVCenter);
    row->addWidget(m_close, 0, Qt::AlignTop);
}

void DeviceBanner::showVerdict(const Verdict& verdict, const QString& report) {
    m_report = report;
    m_severity = verdict.severity;
    QString words = QString::fromStdString(verdict.sentence);
    if (!verdict.hint.empty()) words += QLatin1Char('\n') + QString::fromStdString(verdict.hint);
    m_body->setText(words);
    setAccessibleName(words);
    applyTheme();
    setVisible(m_severity != Severity::Fine && words != m_closed);
}

QString DeviceBanner::text() const {
    return isHidden() ? QString() : m_body->text();
}

void DeviceBanner::showDetails() {
    auto* dialog = new QDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("deviceDetails"));
    dialog->setWindowTitle(tr("This machine and its models"));
    auto* text = new QPlainTextEdit(m_report);
    text->setReadOnly(true);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setAccessibleName(dialog->windowTitle());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    const auto* copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, dialog,
            [report = m_report] { QGuiApplication::clipboard()->setText(report); });
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(text);
    layout->addWidget(buttons);
    dialog->resize(860, 520);
    dialog->open();
}

void DeviceBanner::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_severity != Severity::Fine) applyTheme();
}

void DeviceBanner::applyTheme() {
    const QPalette base = parentWidget() ? parentWidget()->palette() : palette();
    const bool isNote = m_severity == Severity::Fine || m_severity == Severity::Note;
    QPalette own = base;
    own.setColor(QPalette::Window, toneColour(base, isNote ? Tone::Neutral : Tone::Failure));
    // Setting the palette is itself a change of it; without this check it would go round.
    if (own != palette()) setPalette(own);
    const QString icon = isNote ? QStringLiteral("info") : QStringLiteral("warning");
    m_icon->setPixmap(iconPixmap(icon, base.color(QPalette::WindowText), 20, devicePixelRatioF()));
    m_close->setIcon(themedIcon(QStringLiteral("close"), base));
}

}  // namespace espalier
