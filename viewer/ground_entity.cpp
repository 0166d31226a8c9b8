#include "viewer/ground_entity.h"

#include <QVariant>
#include <QVector3D>
#include <Qt3DCore/QAttribute>
#include <Qt3DCore/QBuffer>
#include <Qt3DCore/QGeometry>
#include <Qt3DRender/QBlendEquation>
#include <Qt3DRender/QBlendEquationArguments>
#include <Qt3DRender/QCullFace>
#include <Qt3DRender/QDepthTest>
#include <Qt3DRender/QGeometryRenderer>
#include <Qt3DRender/QMaterial>
#include <Qt3DRender/QMultiSampleAntiAliasing>
#include <Qt3DRender/QNoDepthMask>
#include <Qt3DRender/QParameter>
#include <Qt3DRender/QRenderPass>

#include "viewer/frame_graph.h"
#include "viewer/shader_program.h"

namespace espalier {

using namespace Qt3DRender;

namespace {

constexpr float kHalfSize = 2.0f;
constexpr float kInitialHeight = -0.5f;

QGeometryRenderer* createSquare() {
    static constexpr float corners[4][3] = {
        {-kHalfSize, -kHalfSize, 0}, {kHalfSize, -kHalfSize, 0}, {-kHalfSize, kHalfSize, 0}, {kHalfSize, kHalfSize, 0}};
    auto* renderer = new QGeometryRenderer;
    auto* geometry = new Qt3DCore::QGeometry(renderer);
    auto* buffer = new Qt3DCore::QBuffer(geometry);
    buffer->setData({reinterpret_cast<const char*>(corners), sizeof(corners)});
    auto* position = new Qt3DCore::QAttribute(buffer, "vertexPosition", Qt3DCore::QAttribute::Float, 3, 4);
    position->setAttributeType(Qt3DCore::QAttribute::VertexAttribute);
    geometry->addAttribute(position);
    geometry->setBoundingVolumePositionAttribute(position);
    renderer->setGeometry(geometry);
    renderer->setPrimitiveType(QGeometryRenderer::TriangleStrip);
    renderer->setVertexCount(4);
    renderer->setMinPoint({-kHalfSize, -kHalfSize, -kHalfSize});
    renderer->setMaxPoint({kHalfSize, kHalfSize, kHalfSize});
    return renderer;
}

/// Blended over what is there, hidden behind shapes, itself hiding nothing; seen from below too.
QRenderPass* createGroundPass() {
    QRenderPass* pass =
        createPass(kGroundBranch, createProgram(shaderCode("ground.vert"), {}, shaderCode("ground.frag")));
    auto* depth = new QDepthTest;
    depth->setDepthFunction(QDepthTest::LessOrEqual);
    pass->addRenderState(depth);
    pass->addRenderState(new QNoDepthMask);
    auto* blend = new QBlendEquationArguments;
    blend->setSourceRgb(QBlendEquationArguments::SourceAlpha);
    blend->setDestinationRgb(QBlendEquationArguments::OneMinusSourceAlpha);
    blend->setSourceAlpha(QBlendEquationArguments::Zero);
    blend->setDestinationAlpha(QBlendEquationArguments::One);
    pass->addRenderState(blend);
    pass->addRenderState(new QBlendEquation);
    auto* cull = new QCullFace;
    cull->setMode(QCullFace::NoCulling);
    pass->addRenderState(cull);
    pass->addRenderState(new QMultiSampleAntiAliasing);
    return pass;
}

}  // namespace

GroundEntity::GroundEntity(Qt3DCore::QNode* parent)
    : QEntity(parent),
      m_height(new QParameter("groundHeight", kInitialHeight)),
      m_lineColor(new QParameter("lineColor", QVariant::fromValue(QVector3D()))) {
    auto* material = new QMaterial;
    material->setEffect(createEffect({createGroundPass()}));
    material->addParameter(m_height);
    material->addParameter(m_lineColor);
    addComponent(createSquare());
    addComponent(material);
}

void GroundEntity::setHeight(float z) {
    m_height->setValue(z);
}

float GroundEntity::height() const {
    return m_height->value().toFloat();
}

void GroundEntity::setLineColor(const QColor& color) {
    m_lineColor->setValue(QVariant::fromValue(QVector3D(color.redF(), color.greenF(), color.blueF())));
}

}  // namespace espalier
