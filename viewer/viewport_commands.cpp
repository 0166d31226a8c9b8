// What each command does to the view.
#include "viewer/viewport_widget.h"

namespace espalier {

namespace {

constexpr double kLightStep = 15;  // degrees
constexpr double kExposureStep = 0.25;

}  // namespace

bool ViewportWidget::isOn(ViewCommand command) const {
    switch (command) {
        case ViewCommand::Orthographic:
            return camera().isOrthographic();
        case ViewCommand::Ground:
            return isGroundShown();
        case ViewCommand::Wireframe:
            return isWireframeShown();
        case ViewCommand::Turntable:
            return isTurntable();
        case ViewCommand::Statistics:
            return areStatisticsShown();
        case ViewCommand::Picture:
            return isPictureShown();
        case ViewCommand::Gaussians:
            return showing() == Showing::Gaussians;
        case ViewCommand::SideBySide:
            return showing() == Showing::SideBySide;
        case ViewCommand::CheatSheet:
            return isCheatSheetShown();
        default:
            return false;
    }
}

void ViewportWidget::run(ViewCommand command) {
    switch (command) {
        case ViewCommand::Frame:
            return frameAll();
        case ViewCommand::Front:
            return lookFrom(StandardView::Front);
        case ViewCommand::Back:
            return lookFrom(StandardView::Back);
        case ViewCommand::Right:
            return lookFrom(StandardView::Right);
        case ViewCommand::Left:
            return lookFrom(StandardView::Left);
        case ViewCommand::Top:
            return lookFrom(StandardView::Top);
        case ViewCommand::Bottom:
            return lookFrom(StandardView::Bottom);
        case ViewCommand::Orthographic:
            return setOrthographic(!isOn(command));
        case ViewCommand::Ground:
            return setGroundShown(!isOn(command));
        case ViewCommand::Wireframe:
            return setWireframeShown(!isOn(command));
        case ViewCommand::Normals:
            return setShading(shading() == Shading::Normals ? Shading::Asset : Shading::Normals);
        case ViewCommand::NextShading:
            return setShading(Shading((int(shading()) + 1) % kShadingCount));
        case ViewCommand::Turntable:
            return setTurntable(!isOn(command));
        case ViewCommand::Statistics:
            return setStatisticsShown(!isOn(command));
        case ViewCommand::Picture:
            return setPictureShown(!isOn(command));
        case ViewCommand::Gaussians:
        case ViewCommand::SideBySide:
            if (!hasGaussians()) return;
            if (isOn(command)) return setShowing(Showing::Mesh);
            return setShowing(command == ViewCommand::Gaussians ? Showing::Gaussians : Showing::SideBySide);
        case ViewCommand::CheatSheet:
            return setCheatSheetShown(!isOn(command));
        case ViewCommand::LightLeft:
            return setLightRotation(lightRotation() - kLightStep);
        case ViewCommand::LightRight:
            return setLightRotation(lightRotation() + kLightStep);
        case ViewCommand::Brighter:
            return setExposure(exposure() + kExposureStep);
        case ViewCommand::Darker:
            return setExposure(exposure() - kExposureStep);
        case ViewCommand::ResetLight:
            setLightRotation(0);
            return setExposure(0);
    }
}

}  // namespace espalier
