#include "ui/desktop_messages.h"

#include <QApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QStringList>
#include <QVariantMap>
#include <cmath>
#include <utility>

#include "ui/job_queue.h"

namespace espalier {
namespace {

const QString kService = QStringLiteral("org.freedesktop.Notifications");
const QString kPath = QStringLiteral("/org/freedesktop/Notifications");
const QString kClick = QStringLiteral("default");  // the specification's name for a click on the message itself

}  // namespace

DesktopMessages::DesktopMessages(JobQueue& queue, QWidget* window, QDBusConnection bus)
    : QObject(window), m_window(window), m_bus(std::move(bus)) {
    connect(&queue, &JobQueue::stateChanged, this,
            [this, &queue](int jobId, JobState state) { noteState(queue.order(jobId).title, state); });
    connect(&queue, &JobQueue::progressed, this,
            [this](int, const Progress& progress) { showProgress(progress.fraction); });
    connect(&queue, &JobQueue::becameIdle, this, &DesktopMessages::tellTheEnd);
    m_bus.connect(kService, kPath, kService, QStringLiteral("ActionInvoked"), this,
                  SLOT(onActionInvoked(uint, QString)));
}

DesktopMessages::~DesktopMessages() {
    showProgress(std::nullopt);
}

void DesktopMessages::noteState(const QString& title, JobState state) {
    if (state == JobState::Running) showProgress(0.0);
    if (!isOver(state)) return;
    m_title = title;
    m_end = state;
}

void DesktopMessages::showProgress(std::optional<double> fraction) {
    const auto percent = fraction ? std::optional(int(std::lround(*fraction * 100))) : std::nullopt;
    if (percent == m_percent) return;
    m_percent = percent;
    QDBusMessage update = QDBusMessage::createSignal(
        QStringLiteral("/espalier"), QStringLiteral("com.canonical.Unity.LauncherEntry"), QStringLiteral("Update"));
    update << QStringLiteral("application://%1.desktop").arg(QGuiApplication::desktopFileName())
           << QVariantMap{{QStringLiteral("progress"), percent.value_or(0) / 100.0},
                          {QStringLiteral("progress-visible"), percent.has_value()}};
    m_bus.send(update);
}

void DesktopMessages::tellTheEnd() {
    showProgress(std::nullopt);
    const QWidget* active = QApplication::activeWindow();
    const bool isSeen = active && !active->isMinimized();
    if (isSeen || (m_end != JobState::Finished && m_end != JobState::Failed)) return;
    QApplication::alert(m_window);
    const QString summary = m_end == JobState::Finished ? tr("Your model is finished") : tr("A job has failed");
    QDBusMessage message = QDBusMessage::createMethodCall(kService, kPath, kService, QStringLiteral("Notify"));
    message << QApplication::applicationDisplayName() << m_notification << QGuiApplication::desktopFileName() << summary
            << m_title.toHtmlEscaped() << QStringList{kClick, tr("Show")}
            << QVariantMap{{QStringLiteral("desktop-entry"), QGuiApplication::desktopFileName()}} << -1;
    if (!m_bus.isConnected()) return;
    auto* answer = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        if (const QDBusPendingReply<uint> reply = *answer; reply.isValid()) m_notification = reply.value();
    });
}

void DesktopMessages::onActionInvoked(uint notification, const QString& action) {
    if (notification != m_notification || action != kClick) return;
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

}  // namespace espalier
