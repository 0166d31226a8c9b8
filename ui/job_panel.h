#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <optional>

#include "inference/base/progress.h"
#include "ui/job_state.h"

class QLabel;
class QProgressBar;

namespace espalier {

/// "12 s", "3 min 05 s", "1 h 02 min".
QString spokenDuration(double seconds);

/// The running job in words: stage, step k of n, elapsed, time left, and how many jobs wait. Hidden when there is none.
class JobPanel : public QWidget {
    Q_OBJECT

public:
    explicit JobPanel(QWidget* parent = nullptr);

    void showState(JobState state);
    void showProgress(const Progress& progress);
    /// How many jobs wait, and whether they are held back.
    void showQueue(int waiting, bool paused);

    QString stageLine() const;

Q_SIGNALS:
    void queueRequested();
    void resumeRequested();

private:
    void tick();
    void updateParts();

    QLabel* m_stage = nullptr;
    QLabel* m_times = nullptr;
    QLabel* m_waiting = nullptr;
    QProgressBar* m_bar = nullptr;
    QTimer m_ticker;  // times go on between two reports
    QElapsedTimer m_sinceReport;
    QElapsedTimer m_sinceStart;
    std::optional<double> m_etaSeconds;
    bool m_active = false;  // a job runs or stops
    bool m_held = false;    // jobs wait, and none may start
};

}  // namespace espalier
