#pragma once

#include <cstdint>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

struct UnwrapOptions {
    int resolution = 2048;        ///< of the texture to come, texels; decides the padding's share of it
    int padding = 0;              ///< texels between charts; 0 = resolution / 512, at least 2: two clean mip levels
    double budgetSeconds = 20.0;  ///< after it quicker ways serve for what is left; 0 = for everything
    unsigned threads = 0;         ///< 0 = one per core
};

struct UnwrapReport {
    std::size_t charts = 0;
    double usedShare = 0.0;   ///< of the texture, covered by triangles
    bool fellBack = false;    ///< a quicker way had to serve: for flattening a part of the surface or for packing
    double boxedShare = 0.0;  ///< of the faces: that part, projected onto a box or laid flat one by one
    int padding = 0;          ///< texels really left between charts
    double seconds = 0.0;
};

struct UnwrappedMesh {
    MeshAsset mesh;                      ///< the same triangles; vertices are repeated where charts end
    std::vector<std::uint32_t> sources;  ///< one per vertex: its vertex in the mesh given
    UnwrapReport report;
};

/// Lays the surface flat into [0, 1]^2 without overlaps: groups of faces that look one way, xatlas for each, one
/// packing. When the budget is used up, what is left is projected onto a box, and charts are put where they first fit;
/// what even that has no time for some 3 s and 5 us per face later is laid flat face by face and packed in rows. So
/// any surface ends. Normals and other values per vertex come along; unused vertices do not. The result depends neither
/// on the number of threads nor, while the budget lasts, on time. Reports Stage::Unwrap. Throws Error(EmptyResult) for
/// a mesh without triangles, Error(Internal) for positions that are not finite, Cancelled.
UnwrappedMesh unwrap(const MeshAsset& mesh, const UnwrapOptions& options = {}, const RunContext& context = {});

}  // namespace espalier
