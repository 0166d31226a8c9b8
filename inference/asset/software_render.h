#pragma once

#include "inference/asset/image_buffer.h"
#include "inference/asset/mesh_asset.h"

namespace espalier {

/// Camera on a turntable around the origin of model space.
struct RenderView {
    int width = 512;
    int height = 512;
    double azimuthDegrees = 30.0;    ///< 0 = the camera of the input picture (looking along +y); positive turns left
    double elevationDegrees = 20.0;
};

/// Draws the mesh with hemispheric light on a plain background, on the CPU: thumbnails, and pictures of results on
/// machines without a display. Two-sided, no textures. Returns RGB; 2x2 supersampled.
ImageBuffer renderMesh(const MeshAsset& mesh, const RenderView& view = {});

}  // namespace espalier
