#pragma once

#include <Qt3DCore/QEntity>

#include "viewer/display_shape.h"

namespace Qt3DCore {
class QAttribute;
class QBuffer;
}  // namespace Qt3DCore
namespace Qt3DRender {
class QGeometryRenderer;
}  // namespace Qt3DRender

namespace espalier {

class PbrMaterial;

/// The shape on screen, mesh or voxels. One geometry lives as long as the entity; new shapes swap its buffers' data,
/// which neither leaks nor flickers while previews stream in.
class ShapeEntity : public Qt3DCore::QEntity {
    Q_OBJECT

public:
    explicit ShapeEntity(Qt3DCore::QNode* parent);

    /// Null or without triangles: nothing is drawn.
    void setShape(DisplayShapePtr shape);
    const DisplayShapePtr& shape() const { return m_shape; }
    PbrMaterial* material() const { return m_material; }

private:
    void createGeometry();

    Qt3DCore::QBuffer* m_vertices;
    Qt3DCore::QBuffer* m_indices;
    QList<Qt3DCore::QAttribute*> m_attributes;
    Qt3DCore::QAttribute* m_indexAttribute;
    Qt3DRender::QGeometryRenderer* m_renderer;
    PbrMaterial* m_material;
    DisplayShapePtr m_shape;
};

}  // namespace espalier
