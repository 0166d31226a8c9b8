#include "ui/viewport_commands.h"

#include <QMenu>

#include "ui/light_sliders.h"
#include "ui/settings.h"
#include "ui/themed_action.h"
#include "viewer/view_texts.h"
#include "viewer/viewport_widget.h"

namespace espalier {

namespace {

constexpr ViewCommand kDirections[] = {ViewCommand::Front, ViewCommand::Back, ViewCommand::Right,
                                       ViewCommand::Left,  ViewCommand::Top,  ViewCommand::Bottom};
constexpr ViewCommand kSwitches[] = {ViewCommand::Orthographic, ViewCommand::Turntable,   ViewCommand::Ground,
                                     ViewCommand::Statistics,   ViewCommand::Picture,     ViewCommand::Gaussians,
                                     ViewCommand::SideBySide,   ViewCommand::NextShading, ViewCommand::CheatSheet};
constexpr ViewCommand kLight[] = {ViewCommand::LightLeft, ViewCommand::LightRight, ViewCommand::Brighter,
                                  ViewCommand::Darker, ViewCommand::ResetLight};

}  // namespace

ViewportCommands::ViewportCommands(ViewportWidget& viewport, Settings& settings, QObject* parent)
    : QObject(parent), m_viewport(viewport), m_settings(settings), m_navigation(new QActionGroup(this)) {
    for (const ViewCommand command : kDirections)
        createAction(command);
    for (const ViewCommand command : kSwitches)
        createAction(command);
    for (const ViewCommand command : kLight)
        createAction(command);
    createNavigation();
    action(ViewCommand::Gaussians)->setIconText(tr("Gaussians"));
    action(ViewCommand::Gaussians)->setPriority(QAction::LowPriority);  // an icon alone, or the bar's end is cut off
    action(ViewCommand::Gaussians)->setData(QStringLiteral("gaussians"));
    const auto offerGaussians = [this](bool there) {
        for (const ViewCommand command : {ViewCommand::Gaussians, ViewCommand::SideBySide})
            action(command)->setVisible(there);
    };
    offerGaussians(m_viewport.hasGaussians());
    connect(&m_viewport, &ViewportWidget::gaussiansChanged, this, offerGaussians);
    connect(&m_viewport, &ViewportWidget::switched, this, [this](ViewCommand command, bool on) {
        if (const auto found = m_actions.find(command); found != m_actions.end()) found->second->setChecked(on);
    });
}

void ViewportCommands::createAction(ViewCommand command) {
    const ViewCommandInfo& info = infoOf(command);
    auto* action = new QAction(textOf(command), this);
    const QKeySequence key(info.key);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setToolTip(tr("%1 (%2, in the 3D view)").arg(textOf(command), key.toString(QKeySequence::NativeText)));
    action->setCheckable(info.isSwitch);
    action->setChecked(info.isSwitch && m_viewport.isOn(command));
    connect(action, &QAction::triggered, &m_viewport, [this, command, action] {
        m_viewport.run(command);
        if (action->isCheckable()) action->setChecked(m_viewport.isOn(command));
    });
    m_viewport.addAction(action);
    m_actions[command] = action;
}

void ViewportCommands::createNavigation() {
    const auto add = [this](NavigationStyle style, const QString& text) {
        QAction* action = m_navigation->addAction(text);
        action->setToolTip(mouseHelp(style));
        action->setCheckable(true);
        action->setData(int(style));
        action->setChecked(m_settings.navigationStyle() == style);
    };
    add(NavigationStyle::Default, tr("&Espalier"));
    add(NavigationStyle::Blender, tr("&Blender"));
    add(NavigationStyle::Maya, tr("&Maya"));
    m_viewport.setNavigation(m_settings.navigationStyle());
    connect(m_navigation, &QActionGroup::triggered, this, [this](const QAction* action) {
        const auto style = NavigationStyle(action->data().toInt());
        m_viewport.setNavigation(style);
        m_settings.setNavigationStyle(style);
    });
}

void ViewportCommands::applyTheme(const QPalette& palette) {
    applyIcons({action(ViewCommand::Gaussians)}, palette);
}

void ViewportCommands::fillMenus(QMenu* view, QAction* next, QMenu* light) {
    const auto addMenu = [&](const QString& title) {
        auto* menu = new QMenu(title, view);
        menu->setToolTipsVisible(true);
        view->insertMenu(next, menu);
        return menu;
    };
    QMenu* directions = addMenu(tr("L&ook"));
    for (const ViewCommand command : kDirections)
        directions->addAction(action(command));
    for (const ViewCommand command : kSwitches)
        view->insertAction(next, action(command));
    addMenu(tr("&Mouse"))->addActions(m_navigation->actions());
    view->insertSeparator(next);
    light->addSeparator();
    addLightSliders(light, m_viewport);
    for (const ViewCommand command : kLight)
        light->addAction(action(command));
}

}  // namespace espalier
