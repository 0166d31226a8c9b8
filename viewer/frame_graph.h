#pragma once

#include <Qt3DRender/QRenderSurfaceSelector>

#include "viewer/orbit_camera.h"
#include "viewer/viewport_widget.h"

namespace Qt3DRender {
class QCamera;
class QClearBuffers;
class QFilterKey;
class QRenderCapture;
class QViewport;
}  // namespace Qt3DRender

namespace espalier {

/// A render pass names the branch that draws it under this key.
inline constexpr auto kBranchKey = "branch";
inline constexpr auto kGroundBranch = "ground";  ///< blended over the shapes
inline constexpr auto kSplatBranch = "splats";
inline constexpr auto kStillSplatBranch = "still splats";
inline constexpr auto kNoBranch = "nothing";
/// Shapes, by whether they have textures and their edges are drawn: what is off costs nothing.
constexpr const char* shapeBranch(bool textured, bool wireframe) {
    if (textured) return wireframe ? "textured wireframe" : "textured";
    return wireframe ? "wireframe" : "plain";
}

/// Adds what draws that branch.
Qt3DRender::QFilterKey* filterBy(Qt3DCore::QNode* parent, const char* branch);
void applyCamera(Qt3DRender::QCamera* node, const OrbitCamera& camera);

class StillBranch;

/// What is drawn in which order: clear, shapes by one of their branches, ground; where there are Gaussians, these
/// instead or beside, the ground before or after them; capture; then stills.
class FrameGraph : public Qt3DRender::QRenderSurfaceSelector {
    Q_OBJECT

public:
    /// `scene` gets the camera of the stills.
    FrameGraph(QObject* surface, Qt3DRender::QCamera* camera, Qt3DCore::QNode* scene);

    void setBackground(const QColor& color);
    void setShapeBranch(bool textured, bool wireframe, Showing showing);
    /// The camera is below it. Gaussians have no depth: what is in front of them is drawn after them.
    void setGroundInFront(bool inFront);
    Qt3DRender::QRenderCapture* capture() const { return m_capture; }
    StillBranch* still() const { return m_still; }

private:
    void chooseGround();

    Qt3DRender::QClearBuffers* m_clear;
    Qt3DRender::QViewport* m_shapeView;
    Qt3DRender::QViewport* m_splatView;
    Qt3DRender::QFilterKey* m_shapeBranch;
    Qt3DRender::QFilterKey* m_shapeGround;
    Qt3DRender::QFilterKey* m_groundBehind;  ///< the splats
    Qt3DRender::QFilterKey* m_splatBranch;
    Qt3DRender::QFilterKey* m_groundInFront;
    bool m_showsSplats = false;
    bool m_isGroundInFront = false;
    Qt3DRender::QRenderCapture* m_capture;
    StillBranch* m_still;
};

}  // namespace espalier
