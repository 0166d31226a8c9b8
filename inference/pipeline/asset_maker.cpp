#include "inference/pipeline/asset_maker.h"

#include <algorithm>
#include <cmath>

#include "inference/base/error.h"
#include "inference/meshing/gaussian_colors.h"
#include "inference/meshing/hole_capping.h"
#include "inference/meshing/inner_shells.h"
#include "inference/meshing/mesh_cleanup.h"
#include "inference/meshing/mesh_components.h"
#include "inference/meshing/mesh_remesh.h"
#include "inference/meshing/tangents.h"
#include "inference/meshing/texture_bake.h"
#include "inference/meshing/xatlas_charts.h"
#include "inference/pipeline/stage_clock.h"

namespace espalier {
namespace {

constexpr std::size_t kFewestFaces = 100;
constexpr int kSmallestTexture = 512;
constexpr int kLargestTexture = 4096;
constexpr int kCoarsestRemesh = 64;  // cells along the longest side
constexpr int kFinestRemesh = 512;
/// Decoders give about 20; simplifying takes a time that grows with the square.
constexpr std::uint32_t kMostFacesAtVertex = 50'000;
constexpr const char* kRegenerate = "Generate the model again.";

/// One asset on its way from raw to finished.
class Making {
public:
    Making(const RawResult& raw, const AssetSettings& settings, const RunContext& context)
        : m_raw(raw), m_settings(settings), m_context(context) {}

    MadeAsset run() {
        requireConsistent();
        clean();
        simplify();
        m_report.statistics = statistics(m_mesh);
        if (m_settings.remesh && !m_report.statistics.watertight)
            note("Simplifying opened the watertight surface in places; keep more faces.");
        if (makesTextures()) {
            unwrapped();
            bake();
        } else {
            colour();
        }
        m_report.stageSeconds = m_clock.end();
        return {std::make_shared<const MeshAsset>(std::move(m_mesh)), std::move(m_report)};
    }

private:
    void begin(Stage stage) {
        m_clock.begin(stage);
        m_context.report(stage, 0, 1);
    }
    void end(Stage stage) { m_context.report(stage, 1, 1); }

    void note(const char* sentence) { m_report.notes.emplace_back(sentence); }

    void requireConsistent() const;
    bool makesTextures();
    CleanOptions cleanOptions() const;
    CleanOptions repairOptions() const;
    void clean();
    void requireSimpleFans() const;
    void simplify();
    void unwrapped();
    void bake();
    PbrTextures bakeGaussians(const BakeOptions& options) const;
    void colour();

