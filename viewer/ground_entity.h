#pragma once

#include <QColor>
#include <Qt3DCore/QEntity>

namespace Qt3DRender {
class QParameter;
}  // namespace Qt3DRender

namespace espalier {

/// A grid of 0.1 units on the floor, fading outwards.
class GroundEntity : public Qt3DCore::QEntity {
    Q_OBJECT

public:
    explicit GroundEntity(Qt3DCore::QNode* parent);

    void setHeight(float z);
    float height() const;
    void setLineColor(const QColor& color);

private:
    Qt3DRender::QParameter* m_height;
    Qt3DRender::QParameter* m_lineColor;
};

}  // namespace espalier
