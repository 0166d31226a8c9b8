#include "inference/meshing/flexicubes_cases.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace espalier {
namespace {

struct Face {
    int axis, side;
    std::array<int, 4> corners;  ///< around the face
};

std::array<Face, 6> cubeFaces() {
    std::array<Face, 6> faces{};
    for (int f = 0; f < 6; ++f) {
        const int axis = f / 2, side = f % 2;
        const int low = 1 << (axis + 1) % 3, high = 1 << (axis + 2) % 3, base = side << axis;
        faces[std::size_t(f)] = {axis, side, {base, base | low, base | low | high, base | high}};
    }
    return faces;
}

int edgeBetween(int a, int b) {
    for (int e = 0; e < kCubeEdges; ++e) {
        const auto [from, to] = kCubeEdgeCorners[std::size_t(e)];
        if ((from == a && to == b) || (from == b && to == a)) return e;
    }
    return -1;
}

/// Crossed edges that one piece of surface passes through, found by following the surface across the cube's faces.
class EdgeGroups {
public:
    EdgeGroups() { std::iota(m_parent.begin(), m_parent.end(), 0); }
    int rootOf(int edge) const {
        while (m_parent[std::size_t(edge)] != edge)
            edge = m_parent[std::size_t(edge)];
        return edge;
    }
    void join(int a, int b) { m_parent[std::size_t(rootOf(a))] = rootOf(b); }

private:
    std::array<int, kCubeEdges> m_parent{};
};

struct Piece {
    int corner = kCubeCorners;  ///< the lowest inner one beside it
    std::vector<std::uint8_t> edges;
};

bool isInner(int id, int corner) {
    return id >> corner & 1;
}

/// Joins the crossed edges of one face in pairs. Returns whether there were two ways.
bool joinAcross(const Face& face, int id, EdgeGroups& groups) {
    std::array<int, 4> edges{};
    std::vector<int> crossed;
    for (std::size_t i = 0; i < 4; ++i) {
        const int a = face.corners[i], b = face.corners[(i + 1) % 4];
        edges[i] = edgeBetween(a, b);
        if (isInner(id, a) != isInner(id, b)) crossed.push_back(edges[i]);
    }
    if (crossed.size() == 2) groups.join(crossed[0], crossed[1]);
    if (crossed.size() < 4) return false;
    for (std::size_t i = 0; i < 4; ++i)
        if (isInner(id, face.corners[i])) groups.join(edges[(i + 3) % 4], edges[i]);
    return true;
}

std::vector<Piece> piecesOf(int id, const EdgeGroups& groups) {
    std::array<Piece, kCubeEdges> byRoot;
    for (int e = 0; e < kCubeEdges; ++e) {
        const auto [a, b] = kCubeEdgeCorners[std::size_t(e)];
        if (isInner(id, a) == isInner(id, b)) continue;
        Piece& piece = byRoot[std::size_t(groups.rootOf(e))];
        piece.corner = std::min(piece.corner, int(isInner(id, a) ? a : b));
        piece.edges.push_back(std::uint8_t(e));
    }
    std::vector<Piece> pieces;
    std::copy_if(byRoot.begin(), byRoot.end(), std::back_inserter(pieces),
                 [](const Piece& piece) { return !piece.edges.empty(); });
    std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.corner < b.corner; });
    // The one case that FlexiCubes' table orders otherwise; it decides the numbers of vertices, not the surface.
    constexpr int kOuterCorners3And4 = 231;
    if (id == kOuterCorners3And4) std::swap(pieces[0], pieces[1]);
    return pieces;
}

DualCase dualCase(int id) {
    static const std::array<Face, 6> kFaces = cubeFaces();
    EdgeGroups groups;
    DualCase result;
    int ambiguousFaces = 0;
    for (const Face& face : kFaces) {
        if (!joinAcross(face, id, groups)) continue;
        ++ambiguousFaces;
        result.neighbour = {};
        result.neighbour[std::size_t(face.axis)] = face.side ? 1 : -1;
    }
    std::size_t filled = 0;
    for (const Piece& piece : piecesOf(id, groups)) {
        std::copy(piece.edges.begin(), piece.edges.end(), result.edges.begin() + std::ptrdiff_t(filled));
        filled += piece.edges.size();
        result.begins[++result.pieces] = std::uint8_t(filled);
    }
    result.isAmbiguous = ambiguousFaces == 1 && result.pieces == 1;
    if (!result.isAmbiguous) result.neighbour = {};
    return result;
}

}  // namespace

const std::array<DualCase, 256>& dualCases() {
    static const std::array<DualCase, 256> kCases = [] {
        std::array<DualCase, 256> cases;
        for (int id = 0; id < 256; ++id)
            cases[std::size_t(id)] = dualCase(id);
        return cases;
    }();
    return kCases;
}

}  // namespace espalier
