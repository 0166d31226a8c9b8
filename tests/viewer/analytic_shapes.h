#pragma once

#include <functional>

#include "inference/asset/gaussian_cloud.h"
#include "inference/asset/preview.h"

namespace espalier {

using ColorAt = std::function<std::array<std::uint8_t, 4>(const Vec3f&)>;

/// A closed surface of rings x segments quads, outward wound, with exact normals. Without `color`: no colours.
MeshAssetPtr makeSphere(float radius, int rings, const ColorAt& color = {});
/// Around z, in the plane z = 0. Colours run once around, the roughness grows from 0.1 to 0.9, half of it is metal.
MeshAssetPtr makeTorus(float radius, float tubeRadius, int segments);
/// The same surface with textures instead: quarters around it in red, green, blue and white; its outer half is metal,
/// its roughness 0.3. `bumps`: a normal map of round bumps. `alpha` counts when it is below 255.
MeshAssetPtr makeTexturedTorus(float radius, float tubeRadius, int segments, bool bumps, std::uint8_t alpha = 255);

/// The torus of makeTorus() as flat Gaussians side by side, striped, with translucent needles around it.
GaussianCloudPtr makeGaussianTorus(float radius, float tubeRadius, int segments);

/// The cells whose centres lie in a ball of `radius` around the origin.
std::shared_ptr<const Preview> makeBallPreview(int resolution, float radius);
std::shared_ptr<const Preview> makeMeshPreview(MeshAssetPtr mesh);

}  // namespace espalier
