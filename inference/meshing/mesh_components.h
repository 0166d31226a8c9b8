#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// The pieces of a mesh that hang together through shared vertices, numbered by their first face.
class MeshComponents {
public:
    explicit MeshComponents(const MeshAsset& mesh);

    std::size_t count() const { return m_faceCounts.size(); }
    std::uint32_t ofFace(std::size_t face) const { return m_ofFace[face]; }
    std::size_t faceCount(std::size_t component) const { return m_faceCounts[component]; }

    /// Per component: surface area, and diagonal of its bounding box.
    std::vector<double> areas(const MeshAsset& mesh) const;
    std::vector<double> diameters(const MeshAsset& mesh) const;

private:
    std::vector<std::uint32_t> m_ofFace;
    std::vector<std::size_t> m_faceCounts;
};

/// Removes the faces of the components whose mark is not 0. Returns the number of those components.
std::size_t dropComponents(MeshAsset& mesh, const MeshComponents& components, const std::vector<std::uint8_t>& marked);

/// Removes components of less than `areaShare` of the whole area whose diameter is under `diameterShare` of the
/// bounding box's diagonal. The one of the largest area stays in any case. Returns how many went.
std::size_t removeDebris(MeshAsset& mesh, double areaShare, double diameterShare);

}  // namespace espalier
