#include "viewer/pbr_material.h"

#include <QVariant>
#include <QVector2D>
#include <QVector3D>
#include <Qt3DRender/QAbstractTexture>
#include <Qt3DRender/QAlphaCoverage>
#include <Qt3DRender/QCullFace>
#include <Qt3DRender/QDepthTest>
#include <Qt3DRender/QMultiSampleAntiAliasing>
#include <Qt3DRender/QParameter>
#include <Qt3DRender/QRenderPass>
#include <cmath>
#include <numbers>
#include <utility>

#include "viewer/display_shape.h"
#include "viewer/frame_graph.h"
#include "viewer/pixel_texture.h"
#include "viewer/shader_program.h"

namespace espalier {

using namespace Qt3DRender;

namespace {

QRenderPass* createShapePass(bool textured, bool wireframe) {
    QList<QByteArray> defines;
    if (textured) defines << "TEXTURED";
    if (wireframe) defines << "WIREFRAME";
    QRenderPass* pass =
        createPass(shapeBranch(textured, wireframe),
                   createProgram(shaderCode("shape.vert"), wireframe ? shaderCode("wireframe.geom") : QByteArray(),
                                 shaderCode("shape.frag", defines)));
    auto* depth = new QDepthTest;
    depth->setDepthFunction(QDepthTest::Less);
    pass->addRenderState(depth);
    auto* cull = new QCullFace;
    cull->setMode(QCullFace::NoCulling);
    pass->addRenderState(cull);
    pass->addRenderState(new QMultiSampleAntiAliasing);
    // Translucent texels cover a share of the pixel's samples: needs no sorting.
    if (textured) pass->addRenderState(new QAlphaCoverage);
    return pass;
}

std::shared_ptr<const ImageBuffer> onePixel(std::array<std::uint8_t, 3> color) {
    auto image = std::make_shared<ImageBuffer>(1, 1, 3);
    image->pixels.assign(color.begin(), color.end());
    return image;
}

/// A picture of the textures that keeps all of them.
std::shared_ptr<const ImageBuffer> share(const std::shared_ptr<const PbrTextures>& textures,
                                         const ImageBuffer& picture) {
    return {textures, &picture};
}

constexpr std::array<std::uint8_t, 3> kNoColor{255, 255, 255};
constexpr std::array<std::uint8_t, 3> kRoughDielectric{0, 191, 0};
constexpr std::array<std::uint8_t, 3> kFlat{128, 128, 255};

}  // namespace

PbrMaterial::PbrMaterial()
    : m_shading(createParameter("shading", 0)),
      m_translucent(createParameter("translucent", false)),
      m_baseColor(createParameter("baseColorMap", {})),
      m_metallicRoughness(createParameter("metallicRoughnessMap", {})),
      m_normal(createParameter("normalMap", {})),
      m_mirrored(createParameter("mirroredMap", {})),
      m_irradiance{createParameter("irradianceRed", {}), createParameter("irradianceGreen", {}),
                   createParameter("irradianceBlue", {})},
      m_lightTurn(createParameter("lightTurn", {})),
      m_exposure(createParameter("lightScale", {})) {
    setEffect(createEffect({createShapePass(false, false), createShapePass(false, true), createShapePass(true, false),
                            createShapePass(true, true)}));
    const QVector3D clay(linearFromSrgb(kClayColor[0]), linearFromSrgb(kClayColor[1]), linearFromSrgb(kClayColor[2]));
    createParameter("clayColor", QVariant::fromValue(clay));
    createParameter("clayRoughness", kClayRoughness);
    setTexture(m_baseColor, createTexture(onePixel(kNoColor), true));
    setTexture(m_metallicRoughness, createTexture(onePixel(kRoughDielectric), false));
    setTexture(m_normal, createTexture(onePixel(kFlat), false));
    setEnvironment(EnvironmentKind::Studio);
    setLightRotation(0);
    setExposure(0);
}

QParameter* PbrMaterial::createParameter(const char* name, const QVariant& value) {
    auto* parameter = new QParameter(name, value);
    addParameter(parameter);
    return parameter;
}

void PbrMaterial::setTexture(QParameter* parameter, QAbstractTexture* texture) {
    auto* old = parameter->value().value<QAbstractTexture*>();
    texture->setParent(this);
    parameter->setValue(QVariant::fromValue(texture));
    delete old;
}

void PbrMaterial::setShape(const DisplayShape& shape) {
    m_hasUvs = shape.hasUvs;
    showShading();
    m_translucent->setValue(shape.textures && shape.textures->translucent);
    if (std::exchange(m_textures, shape.textures) == shape.textures) return;
    const auto texture = [this](const ImageBuffer PbrTextures::*picture, std::array<std::uint8_t, 3> without,
                                bool isSrgb) {
        const bool there = m_textures && !((*m_textures).*picture).empty();
        return createTexture(there ? share(m_textures, (*m_textures).*picture) : onePixel(without), isSrgb);
    };
    setTexture(m_baseColor, texture(&PbrTextures::baseColor, kNoColor, true));
    setTexture(m_metallicRoughness, texture(&PbrTextures::metallicRoughness, kRoughDielectric, false));
    setTexture(m_normal, texture(&PbrTextures::normal, kFlat, false));
}

void PbrMaterial::setShading(Shading shading) {
    m_wanted = shading;
    showShading();
}

void PbrMaterial::showShading() {
    // Without texture coordinates there is nothing to check: the form is shown instead.
    m_shading->setValue(int(m_wanted == Shading::UvChecker && !m_hasUvs ? Shading::Clay : m_wanted));
}

void PbrMaterial::setEnvironment(EnvironmentKind kind) {
    const LightEnvironment environment(kind);
    const auto forms = environment.irradiance();
    for (std::size_t channel = 0; channel < forms.size(); ++channel)
        m_irradiance[channel]->setValue(QVariant::fromValue(forms[channel]));
    const QSize size(LightEnvironment::kBandWidth, LightEnvironment::kBands * LightEnvironment::kBandHeight);
    setTexture(m_mirrored, createFloatTexture(size, [environment] { return environment.prefiltered(); }));
}

void PbrMaterial::setLightRotation(float degrees) {
    const float radians = degrees * std::numbers::pi_v<float> / 180;
    m_lightTurn->setValue(QVariant::fromValue(QVector2D(std::cos(radians), std::sin(radians))));
}

void PbrMaterial::setExposure(float stops) {
    m_exposure->setValue(std::exp2(stops));
}

}  // namespace espalier
