#include "tests/viewer/analytic_shapes.h"

#include <cmath>

namespace espalier {

namespace {

/// Two triangles for each quad of a (rows + 1) x (columns + 1) lattice of vertices.
void appendLattice(MeshAsset& mesh, int rows, int columns) {
    const auto at = [columns](int row, int column) { return std::uint32_t(row * (columns + 1) + column); };
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < columns; ++c) {
            mesh.triangles.push_back({at(r, c), at(r + 1, c), at(r + 1, c + 1)});
            mesh.triangles.push_back({at(r, c), at(r + 1, c + 1), at(r, c + 1)});
        }
    }
}

}  // namespace

MeshAssetPtr makeSphere(float radius, int rings, const ColorAt& color) {
    auto mesh = std::make_shared<MeshAsset>();
    const int segments = rings * 2;
    for (int r = 0; r <= rings; ++r) {
        for (int s = 0; s <= segments; ++s) {
            const double polar = M_PI * r / rings;
            const double around = 2 * M_PI * s / segments;
            const Vec3f normal{float(std::sin(polar) * std::cos(around)), float(std::sin(polar) * std::sin(around)),
                               float(std::cos(polar))};
            mesh->normals.push_back(normal);
            mesh->positions.push_back({normal[0] * radius, normal[1] * radius, normal[2] * radius});
            if (color) mesh->colors.push_back(color(mesh->positions.back()));
        }
    }
    appendLattice(*mesh, rings, segments);
    return mesh;
}

MeshAssetPtr makeTorus(float radius, float tubeRadius, int segments) {
    auto mesh = std::make_shared<MeshAsset>();
    const int sides = segments / 2;
    for (int r = 0; r <= segments; ++r) {
        for (int s = 0; s <= sides; ++s) {
            // The seam's two rows of vertices lie at exactly the same places.
            const double around = 2 * M_PI * (r % segments) / segments;
            const double tube = 2 * M_PI * (s % sides) / sides;
            const Vec3f normal{float(std::cos(tube) * std::cos(around)), float(std::cos(tube) * std::sin(around)),
                               float(std::sin(tube))};
            mesh->normals.push_back(normal);
            mesh->positions.push_back({float(std::cos(around)) * radius + normal[0] * tubeRadius,
                                       float(std::sin(around)) * radius + normal[1] * tubeRadius,
                                       normal[2] * tubeRadius});
            const auto wave = [around](double phase) {
                return std::uint8_t(std::lround(140 + 100 * std::cos(around - phase)));
            };
            mesh->colors.push_back({wave(0), wave(2.1), wave(4.2), 255});
            mesh->metallicRoughness.push_back({around < M_PI ? 1.0f : 0.0f, float(0.1 + 0.8 * s / sides)});
        }
    }
    appendLattice(*mesh, segments, sides);
    return mesh;
}

std::shared_ptr<const Preview> makeBallPreview(int resolution, float radius) {
    VoxelCloud cloud;
    cloud.resolution = resolution;
    const auto centre = [resolution](int i) { return (float(i) + 0.5f) / float(resolution) - 0.5f; };
    for (int x = 0; x < resolution; ++x) {
        for (int y = 0; y < resolution; ++y) {
            for (int z = 0; z < resolution; ++z) {
                if (std::hypot(centre(x), centre(y), centre(z)) > radius) continue;
                cloud.cells.push_back({std::uint16_t(x), std::uint16_t(y), std::uint16_t(z)});
            }
        }
    }
    return std::make_shared<Preview>(Preview{Stage::Structure, 1, 10, std::move(cloud)});
}

std::shared_ptr<const Preview> makeMeshPreview(MeshAssetPtr mesh) {
    return std::make_shared<Preview>(Preview{Stage::ShapeDecode, 1, 3, std::move(mesh)});
}

}  // namespace espalier
