#include "inference/meshing/dual_contouring.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "inference/meshing/mesh_geometry.h"
#include "inference/meshing/parallel.h"

namespace espalier {
namespace {

/// Cells that the result lies outside of the original, and what walls are made to be thick at least by more of it.
constexpr double kLift = 0.1, kThinnest = 1.0;
constexpr int kCapRounds = 30;
constexpr int kBlend = 4;  // steps from a vertex on the original to the one in the middle of its cell

/// Corner x + 2 y + 4 z of a cell; edge 4 axis + offsets along the next two axes.
int edgeBetween(int corner, int other) {
    const int axis = std::countr_zero(unsigned(corner ^ other));
    const int low = corner & other;
    return 4 * axis + (low >> (axis + 1) % 3 & 1) + 2 * (low >> (axis + 2) % 3 & 1);
}

/// Which edges of a cell belong to one sheet of the surface, for each way in which its corners can be inside (bits).
/// One vertex per sheet instead of per cell keeps the surface manifold (Nielson, Dual Marching Cubes). On a face with
/// two opposite corners inside these two are joined, in both cells at the face alike.
struct Sheets {
    std::array<std::int8_t, 12> ofEdge;  ///< or -1
    std::int8_t count = 0;

    explicit Sheets(unsigned inside) {
        std::array<int, 12> root;
        std::iota(root.begin(), root.end(), 0);
        const auto find = [&](int e) {
            while (root[std::size_t(e)] != e)
                e = root[std::size_t(e)];
            return e;
        };
        const auto join = [&](int a, int b) {
            root[std::size_t(std::max(find(a), find(b)))] = std::min(find(a), find(b));
        };
        const auto isInside = [&](int corner) { return (inside >> corner & 1) != 0; };
        ofEdge.fill(-1);
        for (int face = 0; face < 6; ++face) {
            const int axis = face / 2, base = (face & 1) << axis;
            const int b = 1 << (axis + 1) % 3, c = 1 << (axis + 2) % 3;
            const std::array corners{base, base | b, base | b | c, base | c};
            std::vector<int> crossed;
            for (std::size_t i = 0; i < 4; ++i)
                if (isInside(corners[i]) != isInside(corners[(i + 1) % 4]))
                    crossed.push_back(edgeBetween(corners[i], corners[(i + 1) % 4]));
            for (const int e : crossed)
                ofEdge[std::size_t(e)] = 0;
            if (crossed.size() == 2) join(crossed[0], crossed[1]);
            if (crossed.size() == 4)
                for (std::size_t i = 0; i < 4; ++i)
                    if (!isInside(corners[i]))
                        join(edgeBetween(corners[(i + 3) % 4], corners[i]),
                             edgeBetween(corners[i], corners[(i + 1) % 4]));
        }
        for (int e = 0; e < 12; ++e)
            if (ofEdge[std::size_t(e)] >= 0)
                ofEdge[std::size_t(e)] = find(e) == e ? count++ : ofEdge[std::size_t(find(e))];
    }
};

const Sheets& sheetsOf(unsigned inside) {
    static const std::vector<Sheets> table = [] {
        std::vector<Sheets> all;
        for (unsigned code = 0; code < 256; ++code)
            all.emplace_back(code);
        return all;
    }();
    return table[inside];
}

/// Where an edge of the grid leaves the inside, and the tangent plane of the original below that point.
struct Crossing {
    Vec3d point;
    Vec3d foot;    ///< nearest point of the original
    Vec3d normal;  ///< unit, outward; zero where there is no original
    double lift;   ///< how far outside of the foot the result is to lie
    bool isCap() const { return normal == Vec3d{}; }
};

Vec3d operator*(const Vec3d& a, double s) {
    return {a[0] * s, a[1] * s, a[2] * s};
}

/// Solves the symmetric positive definite system with the matrix rows m.
Vec3d solve(const std::array<Vec3d, 3>& m, const Vec3d& right) {
    const double determinant = dot(m[0], cross(m[1], m[2]));
    return (cross(m[1], m[2]) * right[0] + cross(m[2], m[0]) * right[1] + cross(m[0], m[1]) * right[2]) *
           (1.0 / determinant);
}

class Contouring {
public:
    Contouring(const NearestSurface& surface, const NarrowBand& band, const SolidRegion& solid, unsigned threads,
               const RunContext& context)
        : m_surface(surface), m_band(band), m_solid(solid), m_threads(threads), m_context(context) {}

