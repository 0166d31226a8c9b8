#include "viewer/splat_entity.h"

#include <QVariant>
#include <QVector2D>
#include <Qt3DCore/QAttribute>
#include <Qt3DCore/QBuffer>
#include <Qt3DCore/QGeometry>
#include <Qt3DRender/QAbstractTexture>
#include <Qt3DRender/QBlendEquation>
#include <Qt3DRender/QBlendEquationArguments>
#include <Qt3DRender/QCullFace>
#include <Qt3DRender/QDepthTest>
#include <Qt3DRender/QGeometryRenderer>
#include <Qt3DRender/QMaterial>
#include <Qt3DRender/QNoDepthMask>
#include <Qt3DRender/QParameter>
#include <Qt3DRender/QRenderPass>

#include "viewer/pixel_texture.h"
#include "viewer/shader_program.h"

namespace espalier {

using namespace Qt3DRender;
using Qt3DCore::QAttribute;

namespace {

/// Colours come multiplied by their alpha; the order, not the depth, says what hides what.
QRenderPass* createSplatPass(const char* branch) {
    QRenderPass* pass = createPass(branch, createProgram(shaderCode("splat.vert"), {}, shaderCode("splat.frag")));
    auto* depth = new QDepthTest;
    depth->setDepthFunction(QDepthTest::Always);
    pass->addRenderState(depth);
    pass->addRenderState(new QNoDepthMask);
    auto* blend = new QBlendEquationArguments;
    blend->setSourceRgba(QBlendEquationArguments::One);
    blend->setDestinationRgba(QBlendEquationArguments::OneMinusSourceAlpha);
    pass->addRenderState(blend);
    pass->addRenderState(new QBlendEquation);
    auto* cull = new QCullFace;
    cull->setMode(QCullFace::NoCulling);
    pass->addRenderState(cull);
    return pass;
}

QAttribute* createCorners(Qt3DCore::QGeometry* geometry) {
    static constexpr float corners[4][3] = {{-1, -1, 0}, {1, -1, 0}, {-1, 1, 0}, {1, 1, 0}};
    auto* buffer = new Qt3DCore::QBuffer(geometry);
    buffer->setData({reinterpret_cast<const char*>(corners), sizeof(corners)});
    auto* attribute = new QAttribute(buffer, "vertexCorner", QAttribute::Float, 3, 4);
    attribute->setAttributeType(QAttribute::VertexAttribute);
    return attribute;
}

/// Stands in while there is nothing to show: Qt3D is never handed an empty geometry.
const SplatShape& lonelySplat() {
    static const SplatShape shape = [] {
        GaussianCloud cloud;
        cloud.positions.resize(1);
        cloud.features.resize(1);
        cloud.scales.resize(1);
        cloud.rotations.resize(1);
        cloud.opacities = {1.0f};
        return buildSplatShape(cloud, 1);
    }();
    return shape;
}

}  // namespace

SplatEntity::SplatEntity(Qt3DCore::QNode* parent, const char* branch)
    : QEntity(parent),
      m_renderer(createGeometry()),
      m_table(new QParameter("splatTable", {})),
      m_pixels(new QParameter("viewPixels", QVariant::fromValue(QVector2D(1, 1)))) {
    auto* material = new QMaterial;
    material->setEffect(createEffect({createSplatPass(branch)}));
    material->addParameter(m_table);
    material->addParameter(m_pixels);
    addComponent(m_renderer);
    addComponent(material);
    connect(&m_sorter, &SplatSorter::sorted, this, &SplatEntity::show);
    replaceShape(nullptr);
}

QGeometryRenderer* SplatEntity::createGeometry() {
    auto* renderer = new QGeometryRenderer;
    auto* geometry = new Qt3DCore::QGeometry(renderer);
    m_order = new Qt3DCore::QBuffer(geometry);
    m_order->setUsage(Qt3DCore::QBuffer::DynamicDraw);
    m_orderAttribute = new QAttribute(m_order, "splatIndex", QAttribute::UnsignedInt, 1, 1);
    m_orderAttribute->setAttributeType(QAttribute::VertexAttribute);
    m_orderAttribute->setDivisor(1);
    geometry->addAttribute(m_orderAttribute);
    QAttribute* corner = createCorners(geometry);
    geometry->addAttribute(corner);
    geometry->setBoundingVolumePositionAttribute(corner);
    renderer->setGeometry(geometry);
    renderer->setPrimitiveType(QGeometryRenderer::TriangleStrip);
    renderer->setVertexCount(4);
    return renderer;
}

void SplatEntity::setTable(QAbstractTexture* texture) {
    auto* old = m_table->value().value<QAbstractTexture*>();
    texture->setParent(this);
    m_table->setValue(QVariant::fromValue(texture));
    delete old;
}

void SplatEntity::setShape(const SplatShapePtr& shape) {
    if (shape != m_shape) replaceShape(shape);
}

void SplatEntity::replaceShape(const SplatShapePtr& shape) {
    m_shape = shape && shape->count() > 0 ? shape : nullptr;
    setEnabled(false);  // until it is sorted
    const SplatShape& shown = m_shape ? *m_shape : lonelySplat();
    m_order->setData(QByteArray(sizeof(std::uint32_t), '\0'));
    m_orderAttribute->setCount(1);
    m_renderer->setInstanceCount(1);
    m_renderer->setMinPoint({shown.box.min[0], shown.box.min[1], shown.box.min[2]});
    m_renderer->setMaxPoint({shown.box.max[0], shown.box.max[1], shown.box.max[2]});
    setTable(createTableTexture(shown.tableSize(), [table = shown.table] { return table; }));
    m_sorter.setShape(m_shape);
}

void SplatEntity::setView(const OrbitCamera& camera, const QSizeF& pixels) {
    m_pixels->setValue(QVariant::fromValue(QVector2D(float(pixels.width()), float(pixels.height()))));
    m_sorter.setDirection(camera.forward());
}

void SplatEntity::show(const QByteArray& order) {
    m_order->setData(order);
    m_orderAttribute->setCount(uint(m_shape->count()));
    m_renderer->setInstanceCount(int(m_shape->count()));
    setEnabled(true);
    Q_EMIT sorted();
}

}  // namespace espalier
