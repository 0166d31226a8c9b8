#pragma once

class QMenu;

namespace espalier {

class ViewportWidget;

/// Adds sliders for the direction and the strength of the view's light to its menu; they follow the view's keys.
void addLightSliders(QMenu* menu, ViewportWidget& viewport);

}  // namespace espalier
