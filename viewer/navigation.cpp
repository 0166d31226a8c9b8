#include "viewer/navigation.h"

namespace espalier {

namespace {

DragAction defaultDrag(Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) {
    if (buttons & (Qt::MiddleButton | Qt::RightButton)) return DragAction::Pan;
    if (!(buttons & Qt::LeftButton)) return DragAction::None;
    return modifiers & Qt::ShiftModifier ? DragAction::Pan : DragAction::Orbit;
}

DragAction blenderDrag(Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) {
    const bool emulated = buttons & Qt::LeftButton && modifiers & Qt::AltModifier;
    if (!emulated && !(buttons & Qt::MiddleButton)) return DragAction::None;
    if (modifiers & Qt::ShiftModifier) return DragAction::Pan;
    return modifiers & Qt::ControlModifier ? DragAction::Zoom : DragAction::Orbit;
}

DragAction mayaDrag(Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) {
    if (!(modifiers & Qt::AltModifier)) return DragAction::None;
    if (buttons & Qt::LeftButton) return DragAction::Orbit;
    if (buttons & Qt::MiddleButton) return DragAction::Pan;
    return buttons & Qt::RightButton ? DragAction::Zoom : DragAction::None;
}

}  // namespace

DragAction dragAction(NavigationStyle style, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) {
    if (buttons == Qt::LeftButton && modifiers == Qt::ControlModifier) return DragAction::TurnLight;
    switch (style) {
        case NavigationStyle::Default:
            return defaultDrag(buttons, modifiers);
        case NavigationStyle::Blender:
            return blenderDrag(buttons, modifiers);
        case NavigationStyle::Maya:
            return mayaDrag(buttons, modifiers);
    }
    return DragAction::None;
}

}  // namespace espalier
