#include "resources/starter_model/trainer/object_cache.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <limits>

namespace espalier::starter {

namespace {

constexpr int kPixelsPerSurfacePoint = 8;
constexpr std::size_t kMadeAtOnce = 64;
constexpr int kSamples = 2;

}  // namespace

ObjectCache::ObjectCache(c10::Device device, Kind kind, int pictureSide, int window, MakeLatents makeLatents)
    : m_source(device),
      m_kind(kind),
      m_side(pictureSide),
      m_window(window),
      m_makeLatents(std::move(makeLatents)),
      m_held(static_cast<std::size_t>(window), std::numeric_limits<std::uint64_t>::max()) {
    const auto options = at::TensorOptions().device(device);
    m_rgba = at::empty({window, 4, m_side, m_side}, options.dtype(at::kByte));
    m_latents.resize(kind == Kind::Latents ? static_cast<std::size_t>(window) : 0);
    if (kind == Kind::Latents) return;
    const std::int64_t side = m_side / kPixelsPerSurfacePoint;
    m_surface = at::empty({window, kSurfaceChannels, side, side}, options.dtype(at::kHalf));
    m_occupancy = at::empty({window, kTokenGrid, kTokenGrid, kTokenGrid}, options.dtype(at::kByte));
}

void ObjectCache::make(std::span<const std::uint64_t> numbers) {
    const ObjectBatch objects = m_source.objects(numbers);
    std::vector<std::int64_t> places;
    for (const std::uint64_t number : numbers) {
        places.push_back(static_cast<std::int64_t>(number % static_cast<std::uint64_t>(m_window)));
        m_held[static_cast<std::size_t>(places.back())] = number;
    }
    const at::Tensor index = at::tensor(places).to(m_rgba.device());
    const Pictures pictures = m_source.pictures(objects, m_side, kSamples, m_side / kPixelsPerSurfacePoint);
    m_rgba.index_copy_(0, index, pictures.rgba);
    if (m_kind == Kind::Pictures) {
        m_surface.index_copy_(0, index, pictures.surface);
        m_occupancy.index_copy_(0, index, m_source.occupancy(objects));
        return;
    }
    std::vector<Latents> latents = m_makeLatents(objects);
    for (std::size_t i = 0; i < places.size(); ++i)
        m_latents[static_cast<std::size_t>(places[i])] = std::move(latents[i]);
}

ObjectCache::Pictured ObjectCache::pictured(std::span<const std::uint64_t> numbers) {
    const c10::NoGradGuard noGrad;
    std::vector<std::uint64_t> missing;
    std::vector<std::int64_t> places;
    for (const std::uint64_t number : numbers) {
        const auto place = static_cast<std::size_t>(number % static_cast<std::uint64_t>(m_window));
        places.push_back(static_cast<std::int64_t>(place));
        if (m_held[place] != number) missing.push_back(number);
    }
    for (std::size_t begin = 0; begin < missing.size(); begin += kMadeAtOnce)
        make(std::span(missing).subspan(begin, std::min(kMadeAtOnce, missing.size() - begin)));
    const at::Tensor index = at::tensor(places).to(m_rgba.device());
    Pictured result{m_rgba.index_select(0, index), {}, {}, {}};
    if (m_kind == Kind::Pictures) {
        result.surface = m_surface.index_select(0, index);
        result.occupancy = m_occupancy.index_select(0, index);
    } else {
        for (const std::int64_t place : places)
            result.latents.push_back(m_latents[static_cast<std::size_t>(place)]);
    }
    return result;
}

}  // namespace espalier::starter
