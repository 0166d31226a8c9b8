#pragma once

#include "inference/asset/image_buffer.h"
#include "inference/asset/mesh_asset.h"
#include "inference/asset/render_camera.h"

namespace espalier {

/// Camera on a turntable around the middle of the mesh, as near as its bounds allow.
struct RenderView {
    int width = 512;
    int height = 512;
    double azimuthDegrees = 30.0;    ///< 0 = the input picture's camera (looks along +y); positive moves it left, to -x
    double elevationDegrees = 20.0;  ///< positive looks down
};

/// Draws the mesh with hemispheric light and a soft key light on a plain background, on the CPU: thumbnails, and
/// pictures of results on machines without a display. Two-sided, opaque, 2x2 supersampled; smooth when the mesh has
/// normals, flat otherwise. Base colour and normal map of textures are drawn, filtered. Returns RGB.
ImageBuffer renderMesh(const MeshAsset& mesh, const RenderView& view = {});

/// Its base colours without light, to compare with other renderings of the object: RGBA, alpha = the share of the pixel
/// that is covered, colours not multiplied by it.
ImageBuffer renderBaseColor(const MeshAsset& mesh, const RenderCamera& camera);

}  // namespace espalier
