#include "ui/job_panel.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <algorithm>
#include <cmath>

#include "ui/failure_text.h"

namespace espalier {
namespace {

const QString kQueueLink = QStringLiteral("queue");
const QString kResumeLink = QStringLiteral("resume");

QString linkText(const QString& link, const QString& text) {
    return QStringLiteral(" &nbsp;<a href=\"%1\">%2</a>").arg(link, text);
}

}  // namespace

QString spokenDuration(double seconds) {
    const auto whole = qint64(std::llround(std::max(0.0, seconds)));
    if (whole < 60) return JobPanel::tr("%1 s").arg(whole);
    if (whole < 3600) return JobPanel::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
    return JobPanel::tr("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QLatin1Char('0'));
}

JobPanel::JobPanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("jobPanel"));
    m_stage = new QLabel;
    m_stage->setAccessibleName(tr("Stage"));
    m_times = new QLabel;
    m_times->setAccessibleName(tr("Elapsed and remaining time"));
    m_waiting = new QLabel;
    m_waiting->setTextFormat(Qt::RichText);
    m_waiting->setObjectName(QStringLiteral("queueLine"));
    m_bar = new QProgressBar;
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);
    m_bar->setAccessibleName(tr("Progress"));

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(14, 8, 14, 10);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(6);
    grid->addWidget(m_stage, 0, 0);
    grid->addWidget(m_waiting, 0, 1);
    grid->addWidget(m_times, 0, 2);
    grid->addWidget(m_bar, 1, 0, 1, 3);
    grid->setColumnStretch(0, 1);

    connect(m_waiting, &QLabel::linkActivated, this, [this](const QString& link) {
        if (link == kResumeLink)
            Q_EMIT resumeRequested();
        else
            Q_EMIT queueRequested();
    });
    connect(&m_ticker, &QTimer::timeout, this, &JobPanel::tick);
    m_ticker.setInterval(500);
    showQueue(0, false);
}

void JobPanel::showState(JobState state) {
    m_active = isActive(state);
    updateParts();
    if (!m_active) {
        m_ticker.stop();
        return;
    }
    if (state == JobState::Stopping) {
        m_stage->setText(tr("Stopping..."));
        m_times->clear();
        m_ticker.stop();
        m_bar->setRange(0, 0);
        return;
    }
    m_stage->setText(tr("Starting"));
    m_bar->setRange(0, 1000);
    m_bar->setValue(0);
    m_etaSeconds.reset();
    m_sinceStart.start();
    m_ticker.start();
    tick();
}

void JobPanel::showProgress(const Progress& progress) {
    QString text = stageText(progress.stage);
    if (progress.of > 1) text += tr(", step %1 of %2").arg(std::min(progress.step + 1, progress.of)).arg(progress.of);
    m_stage->setText(text);
    m_bar->setValue(int(std::lround(progress.fraction * 1000.0)));
    m_etaSeconds = progress.etaSeconds;
    m_sinceReport.start();
    tick();
}

void JobPanel::tick() {
    const QString elapsed = spokenDuration(double(m_sinceStart.elapsed()) / 1000.0);
    if (!m_etaSeconds) {
        m_times->setText(elapsed);
        return;
    }
    const double left = std::max(0.0, *m_etaSeconds - double(m_sinceReport.elapsed()) / 1000.0);
    m_times->setText(tr("%1, about %2 left").arg(elapsed, spokenDuration(left)));
}

void JobPanel::showQueue(int waiting, bool paused) {
    m_held = paused && waiting > 0;
    m_waiting->setVisible(waiting > 0);
    QString text = tr("%n more waiting", nullptr, waiting) + linkText(kQueueLink, tr("Show"));
    if (paused) text += linkText(kResumeLink, tr("Resume"));
    m_waiting->setText(text);
    updateParts();
}

void JobPanel::updateParts() {
    setVisible(m_active || m_held);
    m_bar->setVisible(m_active);
    m_times->setVisible(m_active);
    if (!m_active && m_held) m_stage->setText(tr("Paused"));
}

QString JobPanel::stageLine() const {
    return m_stage->text();
}

}  // namespace espalier