    MeshAsset run() {
        findCrossings();
        placeVertices();
        makeFaces();
        smoothCaps();
        untangle();
        MeshAsset mesh;
        for (std::uint32_t v = 0; v < m_onSurface.size(); ++v)
            mesh.positions.push_back(position(v));
        mesh.triangles = std::move(m_triangles);
        return mesh;
    }

private:
    static GridPoint step(GridPoint p, std::size_t axis, std::int32_t by) {
        p[axis] += by;
        return p;
    }
    /// Bits: which of the three edges that begin at a point cross the surface.
    unsigned crossedAt(const GridPoint& p) const {
        unsigned mask = 0;
        for (std::size_t a = 0; a < 3; ++a)
            mask |= unsigned(m_solid.isOutside(p) != m_solid.isOutside(step(p, a, 1))) << a;
        return mask;
    }
    unsigned insideCorners(const GridPoint& cell) const {
        unsigned code = 0;
        for (unsigned corner = 0; corner < 8; ++corner)
            code |= unsigned(
                        !m_solid.isOutside({cell[0] + std::int32_t(corner & 1), cell[1] + std::int32_t(corner >> 1 & 1),
                                            cell[2] + std::int32_t(corner >> 2)}))
                    << corner;
        return code;
    }

    /// Numbers what `countAt` finds at every point of the band; the number of the first one at each point.
    template <typename CountAt>
    std::uint32_t number(std::vector<std::uint32_t>& first, CountAt countAt) const {
        first.resize(m_band.blocks().size() * NarrowBand::kPerBlock);
        parallelFor(m_band.blocks().size(), m_threads, m_context, [&](std::size_t block) {
            for (std::size_t i = 0; i < NarrowBand::kPerBlock; ++i)
                first[block * NarrowBand::kPerBlock + i] = countAt(m_band.pointOf(block, i));
        });
        std::uint32_t total = 0;
        for (auto& n : first)
            total += std::exchange(n, total);
        return total;
    }
    template <typename Work>
    void forEachPoint(Work work) const {
        parallelFor(m_band.blocks().size(), m_threads, m_context, [&](std::size_t block) {
            for (std::size_t i = 0; i < NarrowBand::kPerBlock; ++i)
                work(m_band.pointOf(block, i), block * NarrowBand::kPerBlock + i);
        });
    }

    void findCrossings() {
        m_crossings.resize(
            number(m_firstCrossing, [&](const GridPoint& p) { return std::uint32_t(std::popcount(crossedAt(p))); }));
        forEachPoint([&](const GridPoint& p, std::size_t i) {
            auto next = m_firstCrossing[i];
            const unsigned mask = crossedAt(p);
            for (std::size_t a = 0; a < 3; ++a)
                if (mask >> a & 1) m_crossings[next++] = crossing(p, step(p, a, 1));
        });
    }

    Crossing crossing(const GridPoint& p, const GridPoint& q) const {
        const float dp = m_band.distance(p), dq = m_band.distance(q);
        if (std::min(dp, dq) > NarrowBand::kWall) return capCrossing(p, q);
        // Not at the very ends, or vertices of several cells would coincide.
        const double t = std::clamp((NarrowBand::kWall - dp) / double(dq - dp), 0.05, 0.95);
        const Vec3d from = toDouble(m_band.position(p)), to = toDouble(m_band.position(q));
        const Vec3d point = from + (to - from) * t;
        const auto hit = m_surface.nearest({float(point[0]), float(point[1]), float(point[2])});
        const Vec3d foot = toDouble(hit.point);
        const Vec3d away = point - foot;
        const double distance = length(away);
        if (distance == 0.0) return {point, foot, {}, 0.0};
        const Vec3d normal = away * (1.0 / distance);
        return {point, foot, normal, liftAbove(foot, normal)};
    }

    /// What makes a wall thick enough when it is lifted on its other side, too.
    double liftAbove(const Vec3d& foot, const Vec3d& normal) const {
        constexpr double kStep = 0.25, kDeepest = kThinnest + NarrowBand::kWall;
        const double cell = m_band.frame().cell;
        double depth = 0.0, before = outwardAt(foot);
        for (; depth < kDeepest; depth += kStep) {
            const double now = outwardAt(foot - normal * ((depth + kStep) * cell));
            if (now > 0.0 && before <= 0.0) {
                depth += kStep * before / (before - now);
                break;
            }
            before = now;
        }
        return cell * std::clamp(0.5 * (kThinnest + NarrowBand::kWall - depth), kLift, 0.5 * kThinnest);
    }

