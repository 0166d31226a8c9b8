#pragma once

#include <QByteArray>
#include <QObject>
#include <QThreadPool>
#include <QVector3D>

#include "viewer/splat_shape.h"

namespace espalier {

/// The indices of the points (uint32 each) by how far they lie along a direction, the farthest first: as splats are
/// blended. Depths are told apart to 1/65535 of their range; equally far ones keep their order. Any thread.
QByteArray farthestFirst(const std::vector<Vec3f>& points, const QVector3D& direction);

/// Sorts splats in a thread of its own, whenever they are looked at along another direction: the order depends on
/// nothing else. While it sorts, only the newest direction waits.
class SplatSorter : public QObject {
    Q_OBJECT

public:
    SplatSorter();
    /// Waits for a sort under way.
    ~SplatSorter() override;

    /// Null: none.
    void setShape(SplatShapePtr shape);
    void setDirection(const QVector3D& forward);
    /// The order of the newest shape and direction was reported.
    bool isDone() const { return !m_shape || m_sortedAlong == m_direction; }

Q_SIGNALS:
    void sorted(const QByteArray& order);

private:
    void start();
    void finish(const SplatShapePtr& shape, const QVector3D& direction, const QByteArray& order);

    SplatShapePtr m_shape;
    QVector3D m_direction;
    QVector3D m_sortedAlong;  ///< zero: not yet
    bool m_busy = false;
    QThreadPool m_pool;
};

}  // namespace espalier
