#pragma once

#include <QObject>
#include <QString>
#include <QWidget>
#include <optional>

#include "ui/desktop_bus.h"
#include "ui/job_state.h"

namespace espalier {

class JobQueue;

/// Tells somebody who looks at another program how the jobs go: progress on the program's icon in the task bar (Unity's
/// launcher interface, which KDE's and GNOME's docks read too), and a notification when the last job of the queue has
/// ended while no window of ours is active. A click on it raises the window. GUI thread only.
class DesktopMessages : public QObject {
    Q_OBJECT

public:
    /// `queue` lives at least as long as `window`, which owns this, shows anything.
    DesktopMessages(JobQueue& queue, QWidget* window, QDBusConnection bus = desktopBus());
    ~DesktopMessages() override;

private Q_SLOTS:
    void onActionInvoked(uint notification, const QString& action);

private:
    void noteState(const QString& title, JobState state);
    /// Nothing: no job runs.
    void showProgress(std::optional<double> fraction);
    void tellTheEnd();

    QWidget* m_window;
    QDBusConnection m_bus;
    std::optional<int> m_percent;  // as shown
    QString m_title;               // of the job that ended last
    JobState m_end = JobState::Cancelled;
    uint m_notification = 0;
};

}  // namespace espalier
