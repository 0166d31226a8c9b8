#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace espalier {

/// A problem of a request, found before any work, with the field it belongs to ("seed", "structure.steps", "image").
struct RequestProblem {
    std::string field;
    std::string message;
    std::string hint;
};

/// How a raw mesh becomes an asset. The same settings on the same raw result give the same asset, byte for byte, on any
/// number of threads.
struct AssetSettings {
    std::size_t faceTarget = 100'000;  ///< 0 = keep all faces
    bool removeInnerShells = true;
    bool fillHoles = true;
    bool remesh = false;     ///< one watertight surface, for printing
    int textureSize = 2048;  ///< texels along the square; 0 = colours at the vertices
    bool normalMap = false;  ///< what simplifying took from the surface, as a texture
    unsigned threads = 0;    ///< 0 = one per core

    /// What is out of range, and what was asked for but this build cannot do; fields are "asset.faces",
    /// "asset.texture-size", "asset.remesh" and "asset.normal-map". Empty = fine.
    std::vector<RequestProblem> check() const;
    bool operator==(const AssetSettings&) const = default;
};

}  // namespace espalier