    const RawResult& m_raw;
    const AssetSettings& m_settings;
    const RunContext& m_context;
    MeshAsset m_mesh;
    AssetReport m_report;
    StageClock m_clock;
};

void Making::requireConsistent() const {
    if (m_raw.coords.size() != m_raw.attributes.size())
        throw Error(ErrorCode::Internal, "A raw result has another number of voxels than of their attributes.",
                    kRegenerate);
    if (!m_raw.coords.empty() && m_raw.resolution < 1)
        throw Error(ErrorCode::Internal, "A raw result has voxels but no resolution.", kRegenerate);
}

/// What this build cannot do is left out rather than the result lost.
bool Making::makesTextures() {
    if (m_raw.coords.empty() || m_settings.textureSize == 0) return false;
    if (!canBakeTextures())
        note("The colours lie at the vertices instead of in textures, as Espalier was built without Embree.");
    return canBakeTextures();
}

CleanOptions Making::cleanOptions() const {
    CleanOptions options{.removeInnerShells = m_settings.removeInnerShells, .threads = m_settings.threads};
    if (!m_settings.fillHoles) options.holePerimeter = 0.0;
    return options;
}

/// After simplifying. Holes in what was remeshed can only come of collapsed edges.
CleanOptions Making::repairOptions() const {
    CleanOptions options = cleanOptions();
    if (m_settings.remesh) options.holePerimeter = CleanOptions{}.holePerimeter;
    return options;
}

void Making::clean() {
    begin(Stage::Clean);
    m_mesh = m_raw.mesh;
    if (m_settings.removeInnerShells && !canFindInnerShells())
        note("Shells inside of the model stay, as Espalier was built without Embree.");
    m_report.clean = cleanForUse(m_mesh, cleanOptions(), m_context);
    requireSimpleFans();
    if (m_settings.remesh) {
        // As fine as the decoder's own grid; above half a thousand cells the memory would grow beyond a few GB.
        const int resolution =
            m_raw.resolution > 0 ? std::clamp(m_raw.resolution, kCoarsestRemesh, kFinestRemesh) : 256;
        m_mesh = remeshWatertight(m_mesh, {.resolution = resolution, .threads = m_settings.threads}, m_context);
    }
    end(Stage::Clean);
}

void Making::requireSimpleFans() const {
    std::vector<std::uint32_t> faces(m_mesh.positions.size());
    for (const auto& triangle : m_mesh.triangles)
        for (const auto v : triangle)
            if (++faces[v] > kMostFacesAtVertex)
                throw Error(ErrorCode::Internal,
                            "The mesh cannot be used: more than " + std::to_string(kMostFacesAtVertex) +
                                " faces meet in one vertex.",
                            kRegenerate);
}

void Making::simplify() {
    begin(Stage::Simplify);
    const bool hasMore = m_settings.faceTarget > 0 && m_mesh.triangles.size() > m_settings.faceTarget;
    if (hasMore && !canSimplify()) note("The mesh keeps all its faces, as Espalier was built without meshoptimizer.");
    m_report.simplify = simplifyMesh(m_mesh, canSimplify() ? m_settings.faceTarget : 0, repairOptions(), m_context);
    end(Stage::Simplify);
}

void Making::unwrapped() {
    begin(Stage::Unwrap);
    UnwrappedMesh result =
        unwrap(m_mesh, {.resolution = m_settings.textureSize, .threads = m_settings.threads}, m_context);
    m_mesh = std::move(result.mesh);
    m_report.unwrap = result.report;
    if (result.report.fellBack)
        note(hasXatlas() ? "Part of the surface was laid out in a simple way, as the usual one took too long."
                         : "Part of the surface was laid out in a simple way, as Espalier was built without xatlas.");
    if (m_settings.normalMap) m_mesh.tangents = vertexTangents(m_mesh);
    end(Stage::Unwrap);
}

void Making::bake() {
    begin(Stage::Bake);
    const BakeOptions options{
        .size = m_settings.textureSize, .normalMap = m_settings.normalMap, .threads = m_settings.threads};
    m_mesh.textures = std::make_shared<const PbrTextures>(
        m_raw.gaussians
            ? bakeGaussians(options)
            : bakeTextures(m_mesh, m_raw.mesh, m_raw.coords, m_raw.attributes, m_raw.resolution, options, m_context));
    end(Stage::Bake);
}

/// Textures that come of the Gaussians look more like them from all sides than those of the voxels do.
PbrTextures Making::bakeGaussians(const BakeOptions& options) const {
    const GaussianColors colors(*m_raw.gaussians);
    const VoxelIndex voxels(m_raw.coords);
    const auto attributesAt = [&](std::span<const Vec3f> points) {
        std::vector<PbrAttributes> samples = colors.sample(points);
        for (std::size_t n = 0; n < points.size(); ++n) {
            if (samples[n] != PbrAttributes{}) continue;
            Vec3f position = points[n];
            for (float& along : position)
                along = (along + 0.5f) * float(m_raw.resolution);
            samples[n] = sampleVoxels(voxels, m_raw.attributes, {&position, 1}).front();
        }
        return samples;
    };
    return bakeTextures(m_mesh, m_raw.mesh, attributesAt, options, m_context);
}

std::uint8_t toByte(float value) {
    return static_cast<std::uint8_t>(std::clamp(value, 0.0f, 1.0f) * 255.0f);
}

/// Base colour and alpha are clamped and truncated to 8 bits as the reference's exporter does, metallic and roughness
/// clamped.
void colourVertices(MeshAsset& mesh, const RawResult& raw, const RunContext& context) {
    const auto samples = sampleAttributes(raw.coords, raw.attributes, raw.resolution, mesh.positions, context);
    mesh.colors.resize(samples.size());
    mesh.metallicRoughness.resize(samples.size());
    for (std::size_t v = 0; v < samples.size(); ++v) {
        const PbrAttributes& s = samples[v];
        mesh.colors[v] = {toByte(s[0]), toByte(s[1]), toByte(s[2]), toByte(s[5])};
        mesh.metallicRoughness[v] = {std::clamp(s[3], 0.0f, 1.0f), std::clamp(s[4], 0.0f, 1.0f)};
    }
}

void Making::colour() {
    begin(Stage::Finish);
    if (!m_raw.coords.empty()) colourVertices(m_mesh, m_raw, m_context);
    end(Stage::Finish);
}

}  // namespace

std::vector<RequestProblem> AssetSettings::check() const {
    std::vector<RequestProblem> problems;
    if (faceTarget != 0 && faceTarget < kFewestFaces)
        problems.push_back({"asset.faces", "The wanted number of faces is " + std::to_string(faceTarget) + ".",
                            "Use 100 or more, or keep all faces."});
    if (textureSize != 0 && (textureSize < kSmallestTexture || textureSize > kLargestTexture))
        problems.push_back({"asset.texture-size", "The texture size is " + std::to_string(textureSize) + ".",
                            "Use 512 to 4096, or no textures."});
    if (remesh && !canRemesh())
        problems.push_back({"asset.remesh", "This build of Espalier has no Embree, so it cannot remesh.",
                            "Leave remeshing off, or install libembree-dev and build again."});
    if (normalMap && textureSize != 0 && !canBakeTextures())
        problems.push_back({"asset.normal-map", "This build of Espalier has no Embree, so it cannot make a normal map.",
                            "Leave the normal map off, or install libembree-dev and build again."});
    return problems;
}

MadeAsset makeAsset(const RawResult& raw, const AssetSettings& settings, const RunContext& context) {
    if (const auto problems = settings.check(); !problems.empty())
        throw Error(ErrorCode::InvalidRequest, problems.front().message, problems.front().hint);
    return Making(raw, settings, context).run();
}

MeshAsset rawAsset(const RawResult& raw, const RunContext& context) {
    MeshAsset mesh = raw.mesh;
    if (!raw.coords.empty()) colourVertices(mesh, raw, context);
    return mesh;
}

std::vector<std::pair<Stage, double>> assetCosts(std::size_t rawFaces, const AssetSettings& settings, bool hasVoxels) {
    // Seconds per face or texel of two ordinary cores.
    constexpr double kClean = 2e-6, kSimplify = 3e-6, kUnwrap = 4e-5, kBake = 6e-7, kColour = 5e-7, kRemesh = 6e-6;
    const double raw = double(rawFaces);
    const double kept = settings.faceTarget > 0 ? std::min(raw, double(settings.faceTarget)) : raw;
    const double texels = double(settings.textureSize) * double(settings.textureSize);
    std::vector<std::pair<Stage, double>> costs{{Stage::Clean, (settings.remesh ? kClean + kRemesh : kClean) * raw}};
    costs.emplace_back(Stage::Simplify, kept < raw ? kSimplify * raw : 0.0);
    if (hasVoxels && settings.textureSize > 0 && canBakeTextures()) {
        costs.emplace_back(Stage::Unwrap, kUnwrap * kept);
        costs.emplace_back(Stage::Bake, kBake * texels);
    } else {
        costs.emplace_back(Stage::Finish, kColour * kept);
    }
    return costs;
}

}  // namespace espalier
