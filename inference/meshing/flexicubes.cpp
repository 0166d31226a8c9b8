#include "inference/meshing/flexicubes.h"

#include <algorithm>
#include <cmath>

#include "inference/base/error.h"
#include "inference/meshing/flexicubes_cases.h"

namespace espalier {
namespace {

constexpr float kWeightScale = 0.99f;
constexpr std::size_t kBetas = 12, kAlphas = 8;
constexpr CubeWeights kNoWeights{};
constexpr std::size_t kCheckpointEvery = 1 << 14;

VoxelCoord cornerOf(const VoxelCoord& cube, int corner) {
    return {cube[0] + (corner & 1), cube[1] + (corner >> 1 & 1), cube[2] + (corner >> 2 & 1)};
}

float sigmoid(float x) {
    return 1.0f / (1.0f + std::exp(-x));
}

/// What a cube's corner has; for points that are not listed, what the grid says of them.
struct Point {
    std::int32_t row;
    float distance;
    Vec3f position;
};

/// One crossed edge seen from one of its cubes. Sorted, those of one edge lie together, and edges come in the order of
/// their two ends.
struct EdgeUse {
    std::uint64_t edge;
    std::uint32_t cube;
    std::uint32_t slot;
};

class Mesher {
public:
    Mesher(const FlexiCubesGrid& grid, const RunContext& context)
        : m_grid(grid), m_context(context), m_points(grid.points), m_cubes(grid.cubes) {}

    FlexiCubesMesh run() {
        findCubes();
        chooseCases();
        numberVertices();
        placeVertices();
        connect();
        return std::move(m_out);
    }

private:
    bool isInner(const VoxelCoord& point) const {
        const std::int32_t row = m_points.find(point[0], point[1], point[2]);
        return row >= 0 && m_grid.distances[std::size_t(row)] < 0.0f;
    }
    Point pointAt(const VoxelCoord& point) const;
    const CubeWeights& weightsOf(const VoxelCoord& cube) const {
        const std::int32_t row = m_cubes.find(cube[0], cube[1], cube[2]);
        return row < 0 ? kNoWeights : m_grid.weights[std::size_t(row)];
    }
    int caseOf(const VoxelCoord& cube) const;
    void checkpointAt(std::size_t i) const {
        if (i % kCheckpointEvery == 0) m_context.checkpoint();
    }

    void findCubes();
    void chooseCases();
    void numberVertices();
    void placeVertices();
    void placeVerticesOf(std::size_t cube);
    void connect();
    std::vector<EdgeUse> edgeUses() const;

