#pragma once

#include <Qt3DRender/QMaterial>

#include "viewer/light_environment.h"
#include "viewer/viewport_widget.h"

namespace Qt3DRender {
class QAbstractTexture;
class QParameter;
}  // namespace Qt3DRender

namespace espalier {

struct DisplayShape;

/// Lights a shape by resources/shaders/shape.*: base colour, metallic and roughness from textures or per vertex, normal
/// map, image-based light, two-sided, tone mapped, sRGB out.
class PbrMaterial : public Qt3DRender::QMaterial {
    Q_OBJECT

public:
    PbrMaterial();

    /// Takes over what the shader must know of it; its textures go to the graphics card.
    void setShape(const DisplayShape& shape);
    void setShading(Shading shading);
    void setEnvironment(EnvironmentKind kind);
    void setLightRotation(float degrees);
    void setExposure(float stops);

private:
    Qt3DRender::QParameter* createParameter(const char* name, const QVariant& value);
    void setTexture(Qt3DRender::QParameter* parameter, Qt3DRender::QAbstractTexture* texture);
    void showShading();

    Shading m_wanted = Shading::Asset;
    bool m_hasUvs = false;
    std::shared_ptr<const PbrTextures> m_textures;
    Qt3DRender::QParameter* m_shading;
    Qt3DRender::QParameter* m_translucent;
    Qt3DRender::QParameter* m_baseColor;
    Qt3DRender::QParameter* m_metallicRoughness;
    Qt3DRender::QParameter* m_normal;
    Qt3DRender::QParameter* m_mirrored;
    std::array<Qt3DRender::QParameter*, 3> m_irradiance;
    Qt3DRender::QParameter* m_lightTurn;
    Qt3DRender::QParameter* m_exposure;
};

}  // namespace espalier
