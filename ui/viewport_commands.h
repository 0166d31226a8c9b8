#pragma once

#include <QActionGroup>
#include <QObject>
#include <map>

#include "viewer/view_command.h"

class QMenu;
class QPalette;

namespace espalier {

class Settings;
class ViewportWidget;

/// The 3D view's own commands as actions for the menus. Their keys work while the view has the focus, so that they
/// stay free for typing elsewhere.
class ViewportCommands : public QObject {
    Q_OBJECT

public:
    /// Gives the view the habits that `settings` remembers, and keeps them there; both outlive this.
    ViewportCommands(ViewportWidget& viewport, Settings& settings, QObject* parent);

    /// Adds the actions to the View menu, before `next`, and to its Light menu.
    void fillMenus(QMenu* view, QAction* next, QMenu* light);
    void applyTheme(const QPalette& palette);
    QAction* action(ViewCommand command) const { return m_actions.at(command); }
    QActionGroup* navigation() const { return m_navigation; }  ///< each holds its NavigationStyle

private:
    void createAction(ViewCommand command);
    void createNavigation();

    ViewportWidget& m_viewport;
    Settings& m_settings;
    std::map<ViewCommand, QAction*> m_actions;
    QActionGroup* m_navigation;
};

}  // namespace espalier