    const FlexiCubesGrid& m_grid;
    const RunContext& m_context;
    VoxelIndex m_points, m_cubes;
    FlexiCubesMesh m_out;
    std::vector<std::uint32_t> m_firstVertex;  ///< per surface cube
};

Point Mesher::pointAt(const VoxelCoord& point) const {
    const std::int32_t row = m_points.find(point[0], point[1], point[2]);
    Point result{row, row < 0 ? 1.0f : m_grid.distances[std::size_t(row)], {}};
    if (row >= 0 && !m_grid.positions.empty()) {
        result.position = m_grid.positions[std::size_t(row)];
    } else {
        for (std::size_t a = 0; a < 3; ++a)
            result.position[a] = float(point[a]) / float(m_grid.resolution) - 0.5f;
    }
    return result;
}

int Mesher::caseOf(const VoxelCoord& cube) const {
    int id = 0;
    for (int c = 0; c < kCubeCorners; ++c)
        id |= int(isInner(cornerOf(cube, c))) << c;
    return id;
}

/// Every cube on the surface has an inner point; the lowest inner corner of a cube finds it, so that none occurs twice.
void Mesher::findCubes() {
    const std::int32_t side = m_grid.resolution;
    for (std::size_t p = 0; p < m_grid.points.size(); ++p) {
        checkpointAt(p);
        if (!(m_grid.distances[p] < 0.0f)) continue;
        const VoxelCoord& point = m_grid.points[p];
        std::array<bool, 27> inner{};
        for (int n = 0; n < 27; ++n)
            inner[std::size_t(n)] = isInner({point[0] + n % 3 - 1, point[1] + n / 3 % 3 - 1, point[2] + n / 9 - 1});
        if (std::all_of(inner.begin(), inner.end(), [](bool i) { return i; })) continue;
        for (int corner = 0; corner < kCubeCorners; ++corner) {
            const VoxelCoord low = cornerOf({0, 0, 0}, corner);
            const VoxelCoord cube{point[0] - low[0], point[1] - low[1], point[2] - low[2]};
            if (std::any_of(cube.begin(), cube.end(), [&](std::int32_t c) { return c < 0 || c >= side; })) continue;
            int first = kCubeCorners, count = 0;
            for (int c = kCubeCorners - 1; c >= 0; --c) {
                const VoxelCoord at = cornerOf({1 - low[0], 1 - low[1], 1 - low[2]}, c);
                if (!inner[std::size_t(at[0] + 3 * at[1] + 9 * at[2])]) continue;
                first = c;
                ++count;
            }
            if (first == corner && count < kCubeCorners) m_out.cubes.push_back(cube);
        }
    }
    std::sort(m_out.cubes.begin(), m_out.cubes.end());
}

/// Where two neighbours share an ambiguous face, both take the other way through it.
void Mesher::chooseCases() {
    const auto& table = dualCases();
    m_out.cases.reserve(m_out.cubes.size());
    for (std::size_t i = 0; i < m_out.cubes.size(); ++i) {
        checkpointAt(i);
        const VoxelCoord& cube = m_out.cubes[i];
        const int id = caseOf(cube);
        const DualCase& entry = table[std::size_t(id)];
        bool invert = false;
        if (entry.isAmbiguous) {
            VoxelCoord other = cube;
            bool inside = true;
            for (std::size_t a = 0; a < 3; ++a) {
                other[a] += entry.neighbour[a];
                inside = inside && other[a] >= 0 && other[a] < m_grid.resolution;
            }
            invert = inside && table[std::size_t(caseOf(other))].isAmbiguous;
        }
        m_out.cases.push_back(std::uint8_t(invert ? 255 - id : id));
    }
}

/// All vertices of cubes with one come first, then those of cubes with two, and so on.
void Mesher::numberVertices() {
    constexpr std::size_t kMostPieces = 4;
    const auto piecesOf = [&](std::size_t cube) { return dualCases()[m_out.cases[cube]].pieces; };
    std::array<std::uint32_t, kMostPieces + 2> next{};
    for (std::size_t i = 0; i < m_out.cases.size(); ++i)
        next[piecesOf(i) + 1u] += piecesOf(i);
    for (std::size_t n = 1; n < next.size(); ++n)
        next[n] += next[n - 1];
    m_out.mesh.positions.resize(next.back());
    m_out.attributes.resize(next.back() * m_grid.channels);
    m_firstVertex.resize(m_out.cases.size());
    for (std::size_t i = 0; i < m_out.cases.size(); ++i) {
        m_firstVertex[i] = next[piecesOf(i)];
        next[piecesOf(i)] += piecesOf(i);
    }
}

void Mesher::placeVertices() {
    for (std::size_t i = 0; i < m_out.cubes.size(); ++i) {
        checkpointAt(i);
        placeVerticesOf(i);
    }
}

/// A dual vertex is the weighted mean of its piece's crossings, each found by linear interpolation of the weighted
/// distances.
void Mesher::placeVerticesOf(std::size_t i) {
    const VoxelCoord& cube = m_out.cubes[i];
    const CubeWeights& weights = weightsOf(cube);
    std::array<Point, kCubeCorners> corners{};
    std::array<float, kCubeCorners> weighted{};
    for (int c = 0; c < kCubeCorners; ++c) {
        const auto n = std::size_t(c);
        corners[n] = pointAt(cornerOf(cube, c));
        weighted[n] = corners[n].distance * (std::tanh(weights[kBetas + n]) * kWeightScale + 1.0f);
    }
    const auto attribute = [&](const Point& point, std::size_t channel) {
        return sigmoid(point.row < 0 ? 0.0f : m_grid.attributes[std::size_t(point.row) * m_grid.channels + channel]);
    };
    const DualCase& way = dualCases()[m_out.cases[i]];
    for (std::size_t piece = 0; piece < way.pieces; ++piece) {
        const std::size_t vertex = m_firstVertex[i] + piece;
        Vec3f& position = m_out.mesh.positions[vertex];
        float* const attributes = m_out.attributes.data() + vertex * m_grid.channels;
        float sum = 0.0f;
        for (std::size_t k = way.begins[piece]; k < way.begins[piece + 1]; ++k) {
            const auto [a, b] = kCubeEdgeCorners[way.edges[k]];
            const float toA = weighted[b], toB = -weighted[a], total = toA + toB;
            const float beta = std::tanh(weights[way.edges[k]]) * kWeightScale + 1.0f;
            const auto crossing = [&](float atA, float atB) { return (atA * toA + atB * toB) / total * beta; };
            for (std::size_t axis = 0; axis < 3; ++axis)
                position[axis] += crossing(corners[a].position[axis], corners[b].position[axis]);
            for (std::size_t c = 0; c < m_grid.channels; ++c)
                attributes[c] += crossing(attribute(corners[a], c), attribute(corners[b], c));
            sum += beta;
        }
        for (float& x : position)
            x /= sum;
        for (std::size_t c = 0; c < m_grid.channels; ++c)
            attributes[c] /= sum;
    }
}

std::vector<EdgeUse> Mesher::edgeUses() const {
    // From one point edges lead along -y, +z and +x, in ascending order of their other end.
    constexpr std::array<std::uint8_t, kCubeEdges> kDirection{2, 1, 2, 1, 2, 1, 2, 1, 0, 0, 0, 0};
    const auto side = std::uint64_t(m_grid.resolution) + 1;
    std::vector<EdgeUse> uses;
    uses.reserve(m_out.cubes.size() * 4);
    for (std::size_t i = 0; i < m_out.cubes.size(); ++i) {
        const DualCase& way = dualCases()[m_out.cases[i]];
        for (std::size_t k = 0; k < way.begins[way.pieces]; ++k) {
            const std::uint8_t slot = way.edges[k];
            const VoxelCoord from = cornerOf(m_out.cubes[i], kCubeEdgeCorners[slot][0]);
            const std::uint64_t point =
                (std::uint64_t(from[0]) * side + std::uint64_t(from[1])) * side + std::uint64_t(from[2]);
            uses.push_back({point * 3 + kDirection[slot], std::uint32_t(i), slot});
        }
    }
    m_context.checkpoint();
    std::sort(uses.begin(), uses.end(),
              [](const EdgeUse& a, const EdgeUse& b) { return a.edge != b.edge ? a.edge < b.edge : a.cube < b.cube; });
    return uses;
}

/// A quad for every crossed edge that four cubes share; first those whose edge leads inwards.
void Mesher::connect() {
    constexpr std::size_t kAround = 4;
    const std::vector<EdgeUse> uses = edgeUses();
    const auto vertexOf = [&](const EdgeUse& use) {
        const DualCase& way = dualCases()[m_out.cases[use.cube]];
        std::uint32_t piece = 0;
        for (std::size_t k = 0; way.edges[k] != use.slot; ++k)
            piece += k + 1 == way.begins[piece + 1] ? 1u : 0u;
        return m_firstVertex[use.cube] + piece;
    };
    const auto leadsInwards = [&](const EdgeUse& use) {
        return pointAt(cornerOf(m_out.cubes[use.cube], kCubeEdgeCorners[use.slot][0])).distance > 0.0f;
    };
    std::vector<std::size_t> outward;
    const auto add = [&](std::size_t first, const std::array<std::size_t, kAround>& around) {
        std::array<std::uint32_t, kAround> v{}, cube{};
        for (std::size_t n = 0; n < kAround; ++n) {
            v[n] = vertexOf(uses[first + around[n]]);
            cube[n] = uses[first + around[n]].cube;
        }
        const auto gamma = [&](std::size_t n) {
            return sigmoid(weightsOf(m_out.cubes[cube[n]])[kBetas + kAlphas]) * kWeightScale +
                   (1.0f - kWeightScale) / 2;
        };
        auto& triangles = m_out.mesh.triangles;
        if (gamma(0) * gamma(2) > gamma(1) * gamma(3)) {
            triangles.push_back({v[0], v[1], v[2]});
            triangles.push_back({v[0], v[2], v[3]});
        } else {
            triangles.push_back({v[0], v[1], v[3]});
            triangles.push_back({v[3], v[1], v[2]});
        }
    };
    for (std::size_t first = 0, end = 0; first < uses.size(); first = end) {
        for (end = first; end < uses.size() && uses[end].edge == uses[first].edge;)
            ++end;
        if (end - first != kAround) continue;  // on the grid's border
        checkpointAt(first);
        if (leadsInwards(uses[first]))
            add(first, {0, 1, 3, 2});
        else
            outward.push_back(first);
    }
    for (const std::size_t first : outward)
        add(first, {2, 3, 1, 0});
}

}  // namespace

FlexiCubesMesh meshFlexiCubes(const FlexiCubesGrid& grid, const RunContext& context) {
    const std::size_t points = grid.points.size();
    if (grid.distances.size() != points || (!grid.positions.empty() && grid.positions.size() != points) ||
        grid.attributes.size() != points * grid.channels || grid.weights.size() != grid.cubes.size() ||
        grid.resolution < 1)
        throw Error(ErrorCode::Internal, "The parts of a FlexiCubes grid differ in length.");
    return Mesher(grid, context).run();
}

}  // namespace espalier
