#include "inference/meshing/uv_chart.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "inference/meshing/triangle_rows.h"
#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

using Corners = std::array<Vec2f, 3>;

/// Triangles of one layer that may share a cell: a fan of a million faces would cost a million squared otherwise.
constexpr std::size_t kCrowd = 512;
/// Of a cell: what rounding might take from the width of a triangle's rows.
constexpr float kRounding = 1e-3f;
constexpr std::size_t kCheckMask = 0xff;

/// True when a line along a side of `a` has the whole of `b` beyond it. Touching counts as separate.
bool isSeparatedBySideOf(const Corners& a, const Corners& b, double tolerance) {
    for (std::size_t k = 0; k < 3; ++k) {
        const Vec2f &from = a[k], &to = a[(k + 1) % 3], &far = a[(k + 2) % 3];
        const double nx = double(from[1]) - to[1], ny = double(to[0]) - from[0];
        const auto distance = [&](const Vec2f& p) {
            return nx * (double(p[0]) - from[0]) + ny * (double(p[1]) - from[1]);
        };
        const double inward = distance(far) >= 0.0 ? 1.0 : -1.0;
        const double limit = tolerance * std::hypot(nx, ny);
        if (std::all_of(b.begin(), b.end(), [&](const Vec2f& p) { return inward * distance(p) <= limit; })) return true;
    }
    return false;
}

/// Triangles of one layer in a uniform grid.
class Layer {
public:
    explicit Layer(const UvChart& chart) : m_chart(chart), m_min{1e30f, 1e30f}, m_askedBy(chart.triangles.size()) {
        Vec2f max{-1e30f, -1e30f};
        for (const Vec2f& p : chart.points) {
            for (std::size_t a = 0; a < 2; ++a) {
                m_min[a] = std::min(m_min[a], p[a]);
                max[a] = std::max(max[a], p[a]);
            }
        }
        const float extent = std::max({max[0] - m_min[0], max[1] - m_min[1], 1e-20f});
        m_cellsPerAxis = std::clamp(int(std::sqrt(double(chart.triangles.size()))), 1, 256);
        m_cellsPerUnit = (float(m_cellsPerAxis) - kRounding) / extent;
        m_tolerance = 1e-7 * extent;
        m_smallest = 1e-12f * extent * extent;
        m_cells.resize(std::size_t(m_cellsPerAxis) * std::size_t(m_cellsPerAxis));
    }

    /// False when the triangle is mirrored, covers part of one that is in already, or comes into a crowd. At most once
    /// for each triangle.
    bool tryAdd(std::uint32_t triangle) {
        const float area = m_chart.doubleArea(triangle);
        if (area < -m_smallest) return false;
        if (area <= m_smallest) return true;  // a line covers nothing
        const Corners corners = cornersOf(triangle);
        if (!isFree(triangle, corners)) return false;
        forEachCell(corners, [&](std::vector<std::uint32_t>& cell) { cell.push_back(triangle); });
        return true;
    }

private:
    bool isFree(std::uint32_t triangle, const Corners& corners) {
        // Crowds form around common corners; what comes to one is turned away before it is compared with anything.
        for (const Vec2f& p : inCells(corners))
            if (m_cells[cellAt(int(p[0]), int(p[1]))].size() >= kCrowd) return false;
        bool free = true;
        forEachCell(corners, [&](const std::vector<std::uint32_t>& cell) {
            free = free && cell.size() < kCrowd;
            for (std::size_t i = 0; free && i < cell.size(); ++i) {
                if (std::exchange(m_askedBy[cell[i]], triangle + 1) == triangle + 1) continue;  // met in another cell
                const Corners other = cornersOf(cell[i]);
                free = isSeparatedBySideOf(corners, other, m_tolerance) ||
                       isSeparatedBySideOf(other, corners, m_tolerance);
            }
        });
        return free;
    }

    Corners cornersOf(std::uint32_t triangle) const {
        const auto& [a, b, c] = m_chart.triangles[triangle];
        return {m_chart.points[a], m_chart.points[b], m_chart.points[c]};
    }

    Corners inCells(Corners corners) const {
        for (Vec2f& p : corners)
            p = {(p[0] - m_min[0]) * m_cellsPerUnit, (p[1] - m_min[1]) * m_cellsPerUnit};
        return corners;
    }

    std::size_t cellAt(int x, int y) const { return std::size_t(y) * std::size_t(m_cellsPerAxis) + std::size_t(x); }

    /// The cells that a triangle touches.
    template <typename Visit>
    void forEachCell(const Corners& corners, Visit visit) {
        forEachRow(inCells(corners), m_cellsPerAxis, [&](int y, float left, float right) {
            const int last = std::min(int(right + kRounding), m_cellsPerAxis - 1);
            for (int x = std::max(int(left - kRounding), 0); x <= last; ++x)
                visit(m_cells[cellAt(x, y)]);
        });
    }

    const UvChart& m_chart;
    Vec2f m_min;
    int m_cellsPerAxis;
    float m_cellsPerUnit;
    double m_tolerance;
    float m_smallest;
    std::vector<std::uint32_t> m_askedBy;  ///< per triangle: 1 + the last one that was compared with it
    std::vector<std::vector<std::uint32_t>> m_cells;
};