    /// How far outside of the solid a point near the surface lies, in cells, between the grid's points; negative
    /// inside.
    double outwardAt(const Vec3d& point) const {
        GridPoint low;
        std::array<double, 3> share;
        for (std::size_t a = 0; a < 3; ++a) {
            const double place = (point[a] - m_band.frame().origin[a]) / m_band.frame().cell;
            low[a] = std::int32_t(std::floor(place));
            share[a] = place - low[a];
        }
        double sum = 0.0;
        for (std::uint32_t corner = 0; corner < 8; ++corner) {
            GridPoint p = low;
            double weight = 1.0;
            for (std::size_t a = 0; a < 3; ++a) {
                const auto bit = std::int32_t(corner >> a & 1);
                p[a] += bit;
                weight *= bit ? share[a] : 1.0 - share[a];
            }
            const double beyond = std::abs(m_band.distance(p) - NarrowBand::kWall);
            sum += weight * (m_solid.isOutside(p) ? beyond : -beyond);
        }
        return sum;
    }

    /// Across an opening of a cavity there is no original: half-way, and any direction is as good as another.
    Crossing capCrossing(const GridPoint& p, const GridPoint& q) const {
        const Vec3d middle = (toDouble(m_band.position(p)) + toDouble(m_band.position(q))) * 0.5;
        return {middle, middle, {}, 0.0};
    }

    const Crossing& crossingAt(const GridPoint& p, std::size_t axis) const {
        const unsigned before = crossedAt(p) & ((1u << axis) - 1u);
        return m_crossings[m_firstCrossing[m_band.indexOf(p)] + std::uint32_t(std::popcount(before))];
    }

    void placeVertices() {
        const auto count = number(
            m_firstVertex, [&](const GridPoint& cell) { return std::uint32_t(sheetsOf(insideCorners(cell)).count); });
        m_inCell.resize(count);
        m_onSurface.resize(count);
        m_blend.assign(count, kBlend);
        m_isCap.assign(count, 0);
        forEachPoint([&](const GridPoint& cell, std::size_t i) {
            const Sheets& sheets = sheetsOf(insideCorners(cell));
            for (std::int8_t sheet = 0; sheet < sheets.count; ++sheet)
                placeVertex(cell, sheets, sheet, m_firstVertex[i] + std::uint32_t(sheet));
        });
    }

    /// The point that lies best in all tangent planes, so that it finds sharp edges and corners; where they leave it
    /// free, near the middle of their feet.
    void placeVertex(const GridPoint& cell, const Sheets& sheets, std::int8_t sheet, std::uint32_t vertex) {
        constexpr double kHold = 0.05;
        std::vector<Crossing> planes;
        Vec3d middle{}, foot{};
        for (std::size_t e = 0; e < 12; ++e) {
            if (sheets.ofEdge[e] != sheet) continue;
            const std::size_t axis = e / 4;
            const auto p = step(step(cell, (axis + 1) % 3, e & 1), (axis + 2) % 3, e >> 1 & 1);
            const Crossing& c = planes.emplace_back(crossingAt(p, axis));
            middle = middle + c.point;
            foot = foot + c.foot + c.normal * c.lift;
        }
        middle = middle * (1.0 / double(planes.size()));
        foot = foot * (1.0 / double(planes.size()));
        std::array<Vec3d, 3> matrix{Vec3d{kHold, 0, 0}, Vec3d{0, kHold, 0}, Vec3d{0, 0, kHold}};
        Vec3d right{};
        for (const Crossing& c : planes) {
            right = right + c.normal * (dot(c.normal, c.foot - foot) + c.lift);
            for (std::size_t a = 0; a < 3; ++a)
                matrix[a] = matrix[a] + c.normal * c.normal[a];
        }
        const Vec3d move = solve(matrix, right);
        m_isCap[vertex] = std::all_of(planes.begin(), planes.end(), [](const Crossing& c) { return c.isCap(); });
        m_inCell[vertex] = middle;
        m_onSurface[vertex] = length(move) <= m_band.frame().cell ? foot + move : foot;
    }

    Vec3f position(std::uint32_t v) const {
        const double share = double(m_blend[v]) / kBlend;
        const Vec3d p = m_inCell[v] + (m_onSurface[v] - m_inCell[v]) * share;
        return {float(p[0]), float(p[1]), float(p[2])};
    }

    /// A quad across every crossed edge, between the sheets that cross it in the four cells around.
    void makeFaces() {
        for (std::size_t block = 0; block < m_band.blocks().size(); ++block) {
            m_context.checkpoint();
            for (std::size_t i = 0; i < NarrowBand::kPerBlock; ++i) {
                const GridPoint p = m_band.pointOf(block, i);
                const unsigned mask = crossedAt(p);
                for (std::size_t a = 0; a < 3; ++a)
                    if (mask >> a & 1) addQuad(p, a);
            }
        }
    }

