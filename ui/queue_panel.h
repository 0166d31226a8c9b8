#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QListView;
class QMenu;

namespace espalier {

class JobQueue;

/// The jobs of this session: the one that runs, those that wait, and what became of the others.
class QueuePanel : public QWidget {
    Q_OBJECT

public:
    explicit QueuePanel(JobQueue& queue, QWidget* parent = nullptr);

    /// Puts the panel's commands into a menu.
    void fillMenu(QMenu* menu) const;
    /// The selected job's number; 0 without one.
    int selected() const;
    void select(int jobId);

    QAction* pause;
    QAction* moveUp;
    QAction* moveDown;
    QAction* remove;
    QAction* retry;
    QAction* retryFailed;
    QAction* clear;

protected:
    void changeEvent(QEvent* event) override;

private:
    QAction* make(const QString& text, const QString& icon, const QKeySequence& shortcut, const QString& toolTip);
    void createActions();
    void createLayout();
    void connectActions();
    void moveSelected(int places);
    void removeSelected();
    void restartAllFailed();
    void clearOver();
    void updateActions();
    void applyTheme();

    JobQueue& m_queue;
    QListView* m_list = nullptr;
    QLabel* m_empty = nullptr;
    int m_chosen = 0;  // stays selected when the list changes
};

}  // namespace espalier
