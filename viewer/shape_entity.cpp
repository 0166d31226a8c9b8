#include "viewer/shape_entity.h"

#include <Qt3DCore/QAttribute>
#include <Qt3DCore/QBuffer>
#include <Qt3DCore/QGeometry>
#include <Qt3DRender/QGeometryRenderer>
#include <cstddef>

#include "viewer/pbr_material.h"

namespace espalier {

using Qt3DCore::QAttribute;

namespace {

QAttribute* vertexAttribute(Qt3DCore::QBuffer* buffer, const char* name, QAttribute::VertexBaseType type, uint size,
                            std::size_t offset) {
    auto* attribute = new QAttribute(buffer, name, type, size, 0, uint(offset), sizeof(DisplayVertex));
    attribute->setAttributeType(QAttribute::VertexAttribute);
    return attribute;
}

/// Stands in while there is nothing to show: Qt3D is never handed an empty geometry.
const DisplayShape& placeholder() {
    static const DisplayShape shape = makeDisplayShape(std::vector<DisplayVertex>(3), {0, 1, 2}, false);
    return shape;
}

}  // namespace

ShapeEntity::ShapeEntity(Qt3DCore::QNode* parent)
    : QEntity(parent), m_renderer(new Qt3DRender::QGeometryRenderer), m_material(new PbrMaterial) {
    createGeometry();
    setShape(nullptr);
    addComponent(m_renderer);
    addComponent(m_material);
}

void ShapeEntity::createGeometry() {
    auto* geometry = new Qt3DCore::QGeometry(m_renderer);
    m_vertices = new Qt3DCore::QBuffer(geometry);
    m_indices = new Qt3DCore::QBuffer(geometry);
    m_vertices->setUsage(Qt3DCore::QBuffer::DynamicDraw);
    m_indices->setUsage(Qt3DCore::QBuffer::DynamicDraw);
    m_attributes = {
        vertexAttribute(m_vertices, "vertexPosition", QAttribute::Float, 3, offsetof(DisplayVertex, position)),
        vertexAttribute(m_vertices, "vertexNormal", QAttribute::Short, 4, offsetof(DisplayVertex, normal)),
        vertexAttribute(m_vertices, "vertexColor", QAttribute::UnsignedShort, 4, offsetof(DisplayVertex, color)),
        vertexAttribute(m_vertices, "vertexSurface", QAttribute::UnsignedByte, 4, offsetof(DisplayVertex, surface)),
        vertexAttribute(m_vertices, "vertexUv", QAttribute::Float, 2, offsetof(DisplayVertex, uv)),
        vertexAttribute(m_vertices, "vertexTangent", QAttribute::Short, 4, offsetof(DisplayVertex, tangent))};
    m_indexAttribute = new QAttribute(m_indices, QAttribute::UnsignedInt, 1, 0);
    m_indexAttribute->setAttributeType(QAttribute::IndexAttribute);
    for (QAttribute* attribute : m_attributes)
        geometry->addAttribute(attribute);
    geometry->addAttribute(m_indexAttribute);
    geometry->setBoundingVolumePositionAttribute(m_attributes.front());
    m_renderer->setGeometry(geometry);
}

void ShapeEntity::setShape(DisplayShapePtr shape) {
    m_shape = shape && shape->triangleCount() > 0 ? std::move(shape) : nullptr;
    const DisplayShape& shown = m_shape ? *m_shape : placeholder();
    m_vertices->setData(shown.vertices);
    m_indices->setData(shown.indices);
    for (QAttribute* attribute : m_attributes)
        attribute->setCount(uint(shown.vertices.size() / sizeof(DisplayVertex)));
    m_indexAttribute->setCount(uint(shown.triangleCount() * 3));
    m_renderer->setVertexCount(int(shown.triangleCount() * 3));
    // Given, so that Qt3D need not search the buffers for it.
    m_renderer->setMinPoint({shown.box.min[0], shown.box.min[1], shown.box.min[2]});
    m_renderer->setMaxPoint({shown.box.max[0], shown.box.max[1], shown.box.max[2]});
    m_material->setShape(shown);
    setEnabled(m_shape != nullptr);
}

}  // namespace espalier
