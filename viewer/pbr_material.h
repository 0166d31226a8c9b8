#pragma once

#include <Qt3DRender/QMaterial>

#include "viewer/viewport_widget.h"

namespace Qt3DRender {
class QParameter;
class QShaderProgram;
}  // namespace Qt3DRender

namespace espalier {

/// Lights a shape by resources/shaders/shape.*: base colour, metallic and roughness per vertex, hemispheric ambient and
/// two lights that go with the camera, two-sided, tone mapped, sRGB out.
class PbrMaterial : public Qt3DRender::QMaterial {
    Q_OBJECT

public:
    PbrMaterial();

    void setShading(Shading shading);
    Qt3DRender::QShaderProgram* program(bool wireframe) const { return wireframe ? m_wireframe : m_plain; }

private:
    Qt3DRender::QShaderProgram* m_plain;
    Qt3DRender::QShaderProgram* m_wireframe;
    Qt3DRender::QParameter* m_shading;
};

}  // namespace espalier