std::uint32_t rootOf(std::vector<std::uint32_t>& parents, std::uint32_t i) {
    while (parents[i] != i)
        i = parents[i] = parents[parents[i]];
    return i;
}

/// Appends the connected parts (through common points) that `triangles` form.
void appendParts(const UvChart& chart, const std::vector<std::uint32_t>& triangles, std::vector<UvChart>& parts) {
    std::vector<std::uint32_t> parents(chart.points.size());
    std::iota(parents.begin(), parents.end(), 0u);
    for (const std::uint32_t t : triangles) {
        const auto& [a, b, c] = chart.triangles[t];
        parents[rootOf(parents, b)] = rootOf(parents, a);
        parents[rootOf(parents, c)] = rootOf(parents, a);
    }
    std::unordered_map<std::uint32_t, std::size_t> partOfRoot;
    std::vector<std::uint32_t> placeInPart(chart.points.size(), 0xffffffffu);
    for (const std::uint32_t t : triangles) {
        const auto [found, isNew] = partOfRoot.try_emplace(rootOf(parents, chart.triangles[t][0]), parts.size());
        if (isNew) parts.emplace_back();
        UvChart& part = parts[found->second];
        part.faces.push_back(chart.faces[t]);
        std::array<std::uint32_t, 3> corners;
        for (std::size_t k = 0; k < 3; ++k) {
            const std::uint32_t point = chart.triangles[t][k];
            if (placeInPart[point] == 0xffffffffu) {
                placeInPart[point] = std::uint32_t(part.points.size());
                part.points.push_back(chart.points[point]);
                part.sources.push_back(chart.sources[point]);
            }
            corners[k] = placeInPart[point];
        }
        part.triangles.push_back(corners);
    }
}

}  // namespace

float UvChart::doubleArea(std::size_t triangle) const {
    const auto& [a, b, c] = triangles[triangle];
    const Vec2f &p = points[a], &q = points[b], &r = points[c];
    return (q[0] - p[0]) * (r[1] - p[1]) - (r[0] - p[0]) * (q[1] - p[1]);
}

double UvChart::area() const {
    double sum = 0.0;
    for (std::size_t t = 0; t < triangles.size(); ++t)
        sum += 0.5 * std::abs(doubleArea(t));
    return sum;
}

void equalizeArea(UvChart& chart, const MeshAsset& mesh) {
    double surface = 0.0, flat = 0.0;
    for (std::size_t t = 0; t < chart.triangles.size(); ++t) {
        surface += length(areaNormal(mesh, chart.faces[t]));
        flat += std::abs(chart.doubleArea(t));
    }
    if (surface <= 0.0 || flat <= 0.0) return;
    const auto scale = float(std::sqrt(surface / flat));
    for (Vec2f& p : chart.points)
        p = {p[0] * scale, p[1] * scale};
}

std::vector<UvChart> splitOverlaps(UvChart chart, const TimeLimit& limit) {
    double area = 0.0;
    for (std::size_t t = 0; t < chart.triangles.size(); ++t)
        area += chart.doubleArea(t);
    if (area < 0.0) {
        for (Vec2f& p : chart.points)
            p[0] = -p[0];
    }
    std::vector<std::uint32_t> left(chart.triangles.size());
    std::iota(left.begin(), left.end(), 0u);
    std::vector<UvChart> parts;
    while (!left.empty()) {
        Layer layer(chart);
        std::vector<std::uint32_t> in, out;
        for (std::size_t i = 0; i < left.size(); ++i) {
            if ((i & kCheckMask) == 0) limit.check();
            (layer.tryAdd(left[i]) ? in : out).push_back(left[i]);
        }
        if (in.empty()) {  // only mirrored ones are left: seen from behind they are not
            for (Vec2f& p : chart.points)
                p[0] = -p[0];
            continue;
        }
        appendParts(chart, in, parts);
        left = std::move(out);
    }
    return parts;
}

std::vector<UvChart> chartPerFace(const MeshAsset& mesh, std::span<const std::uint32_t> faces) {
    std::vector<UvChart> charts;
    charts.reserve(faces.size());
    for (const std::uint32_t face : faces) {
        std::array<std::uint32_t, 3> corners = mesh.triangles[face];
        const auto side = [&](std::size_t k) {
            return mesh.positions[corners[(k + 1) % 3]] - mesh.positions[corners[k]];
        };
        std::size_t first = 0;
        for (std::size_t k = 1; k < 3; ++k)
            if (length(side(k)) > length(side(first))) first = k;
        const Vec3f along = side(first), back = side((first + 2) % 3);
        const Vec3f axis = normalized(along);
        UvChart& chart = charts.emplace_back();
        chart.faces = {face};
        chart.points = {{0.0f, 0.0f}, {length(along), 0.0f}, {-dot(back, axis), length(cross(axis, back))}};
        for (std::size_t k = 0; k < 3; ++k)
            chart.sources.push_back(corners[(first + k) % 3]);
        chart.triangles = {{}};
        for (std::uint32_t k = 0; k < 3; ++k)
            chart.triangles[0][(first + k) % 3] = k;
    }
    return charts;
}

}  // namespace espalier
