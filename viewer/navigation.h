#pragma once

#include <Qt>

namespace espalier {

/// Whose habits the mouse follows. The wheel zooms to the cursor and a double click sets the pivot in each.
enum class NavigationStyle {
    Default,  ///< left = orbit; middle, right or Shift+left = pan
    Blender,  ///< middle = orbit, with Shift pan, with Ctrl zoom; Alt+left as middle
    Maya,     ///< Alt+left = orbit, Alt+middle = pan, Alt+right = zoom
};
inline constexpr int kNavigationStyleCount = 3;

enum class DragAction { None, Orbit, Pan, Zoom, TurnLight };

/// What a drag with these buttons and modifiers does. Ctrl+left turns the light in every style.
DragAction dragAction(NavigationStyle style, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers);

}  // namespace espalier
