#pragma once

#include <QWidget>

#include "inference/pipeline/generate_request.h"

class QAction;
class QComboBox;
class QLabel;
class QListWidget;

namespace espalier {

/// Further pictures of the object that the picture above shows, in the order in which the model looks at them. Takes
/// drops of picture files. Hidden while it is empty and the model has no use for it.
class ViewsPanel : public QWidget {
    Q_OBJECT

public:
    explicit ViewsPanel(QWidget* parent = nullptr);

    /// Whether the model takes several pictures.
    void setUsable(bool usable);
    bool isUsable() const { return m_usable; }

    void add(const QStringList& files);
    void clear();
    /// What a job is to look at: in order; none while the model takes one picture only.
    QStringList files() const;
    ViewMode mode() const;
    void setMode(ViewMode mode);

    QAction* addFiles;  ///< asks for files
    QAction* moveUp;
    QAction* moveDown;
    QAction* remove;

Q_SIGNALS:
    void addRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QAction* make(const QString& text, const QString& icon, const QKeySequence& shortcut, const QString& toolTip);
    void createActions();
    void createLayout();
    void moveSelected(int places);
    void updateParts();
    void applyTheme();

    bool m_usable = false;
    QLabel* m_title = nullptr;
    QListWidget* m_list = nullptr;
    QWidget* m_modeRow = nullptr;
    QComboBox* m_mode = nullptr;
    QLabel* m_note = nullptr;
};

}  // namespace espalier
