#pragma once

#include "viewer/display_shape.h"
#include "viewer/light_environment.h"
#include "viewer/viewport_widget.h"

namespace Qt3DCore {
class QEntity;
}  // namespace Qt3DCore
namespace Qt3DExtras {
class Qt3DWindow;
}  // namespace Qt3DExtras
namespace Qt3DRender {
class QRenderCapture;
}  // namespace Qt3DRender

namespace espalier {

class FrameGraph;
class GroundEntity;
class ShapeEntity;
class SplatEntity;
struct SplatShape;

/// What the window shows: the only place that knows Qt3D's scene. The nodes belong to the window and live as long.
class ViewerScene {
public:
    explicit ViewerScene(Qt3DExtras::Qt3DWindow* window);

    /// Null: nothing but the ground. The ground lies under the shape.
    void setShape(const DisplayShapePtr& shape);
    const DisplayShapePtr& shape() const;

    /// The same object as Gaussians; null: none. Until they are sorted, the shape is drawn.
    void setSplats(const std::shared_ptr<const SplatShape>& splats);
    /// Which of both is drawn, where both are there.
    void setShowing(Showing showing);
    /// What is drawn, with what is there.
    Showing drawn() const;

    /// `camera` is of one of the views that are side by side.
    void setCamera(const OrbitCamera& camera);
    void setShading(Shading shading);
    void setWireframeShown(bool shown);
    void setEnvironment(EnvironmentKind kind);
    /// The environment turns around the vertical axis, counter-clockwise seen from above.
    void setLightRotation(float degrees);
    /// In stops: one more is twice the light.
    void setExposure(float stops);
    void setGroundShown(bool shown);
    bool isGroundShown() const;
    void setColors(const QColor& background, const QColor& lines);

    /// What stills are to show, until endStills(): the shape from there, in a picture of that size.
    void beginStills(const OrbitCamera& camera, const QSize& pixels);
    void endStills();
    Qt3DRender::QRenderCapture* stillCapture() const;
    bool areStillsOfSplats() const;
    bool isStillSorted() const;
    bool isSorted() const;
    SplatEntity* splats() const { return m_splats; }

    /// The window is on screen.
    bool isDrawable() const;
    Qt3DRender::QRenderCapture* capture() const;

private:
    void chooseBranch();

    Qt3DExtras::Qt3DWindow* m_window;
    Qt3DCore::QEntity* m_root;
    FrameGraph* m_frameGraph;
    ShapeEntity* m_shape;
    GroundEntity* m_ground;
    SplatEntity* m_splats;
    SplatEntity* m_stillSplats;  ///< gets a shape with the first still of it
    Showing m_showing = Showing::Mesh;
    bool m_wireframeShown = false;
};

}  // namespace espalier
