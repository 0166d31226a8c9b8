#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "inference/asset/image_buffer.h"
#include "inference/asset/mesh_asset.h"

namespace espalier {

/// Reads a texture filtered: between texels, and between ever smaller copies where the texels are smaller than what is
/// seen through a sample. Beyond its edges the last texels go on.
class TextureSampler {
public:
    enum class Values {
        Srgb,   ///< colours: filtered and returned as linear light
        Linear  ///< data: returned as stored
    };

    /// `image` has at least three channels and must outlive the sampler, which keeps a third of its size in copies.
    TextureSampler(const ImageBuffer& image, Values values);

    /// The first three channels at `uv` (MeshAsset's: v upwards), 0..1. `texels` is how many texels of the image one
    /// sample covers along a side; 1 or less means no copies.
    Vec3f sample(const std::array<float, 2>& uv, float texels) const;

private:
    const ImageBuffer& level(std::size_t index) const { return index == 0 ? m_image : m_smaller[index - 1]; }
    Vec3f valueOf(const std::uint8_t* texel) const;
    Vec3f sampleLevel(std::size_t index, const std::array<float, 2>& uv) const;
    ImageBuffer halved(const ImageBuffer& image) const;

    const ImageBuffer& m_image;
    const Values m_values;
    std::vector<ImageBuffer> m_smaller;  ///< each half the one before, down to a single texel
};

}  // namespace espalier