    void addQuad(const GridPoint& p, std::size_t axis) {
        constexpr std::array<std::array<std::int32_t, 2>, 4> kAround{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}};
        std::array<std::uint32_t, 4> quad;
        for (std::size_t i = 0; i < 4; ++i) {
            const auto [u, v] = kAround[i];
            const auto cell = step(step(p, (axis + 1) % 3, -u), (axis + 2) % 3, -v);
            const auto sheet = sheetsOf(insideCorners(cell)).ofEdge[4 * axis + std::size_t(u + 2 * v)];
            quad[i] = m_firstVertex[m_band.indexOf(cell)] + std::uint32_t(sheet);
        }
        if (m_solid.isOutside(p)) std::swap(quad[1], quad[3]);
        const double sign = m_solid.isOutside(p) ? -1.0 : 1.0;
        // The four lie around the edge; one of the two diagonals at least lies inside of the quad.
        const auto facing = [&](std::size_t a, std::size_t b, std::size_t c) {
            return sign * cross(m_inCell[quad[b]] - m_inCell[quad[a]], m_inCell[quad[c]] - m_inCell[quad[a]])[axis];
        };
        const bool first = std::min(facing(0, 1, 2), facing(0, 2, 3)) >= std::min(facing(0, 1, 3), facing(1, 2, 3));
        if (first) {
            m_triangles.push_back({quad[0], quad[1], quad[2]});
            m_triangles.push_back({quad[0], quad[2], quad[3]});
        } else {
            m_triangles.push_back({quad[0], quad[1], quad[3]});
            m_triangles.push_back({quad[1], quad[2], quad[3]});
        }
    }

    /// Evens out the steps of the grid, the rims held.
    void smoothCaps() {
        if (std::find(m_isCap.begin(), m_isCap.end(), 1) == m_isCap.end()) return;
        std::vector<Vec3d> sums(m_onSurface.size());
        std::vector<double> counts(m_onSurface.size());
        for (int round = 0; round < kCapRounds; ++round) {
            m_context.checkpoint();
            std::fill(sums.begin(), sums.end(), Vec3d{});
            std::fill(counts.begin(), counts.end(), 0.0);
            for (const auto& t : m_triangles)
                for (std::size_t k = 0; k < 3; ++k) {
                    if (!m_isCap[t[k]]) continue;
                    sums[t[k]] = sums[t[k]] + m_onSurface[t[(k + 1) % 3]] + m_onSurface[t[(k + 2) % 3]];
                    counts[t[k]] += 2.0;
                }
            for (std::size_t v = 0; v < sums.size(); ++v)
                if (m_isCap[v]) m_onSurface[v] = m_onSurface[v] * 0.5 + sums[v] * (0.5 / counts[v]);
        }
    }

    /// Moves the vertices of faces that got no area or fold over back towards the middles of their cells, where faces
    /// are sound.
    void untangle() {
        for (bool changed = true; std::exchange(changed, false);) {
            m_context.checkpoint();
            std::vector<Vec3f> positions(m_blend.size());
            for (std::uint32_t v = 0; v < positions.size(); ++v)
                positions[v] = position(v);
            for (const auto& t : m_triangles) {
                const Vec3d sound = cross(m_inCell[t[1]] - m_inCell[t[0]], m_inCell[t[2]] - m_inCell[t[0]]);
                const Vec3d normal = areaNormal(positions[t[0]], positions[t[1]], positions[t[2]]);
                if (dot(sound, normal) > 0.0 && !isDegenerate(positions[t[0]], positions[t[1]], positions[t[2]]))
                    continue;
                for (const auto v : t)
                    if (m_blend[v] > 0) {
                        --m_blend[v];
                        changed = true;
                    }
            }
        }
    }

    const NearestSurface& m_surface;
    const NarrowBand& m_band;
    const SolidRegion& m_solid;
    unsigned m_threads;
    const RunContext& m_context;
    std::vector<std::uint32_t> m_firstCrossing;  ///< per point of the band
    std::vector<Crossing> m_crossings;
    std::vector<std::uint32_t> m_firstVertex;  ///< per cell of the band, named by its lowest point
    std::vector<Vec3d> m_inCell;               ///< per vertex: middle of the crossings
    std::vector<Vec3d> m_onSurface;            ///< per vertex: where it should be
    std::vector<std::uint8_t> m_isCap;         ///< per vertex
    std::vector<std::uint8_t> m_blend;         ///< per vertex: kBlend = there, 0 = in the cell
    std::vector<std::array<std::uint32_t, 3>> m_triangles;
};

}  // namespace

MeshAsset contourSolid(const NearestSurface& surface, const NarrowBand& band, const SolidRegion& solid,
                       unsigned threads, const RunContext& context) {
    return Contouring(surface, band, solid, threads, context).run();
}

}  // namespace espalier
