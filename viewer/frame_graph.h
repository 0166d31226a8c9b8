#pragma once

#include <Qt3DRender/QRenderSurfaceSelector>

namespace Qt3DRender {
class QCamera;
class QClearBuffers;
class QFilterKey;
class QRenderCapture;
}  // namespace Qt3DRender

namespace espalier {

/// A render pass names the branch that draws it under this key.
inline constexpr auto kBranchKey = "branch";
inline constexpr auto kGroundBranch = "ground";  ///< blended over the shapes
/// Shapes, by whether they have textures and their edges are drawn: what is off costs nothing.
constexpr const char* shapeBranch(bool textured, bool wireframe) {
    if (textured) return wireframe ? "textured wireframe" : "textured";
    return wireframe ? "wireframe" : "plain";
}

/// What is drawn in which order: clear, shapes by one of their branches, ground, capture.
class FrameGraph : public Qt3DRender::QRenderSurfaceSelector {
    Q_OBJECT

public:
    FrameGraph(QObject* surface, Qt3DRender::QCamera* camera);

    void setBackground(const QColor& color);
    void setShapeBranch(bool textured, bool wireframe);
    Qt3DRender::QRenderCapture* capture() const { return m_capture; }

private:
    Qt3DRender::QClearBuffers* m_clear;
    Qt3DRender::QFilterKey* m_shapeBranch;
    Qt3DRender::QRenderCapture* m_capture;
};

}  // namespace espalier
