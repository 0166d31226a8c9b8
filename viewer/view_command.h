#pragma once

#include <QKeySequence>
#include <QString>
#include <span>

class QKeyEvent;

namespace espalier {

/// What the 3D view can be told, by a key, a menu or a call.
enum class ViewCommand {
    Frame,
    Front,
    Back,
    Right,
    Left,
    Top,
    Bottom,
    Orthographic,
    Ground,
    Wireframe,
    Normals,
    NextShading,
    Statistics,
    Picture,
    Gaussians,
    SideBySide,
    Turntable,
    LightLeft,
    LightRight,
    Brighter,
    Darker,
    ResetLight,
    CheatSheet,
};

struct ViewCommandInfo {
    ViewCommand command;
    int key;           ///< Qt::Key, with Qt::CTRL or not
    const char* text;  ///< for a menu, to be translated by textOf()
    bool isSwitch;     ///< on or off, and asked by ViewportWidget::isOn()
};

/// All of them, in the order in which they are listed to the user.
std::span<const ViewCommandInfo> viewCommands();
const ViewCommandInfo& infoOf(ViewCommand command);
QString textOf(ViewCommand command);
/// Null for a key that means nothing to the view. The number pad's keys count as the others do.
const ViewCommandInfo* commandFor(const QKeyEvent& event);

}  // namespace espalier
