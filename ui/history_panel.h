#pragma once

#include <QWidget>

#include "ui/hand_out.h"

class QAction;
class QLabel;
class QLineEdit;
class QListView;
class QMenu;
class QToolButton;

namespace espalier {

class HistoryFilter;
class HistoryStore;

/// The finished jobs: a list with thumbnails, a search field and what can be done with the selected one.
class HistoryPanel : public QWidget {
    Q_OBJECT

public:
    explicit HistoryPanel(HistoryStore& store, QWidget* parent = nullptr);

    /// Puts the panel's commands into a menu.
    void fillMenu(QMenu* menu) const;
    /// The selected entry's id; empty without one.
    QString selected() const;
    void select(const QString& id);
    /// The ids of all that are selected, the oldest first.
    QStringList selection() const;

    QAction* open;
    QAction* rebake;
    QAction* takeOver;
    QAction* compare;
    QAction* exportEntry;
    QAction* copyFile;
    QAction* openWith;
    QAction* star;
    QAction* editNote;
    QAction* rename;
    QAction* remove;
    QAction* undoRemove;
    QAction* limit;

Q_SIGNALS:
    void openRequested(const QString& id);
    /// Open it, to make its asset again with other settings.
    void rebakeRequested(const QString& id);
    void takeOverRequested(const QString& id);
    void exportRequested(const QString& id);
    /// Show these two side by side; the first is the older one.
    void compareRequested(const QString& left, const QString& right);
    /// The user chose how large the history may get.
    void limitChosen(qint64 bytes);
    void noted(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    QAction* make(const QString& text, const QString& icon, const QKeySequence& shortcut, const QString& toolTip);
    void createActions();
    void createLayout();
    void connectActions();
    void updateActions();
    void showSize();
    void askForLimit();
    void askForNote();
    void offer(bool copy);
    void applyTheme();

    HistoryStore& m_store;
    HandOut m_handOut;
    HistoryFilter* m_found = nullptr;
    QLineEdit* m_search = nullptr;
    QToolButton* m_starredOnly = nullptr;
    QListView* m_list = nullptr;
    QString m_chosen;  // stays selected when the list is read anew
    QLabel* m_empty = nullptr;
    QLabel* m_size = nullptr;
};

}  // namespace espalier
