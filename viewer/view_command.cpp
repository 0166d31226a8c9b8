#include "viewer/view_command.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <algorithm>

namespace espalier {

namespace {

constexpr int kCtrl = int(Qt::ControlModifier);

constexpr ViewCommandInfo kCommands[] = {
    {ViewCommand::Frame, Qt::Key_F, QT_TRANSLATE_NOOP("ViewCommand", "Show the Whole Model"), false},
    {ViewCommand::Front, Qt::Key_1, QT_TRANSLATE_NOOP("ViewCommand", "From the Front"), false},
    {ViewCommand::Back, kCtrl | Qt::Key_1, QT_TRANSLATE_NOOP("ViewCommand", "From Behind"), false},
    {ViewCommand::Right, Qt::Key_3, QT_TRANSLATE_NOOP("ViewCommand", "From the Right"), false},
    {ViewCommand::Left, kCtrl | Qt::Key_3, QT_TRANSLATE_NOOP("ViewCommand", "From the Left"), false},
    {ViewCommand::Top, Qt::Key_7, QT_TRANSLATE_NOOP("ViewCommand", "From Above"), false},
    {ViewCommand::Bottom, kCtrl | Qt::Key_7, QT_TRANSLATE_NOOP("ViewCommand", "From Below"), false},
    {ViewCommand::Orthographic, Qt::Key_5, QT_TRANSLATE_NOOP("ViewCommand", "Without Perspective"), true},
    {ViewCommand::Gaussians, Qt::Key_S, QT_TRANSLATE_NOOP("ViewCommand", "Gaussians Instead of the Mesh"), true},
    {ViewCommand::SideBySide, Qt::Key_C, QT_TRANSLATE_NOOP("ViewCommand", "Mesh and Gaussians Side by Side"), true},
    {ViewCommand::Turntable, Qt::Key_Space, QT_TRANSLATE_NOOP("ViewCommand", "Turntable"), true},
    {ViewCommand::Ground, Qt::Key_G, QT_TRANSLATE_NOOP("ViewCommand", "Grid on the Ground"), true},
    {ViewCommand::Wireframe, Qt::Key_W, QT_TRANSLATE_NOOP("ViewCommand", "Wireframe"), true},
    {ViewCommand::Normals, Qt::Key_N, QT_TRANSLATE_NOOP("ViewCommand", "Colours or Normals"), false},
    {ViewCommand::NextShading, Qt::Key_M, QT_TRANSLATE_NOOP("ViewCommand", "Next Shading"), false},
    {ViewCommand::Statistics, Qt::Key_I, QT_TRANSLATE_NOOP("ViewCommand", "Statistics"), true},
    {ViewCommand::Picture, Qt::Key_P, QT_TRANSLATE_NOOP("ViewCommand", "Picture Beside the Model"), true},
    {ViewCommand::LightLeft, Qt::Key_BracketLeft, QT_TRANSLATE_NOOP("ViewCommand", "Turn the Light Left"), false},
    {ViewCommand::LightRight, Qt::Key_BracketRight, QT_TRANSLATE_NOOP("ViewCommand", "Turn the Light Right"), false},
    {ViewCommand::Brighter, Qt::Key_Plus, QT_TRANSLATE_NOOP("ViewCommand", "Brighter"), false},
    {ViewCommand::Darker, Qt::Key_Minus, QT_TRANSLATE_NOOP("ViewCommand", "Darker"), false},
    {ViewCommand::ResetLight, Qt::Key_0, QT_TRANSLATE_NOOP("ViewCommand", "Light as It Was"), false},
    {ViewCommand::CheatSheet, Qt::Key_H, QT_TRANSLATE_NOOP("ViewCommand", "Keys and Mouse"), true},
};

}  // namespace

std::span<const ViewCommandInfo> viewCommands() {
    return kCommands;
}

const ViewCommandInfo& infoOf(ViewCommand command) {
    return *std::ranges::find(kCommands, command, &ViewCommandInfo::command);
}

QString textOf(ViewCommand command) {
    return QCoreApplication::translate("ViewCommand", infoOf(command).text);
}

const ViewCommandInfo* commandFor(const QKeyEvent& event) {
    // The layout decides whether Shift is needed for a plus or a bracket; letters are meant without it.
    const bool isLetter = event.key() >= Qt::Key_A && event.key() <= Qt::Key_Z;
    const auto ignored = Qt::KeypadModifier | (isLetter ? Qt::NoModifier : Qt::ShiftModifier);
    const int key = int(event.modifiers() & ~ignored) | (event.key() == Qt::Key_Home ? Qt::Key_F : event.key());
    const auto* found = std::ranges::find(kCommands, key, &ViewCommandInfo::key);
    return found == std::end(kCommands) ? nullptr : found;
}

}  // namespace espalier
