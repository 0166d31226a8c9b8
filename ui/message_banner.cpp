#include "ui/message_banner.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

#include "ui/failure_text.h"
#include "ui/theme.h"

namespace espalier {

MessageBanner::MessageBanner(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("messageBanner"));
    setAutoFillBackground(true);
    createLayout();
    connect(m_close, &QToolButton::clicked, this, &MessageBanner::dismiss);
    connect(m_detailsButton, &QPushButton::toggled, m_details, &QWidget::setVisible);
    hide();
}

void MessageBanner::createLayout() {
    m_icon = new QLabel;
    m_title = new QLabel;
    m_title->setTextFormat(Qt::PlainText);
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_body = new QLabel;
    m_body->setTextFormat(Qt::PlainText);
    m_body->setWordWrap(true);
    m_body->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detailsButton = new QPushButton(tr("Details"));
    m_detailsButton->setCheckable(true);
    m_detailsButton->setFlat(true);
    m_close = new QToolButton;
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(tr("Close this message"));
    m_details = new QPlainTextEdit;
    m_details->setReadOnly(true);
    m_details->setMaximumHeight(90);
    m_details->setAccessibleName(tr("Details of the failure"));
    m_details->hide();

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(14, 10, 8, 10);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(2);
    grid->addWidget(m_icon, 0, 0, 2, 1, Qt::AlignTop);
    grid->addWidget(m_title, 0, 1);
    grid->addWidget(m_body, 1, 1);
    grid->addWidget(m_detailsButton, 0, 2, 2, 1, Qt::AlignVCenter);
    grid->addWidget(m_close, 0, 3, 2, 1, Qt::AlignTop);
    grid->addWidget(m_details, 2, 1, 1, 3);
    grid->setColumnStretch(1, 1);
}

void MessageBanner::showFailure(const JobFailure& failure) {
    QString body = QString::fromStdString(failure.message);
    if (!failure.hint.empty()) body += QLatin1Char('\n') + QString::fromStdString(failure.hint);
    present(failureTitle(failure.code), body, QString::fromStdString(failure.details), QStringLiteral("warning"));
}

void MessageBanner::showNote(const QString& text) {
    present({}, text, {}, QStringLiteral("info"));
}

QString MessageBanner::text() const {
    return isHidden() ? QString() : QStringList{m_title->text(), m_body->text()}.join(QLatin1Char('\n')).trimmed();
}

void MessageBanner::present(const QString& title, const QString& body, const QString& details, const QString& icon) {
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_body->setText(body);
    m_details->setPlainText(details);
    m_detailsButton->setChecked(false);
    m_detailsButton->setVisible(!details.isEmpty());
    m_iconName = icon;
    setAccessibleName(title.isEmpty() ? body : title + QStringLiteral(". ") + body);
    applyTheme();
    show();
}

void MessageBanner::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_iconName.isEmpty()) applyTheme();
}

void MessageBanner::applyTheme() {
    const QPalette base = parentWidget() ? parentWidget()->palette() : palette();
    const Tone tone = m_iconName == QLatin1String("warning") ? Tone::Failure : Tone::Neutral;
    QPalette own = base;
    own.setColor(QPalette::Window, toneColour(base, tone));
    if (own != palette()) setPalette(own);
    m_icon->setPixmap(iconPixmap(m_iconName, base.color(QPalette::WindowText), 20, devicePixelRatioF()));
    m_close->setIcon(themedIcon(QStringLiteral("close"), base));
}

}  // namespace espalier
