#pragma once

#include <QColor>
#include <Qt3DCore/QEntity>

namespace Qt3DRender {
class QParameter;
class QShaderProgram;
}  // namespace Qt3DRender

namespace espalier {

/// A grid of 0.1 units on the floor, fading outwards.
class GroundEntity : public Qt3DCore::QEntity {
    Q_OBJECT

public:
    explicit GroundEntity(Qt3DCore::QNode* parent);

    void setHeight(float z);
    void setLineColor(const QColor& color);
    Qt3DRender::QShaderProgram* program() const { return m_program; }

private:
    Qt3DRender::QParameter* m_height;
    Qt3DRender::QParameter* m_lineColor;
    Qt3DRender::QShaderProgram* m_program;
};

}  // namespace espalier
