#include "inference/meshing/cavities.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "inference/meshing/disjoint_sets.h"

namespace espalier {
namespace {

/// A cavity is at least so many times as wide as the opening that is closed.
constexpr float kDeeper = 2.0f;
constexpr float kFar = std::numeric_limits<float>::max();
/// Distances that differ by less count as equal.
constexpr float kStep = 0.125f;
constexpr std::size_t kCheckpointMask = 0xffff;

/// Lowers every distance to what its neighbours' ones allow, in one sweep through the grid and one back (a chamfer
/// transform: up to 6 % too large).
void sweep(const GridPoint& count, std::vector<float>& distances, const RunContext& context) {
    struct Step {
        GridPoint by;
        std::ptrdiff_t offset;
        float length;
    };
    const std::array<std::ptrdiff_t, 3> stride{1, count[0], std::ptrdiff_t(count[0]) * count[1]};
    std::vector<Step> steps;  // to the neighbours that come before a point
    for (const std::int32_t z : {-1, 0, 1})
        for (const std::int32_t y : {-1, 0, 1})
            for (const std::int32_t x : {-1, 0, 1}) {
                const auto offset = x * stride[0] + y * stride[1] + z * stride[2];
                if (offset < 0) steps.push_back({{x, y, z}, offset, std::sqrt(float(x * x + y * y + z * z))});
            }
    for (const std::int32_t sign : {1, -1}) {
        const auto last = std::ptrdiff_t(distances.size()) - 1;
        for (std::ptrdiff_t n = 0; n <= last; ++n) {
            if ((std::size_t(n) & kCheckpointMask) == 0) context.checkpoint();
            const std::ptrdiff_t i = sign > 0 ? n : last - n;
            const GridPoint p{std::int32_t(i % count[0]), std::int32_t(i / stride[1] % count[1]),
                              std::int32_t(i / stride[2])};
            for (const Step& step : steps) {
                bool inGrid = true;
                for (std::size_t a = 0; a < 3; ++a) {
                    const auto coordinate = p[a] + sign * step.by[a];
                    inGrid = inGrid && coordinate >= 0 && coordinate < count[a];
                }
                if (!inGrid) continue;
                float& distance = distances[std::size_t(i)];
                distance = std::min(distance, distances[std::size_t(i + sign * step.offset)] + step.length);
            }
        }
    }
}

/// The points off the wall, the farthest from the surface first.
std::vector<std::uint32_t> inDescendingOrder(const std::vector<float>& distances) {
    const auto bucketOf = [](float distance) { return std::size_t(distance / kStep); };
    std::vector<std::size_t> begins(bucketOf(*std::max_element(distances.begin(), distances.end())) + 2);
    for (const float d : distances)
        if (d > NarrowBand::kWall) ++begins[bucketOf(d)];
    std::size_t total = 0;
    for (auto bucket = begins.rbegin(); bucket != begins.rend(); ++bucket) {
        const std::size_t size = *bucket;
        *bucket = total;
        total += size;
    }
    std::vector<std::uint32_t> order(total);
    for (std::uint32_t i = 0; i < distances.size(); ++i)
        if (distances[i] > NarrowBand::kWall) order[begins[bucketOf(distances[i])]++] = i;
    return order;
}

}  // namespace

std::vector<float> Cavities::distances(const NarrowBand& band, const RunContext& context) const {
    std::vector<float> result(m_spaces.size(), kFar);
    for (std::size_t block = 0; block < band.blocks().size(); ++block)
        for (std::size_t i = 0; i < NarrowBand::kPerBlock; ++i) {
            const GridPoint p = band.pointOf(block, i);
            const float distance = band.distance(p);
            if (distance < NarrowBand::kReach) result[indexOf(p)] = distance;
        }
    sweep(m_count, result, context);
    return result;
}

Cavities::Cavities(const NarrowBand& band, float widestOpening, const RunContext& context)
    : m_count(band.frame().count),
      m_spaces(std::size_t(m_count[0]) * std::size_t(m_count[1]) * std::size_t(m_count[2]), Space::Wall) {
    const std::vector<float> distance = distances(band, context);
    const std::array<std::uint32_t, 3> stride{1, std::uint32_t(m_count[0]), std::uint32_t(m_count[0] * m_count[1])};
    // Point 0 is outside, and as the first one it stays the root of all that joins it.
    DisjointSets parts(m_spaces.size());
    std::vector<float> widest(m_spaces.size());  // of the root's part
    widest[0] = kFar;
    std::vector<std::uint32_t> neighbours;
    std::size_t steps = 0;
    for (const std::uint32_t i : inDescendingOrder(distance)) {
        if ((++steps & kCheckpointMask) == 0) context.checkpoint();
        m_spaces[i] = Space::Inside;
        if (i != 0) widest[i] = distance[i];
        const auto join = [&](std::uint32_t other) {
            const std::uint32_t a = parts.root(i), b = parts.root(other);
            const bool isOpening = (a == 0) != (b == 0) && distance[i] <= widestOpening;
            if (isOpening && widest[std::max(a, b)] >= kDeeper * distance[i]) return;
            parts.join(a, b);
            widest[std::min(a, b)] = std::max(widest[a], widest[b]);
        };
        neighbours.clear();
        for (std::size_t a = 0; a < 3; ++a) {
            const auto coordinate = std::int32_t(i / stride[a]) % m_count[a];
            if (coordinate == 0 || coordinate + 1 == m_count[a]) {
                join(0);
                continue;
            }
            for (const std::uint32_t other : {i - stride[a], i + stride[a]})
                if (m_spaces[other] != Space::Wall) neighbours.push_back(other);
        }
        // Uphill first, so that the border between two parts lies where the way is narrowest.
        std::sort(neighbours.begin(), neighbours.end(),
                  [&](auto a, auto b) { return distance[a] != distance[b] ? distance[a] > distance[b] : a < b; });
        std::for_each(neighbours.begin(), neighbours.end(), join);
    }
    for (std::uint32_t i = 0; i < m_spaces.size(); ++i)
        if (m_spaces[i] != Space::Wall && parts.root(i) == 0) m_spaces[i] = Space::Outside;
}

}  // namespace espalier
