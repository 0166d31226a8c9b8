#include "viewer/splat_sorter.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <numeric>

namespace espalier {

namespace {

constexpr std::size_t kDepths = 65536;

}  // namespace

QByteArray farthestFirst(const std::vector<Vec3f>& points, const QVector3D& direction) {
    std::vector<float> nearness(points.size());
    float least = std::numeric_limits<float>::max(), most = std::numeric_limits<float>::lowest();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& [x, y, z] = points[i];
        nearness[i] = -(x * direction.x() + y * direction.y() + z * direction.z());
        least = std::min(least, nearness[i]);
        most = std::max(most, nearness[i]);
    }
    // A counting sort: two passes over the points, however they lie.
    const float scale = most > least ? float(kDepths - 1) / (most - least) : 0.0f;
    std::vector<std::uint16_t> keys(points.size());
    std::vector<std::uint32_t> next(kDepths + 1);
    for (std::size_t i = 0; i < points.size(); ++i) {
        keys[i] = std::uint16_t((nearness[i] - least) * scale);
        ++next[keys[i] + std::size_t(1)];
    }
    std::partial_sum(next.begin(), next.end(), next.begin());
    QByteArray order(qsizetype(points.size() * sizeof(std::uint32_t)), Qt::Uninitialized);
    auto* indices = reinterpret_cast<std::uint32_t*>(order.data());
    for (std::size_t i = 0; i < points.size(); ++i)
        indices[next[keys[i]]++] = std::uint32_t(i);
    return order;
}

SplatSorter::SplatSorter() {
    m_pool.setMaxThreadCount(1);
}

SplatSorter::~SplatSorter() {
    m_pool.waitForDone();
}

void SplatSorter::setShape(SplatShapePtr shape) {
    m_shape = std::move(shape);
    m_sortedAlong = {};
    start();
}

void SplatSorter::setDirection(const QVector3D& forward) {
    m_direction = forward;
    start();
}

void SplatSorter::start() {
    if (m_busy || isDone()) return;
    m_busy = true;
    m_pool.start([this, shape = m_shape, direction = m_direction] {
        const QByteArray order = farthestFirst(shape->positions, direction);
        QMetaObject::invokeMethod(
            this, [this, shape, direction, order] { finish(shape, direction, order); }, Qt::QueuedConnection);
    });
}

void SplatSorter::finish(const SplatShapePtr& shape, const QVector3D& direction, const QByteArray& order) {
    m_busy = false;
    if (shape == m_shape) {
        m_sortedAlong = direction;
        Q_EMIT sorted(order);
    }
    start();
}

}  // namespace espalier
