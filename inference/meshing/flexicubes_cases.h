#pragma once

#include <array>
#include <cstdint>

namespace espalier {

/// The corners of a cube, x running fastest: corner c lies at (c & 1, c >> 1 & 1, c >> 2 & 1).
inline constexpr int kCubeCorners = 8;
inline constexpr int kCubeEdges = 12;

/// An edge's two corners, in the direction in which FlexiCubes names it: along +x, -y, +z.
inline constexpr std::array<std::array<std::uint8_t, 2>, kCubeEdges> kCubeEdgeCorners{
    {{0, 1}, {1, 5}, {4, 5}, {0, 4}, {2, 3}, {3, 7}, {6, 7}, {2, 6}, {2, 0}, {3, 1}, {7, 5}, {6, 4}}};

/// How the surface passes through a cube whose inner corners are known: in one to four pieces, each of which gets a
/// dual vertex.
struct DualCase {
    std::array<std::uint8_t, kCubeEdges> edges{};     ///< the crossed edges, piece after piece, ascending within one
    std::array<std::uint8_t, kCubeCorners> begins{};  ///< where each piece begins in `edges`, and where the last ends
    std::uint8_t pieces = 0;
    bool isAmbiguous = false;                ///< C16 or C19: one of two ways, to be agreed with a neighbour
    std::array<std::int8_t, 3> neighbour{};  ///< the direction of that neighbour
};

/// By the sum of 2^c over inner corners c. Pieces and their order are those of Dual Marching Cubes as FlexiCubes uses
/// it: on a face with two inner corners on a diagonal these are kept apart.
const std::array<DualCase, 256>& dualCases();

}  // namespace espalier
