#pragma once

#include <Qt3DRender/QMaterial>

#include "viewer/viewport_widget.h"

namespace Qt3DRender {
class QParameter;
}  // namespace Qt3DRender

namespace espalier {

/// Lights a shape by resources/shaders/shape.*: base colour, metallic and roughness per vertex, hemispheric ambient and
/// two lights that go with the camera, two-sided, tone mapped, sRGB out.
class PbrMaterial : public Qt3DRender::QMaterial {
    Q_OBJECT

public:
    PbrMaterial();

    void setShading(Shading shading);

private:
    Qt3DRender::QParameter* m_shading;
};

}  // namespace espalier
