#include "tests/viewer/analytic_shapes.h"

#include <algorithm>
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

namespace {

/// Bumps on a lattice, as a normal map whose rows go down while v grows upwards.
ImageBuffer bumpMap(int size) {
    ImageBuffer map(size, size, 3);
    const auto slope = [size](int i) { return 0.6 * std::sin(2 * M_PI * 16 * (i + 0.5) / size); };
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const double u = slope(x);
            const double v = -slope(y);
            const double length = std::hypot(u, v, 1);
            std::uint8_t* pixel = map.at(x, y);
            pixel[0] = std::uint8_t(std::lround(127.5 + 127.5 * u / length));
            pixel[1] = std::uint8_t(std::lround(127.5 + 127.5 * v / length));
            pixel[2] = std::uint8_t(std::lround(127.5 + 127.5 / length));
        }
    }
    return map;
}

std::shared_ptr<const PbrTextures> quarterTextures(bool bumps, std::uint8_t alpha) {
    constexpr int size = 256;
    auto textures = std::make_shared<PbrTextures>();
    textures->baseColor = ImageBuffer(size, size, 4);
    textures->metallicRoughness = ImageBuffer(size, size, 3);
    constexpr std::array<std::array<std::uint8_t, 3>, 4> colors{
        {{200, 40, 40}, {40, 160, 60}, {50, 70, 200}, {235, 235, 235}}};
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const auto& color = colors[std::size_t(4 * x / size)];
            std::copy(color.begin(), color.end(), textures->baseColor.at(x, y));
            textures->baseColor.at(x, y)[3] = alpha;
            // Outside: the tube's angle is in the first or last quarter.
            const bool outside = y < size / 4 || y >= size * 3 / 4;
            std::uint8_t* surface = textures->metallicRoughness.at(x, y);
            surface[1] = 77;
            surface[2] = outside ? 255 : 0;
        }
    }
    if (bumps) textures->normal = bumpMap(size);
    textures->translucent = alpha < 255;
    return textures;
}

}  // namespace

MeshAssetPtr makeTexturedTorus(float radius, float tubeRadius, int segments, bool bumps, std::uint8_t alpha) {
    auto mesh = std::make_shared<MeshAsset>(*makeTorus(radius, tubeRadius, segments));
    mesh->colors.clear();
    mesh->metallicRoughness.clear();
    const int sides = segments / 2;
    for (int r = 0; r <= segments; ++r) {
        for (int s = 0; s <= sides; ++s) {
            const double around = 2 * M_PI * r / segments;
            mesh->uvs.push_back({float(r) / float(segments), float(s) / float(sides)});
            // v grows with the tube's angle: along cross(normal, tangent) turned around.
            mesh->tangents.push_back({float(-std::sin(around)), float(std::cos(around)), 0, -1});
        }
    }
    mesh->textures = quarterTextures(bumps, alpha);
    return mesh;
}

namespace {

void addGaussian(GaussianCloud& cloud, const Vec3f& position, const Vec3f& color, const Vec3f& scales, double around,
                 double tube, float opacity) {
    constexpr float kDegree0 = 0.28209479177387814f;
    cloud.positions.push_back(position);
    cloud.features.push_back(
        {(color[0] - 0.5f) / kDegree0, (color[1] - 0.5f) / kDegree0, (color[2] - 0.5f) / kDegree0});
    cloud.scales.push_back(scales);
    // Turned by `tube` up from x to z, and then around z: its own x is the torus' normal.
    const double cz = std::cos(around / 2), sz = std::sin(around / 2), cy = std::cos(tube / 2), sy = std::sin(tube / 2);
    cloud.rotations.push_back({float(cz * cy), float(sz * sy), float(-cz * sy), float(sz * cy)});
    cloud.opacities.push_back(opacity);
}

}  // namespace

GaussianCloudPtr makeGaussianTorus(float radius, float tubeRadius, int segments) {
    auto cloud = std::make_shared<GaussianCloud>();
    const int sides = segments / 2;
    const auto place = [&](double around, double tube, float tubeSize) {
        const float out = radius + tubeSize * float(std::cos(tube));
        return Vec3f{out * float(std::cos(around)), out * float(std::sin(around)), tubeSize * float(std::sin(tube))};
    };
    const float wide = 2 * float(M_PI) * radius / float(segments), high = 2 * float(M_PI) * tubeRadius / float(sides);
    for (int r = 0; r < segments; ++r) {
        for (int s = 0; s < sides; ++s) {
            const double around = 2 * M_PI * r / segments, tube = 2 * M_PI * s / sides;
            const auto wave = [around](double phase) { return float(0.5 + 0.4 * std::cos(around - phase)); };
            const bool isStripe = std::sin(6 * tube + 2 * around) > 0.6;
            const Vec3f color = isStripe ? Vec3f{0.95f, 0.93f, 0.85f} : Vec3f{wave(0), wave(2.1), wave(4.2)};
            addGaussian(*cloud, place(around, tube, tubeRadius), color, {high / 8, wide / 2, high / 2}, around, tube,
                        0.9f);
        }
    }
    constexpr int kNeedles = 48;
    for (int i = 0; i < kNeedles; ++i) {
        const double around = 2 * M_PI * i / kNeedles, tube = M_PI / 3 * (i % 5 - 2);
        addGaussian(*cloud, place(around, tube, tubeRadius * 1.25f), {0.9f, 0.25f, 0.2f}, {0.03f, 0.004f, 0.004f},
                    around, tube, 0.6f);
    }
    return cloud;
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
