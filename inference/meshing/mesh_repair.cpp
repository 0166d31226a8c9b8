#include "inference/meshing/mesh_repair.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>

#include "inference/base/error.h"
#include "inference/base/log.h"
#include "inference/meshing/hole_capping.h"
#include "inference/meshing/inner_shells.h"
#include "inference/meshing/mesh_cleanup.h"
#include "inference/meshing/mesh_components.h"
#include "inference/meshing/mesh_topology.h"
#include "inference/meshing/sliver_removal.h"

namespace espalier {
namespace {

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorCode::Internal, "The mesh cannot be used: " + what + ".",
                "Generate it again; if this stays so, the model's files may be damaged.");
}

[[noreturn]] void refuseEmpty() {
    throw Error(ErrorCode::EmptyResult, "The mesh has no face of any area.", "Try another picture or another seed.");
}

/// Manifold, wound alike, without slivers. Dropping a sliver can pinch the surface, so both take turns; slivers that
/// come of splitting get fewer each time.
void mend(MeshAsset& mesh, CleanReport& report, const RunContext& context) {
    constexpr int kRounds = 8;
    for (int round = 0; round < kRounds; ++round) {
        const TopologyChanges topology = makeManifold(mesh, context);
        report.duplicateFaces += topology.duplicateFaces;
        report.nonManifoldEdges += topology.nonManifoldEdges;
        report.cutEdges += topology.cutEdges;
        context.checkpoint();
        const SliverChanges slivers = removeSlivers(mesh, context);
        report.degenerateFaces += slivers.removed;
        if (slivers.dropped == 0) break;
    }
    if (mesh.triangles.empty()) refuseEmpty();
}

void begin(MeshAsset& mesh, CleanReport& report) {
    if (mesh.triangles.empty()) refuseEmpty();
    requireSoundBuffers(mesh);
    report.facesBefore = mesh.triangles.size();
    // Places in textures belong to vertices that are joined now.
    mesh.normals.clear();
    mesh.uvs.clear();
    mesh.tangents.clear();
    mesh.textures.reset();
}

void removeDebrisAndHoles(MeshAsset& mesh, const CleanOptions& options, CleanReport& report,
                          const RunContext& context) {
    if (options.debrisArea > 0.0) report.debris = removeDebris(mesh, options.debrisArea, options.debrisDiameter);
    context.checkpoint();
    const HoleChanges holes = capHoles(mesh, options.holePerimeter, context);
    report.holesFilled = holes.filled;
    report.holesTooLong = holes.tooLong;
    report.holesFolded = holes.folded;
    report.holesLeft = holes.left();
    if (holes.filled + holes.left() == 0) return;
    std::ostringstream text;
    text << "Holes: " << holes.filled << " filled (" << holes.widened << " together with the faces around them), "
         << holes.bays << " bays of others closed, " << holes.tooLong << " left as their perimeter is over "
         << options.holePerimeter << ", " << holes.folded << " left as faces in them would fold back.";
    log(LogLevel::Info, text.str());
}

void finish(MeshAsset& mesh, CleanReport& report, const RunContext& context) {
    faceOutward(mesh, context);
    dropUnreferencedVertices(mesh);
    context.checkpoint();
    mesh.normals = vertexNormals(mesh.positions, mesh.triangles);
    report.facesAfter = mesh.triangles.size();
}

}  // namespace

void requireSoundBuffers(const MeshAsset& mesh) {
    for (std::size_t v = 0; v < mesh.positions.size(); ++v)
        for (const float x : mesh.positions[v])
            if (!std::isfinite(x)) refuse("vertex " + std::to_string(v) + " has a position that is not a number");
    for (std::size_t f = 0; f < mesh.triangles.size(); ++f)
        for (const auto v : mesh.triangles[f])
            if (v >= mesh.positions.size())
                refuse("face " + std::to_string(f) + " uses vertex " + std::to_string(v) + " of " +
                       std::to_string(mesh.positions.size()));
    const auto fits = [&](const auto& list) { return list.empty() || list.size() == mesh.positions.size(); };
    if (!fits(mesh.colors) || !fits(mesh.metallicRoughness))
        refuse("it has another number of colours or materials than of vertices");
}

CleanReport cleanForUse(MeshAsset& mesh, const CleanOptions& options, const RunContext& context) {
    CleanReport report;
    begin(mesh, report);
    report.weldedVertices = weldVertices(mesh);
    context.checkpoint();
    mend(mesh, report, context);
    removeDebrisAndHoles(mesh, options, report, context);
    // After the holes, through which rays would get in.
    if (options.removeInnerShells) report.innerShells = removeInnerShells(mesh, options.threads, context);
    finish(mesh, report, context);
    return report;
}

CleanReport repairSurface(MeshAsset& mesh, const CleanOptions& options, const RunContext& context) {
    CleanReport report;
    begin(mesh, report);
    mend(mesh, report, context);
    removeDebrisAndHoles(mesh, options, report, context);
    finish(mesh, report, context);
    return report;
}

CleanReport repairTopology(MeshAsset& mesh, const RunContext& context) {
    return repairSurface(mesh, {.holePerimeter = 0.0, .debrisArea = 0.0}, context);
}

}  // namespace espalier
