#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <span>
#include <vector>

#include "resources/starter_model/trainer/object_source.h"

namespace espalier::starter {

/// Keeps what was made of the latest objects, since drawing a picture costs as much as learning from it. An object's
/// place is its number modulo the window; what is not there is made, so results depend on the numbers alone.
class ObjectCache {
public:
    enum class Kind { Pictures, Latents };

    /// A token's latents, in the order of its coordinates.
    struct Latents {
        at::Tensor coords;   ///< [N, 4] int32, batch column 0
        at::Tensor shape;    ///< [N, C] float32, normalised
        at::Tensor texture;  ///< likewise, or undefined
    };
    using MakeLatents = std::function<std::vector<Latents>(const ObjectBatch&)>;

    ObjectCache(c10::Device device, Kind kind, int pictureSide, int window, MakeLatents makeLatents = {});

    struct Pictured {
        at::Tensor rgba;               ///< [B, 4, S, S] uint8
        at::Tensor surface;            ///< [B, kSurfaceChannels, S / 8, S / 8] float16; Pictures only
        at::Tensor occupancy;          ///< [B, 32, 32, 32] uint8; Pictures only
        std::vector<Latents> latents;  ///< Latents only
    };
    Pictured pictured(std::span<const std::uint64_t> numbers);

    int window() const { return m_window; }

private:
    void make(std::span<const std::uint64_t> numbers);

    ObjectSource m_source;
    Kind m_kind;
    int m_side;
    int m_window;
    MakeLatents m_makeLatents;
    std::vector<std::uint64_t> m_held;  ///< the number at each place
    at::Tensor m_rgba, m_surface, m_occupancy;
    std::vector<Latents> m_latents;
};

}  // namespace espalier::starter
