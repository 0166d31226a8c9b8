#include "inference/nn/sparse_attention.h"

#include <numeric>

#include "inference/base/error.h"
#include "inference/nn/head_transform.h"

namespace espalier {

namespace {

constexpr int kCurveBits = 10;

struct Voxel {
    std::int32_t x, y, z;
};

/// The voxels of a set on the CPU, without the batch column.
std::vector<Voxel> voxelsOf(const CoordSet& set, std::int64_t shift) {
    const at::Tensor coords = set.coords().cpu().contiguous();
    const auto* row = coords.const_data_ptr<std::int32_t>();
    const auto by = static_cast<std::int32_t>(shift);
    std::vector<Voxel> voxels(static_cast<std::size_t>(set.size()));
    for (Voxel& voxel : voxels) {
        voxel = {row[1] + by, row[2] + by, row[3] + by};
        row += 4;
    }
    return voxels;
}

at::Tensor indexTensor(const std::vector<std::int64_t>& indices) {
    return at::tensor(at::ArrayRef<std::int64_t>(indices), at::kLong);
}

/// Windows sorted by length, in their order where it is equal. `tokens` window after window; `place[t]` is where in it
/// token t takes its result from.
TokenWindows sortedByLength(const std::vector<std::int64_t>& tokens, const std::vector<std::int64_t>& place,
                            const std::vector<std::int64_t>& begins) {
    const std::size_t count = begins.size() - 1;
    const auto lengthOf = [&](std::size_t w) { return begins[w + 1] - begins[w]; };
    std::vector<std::size_t> sorted(count);
    std::iota(sorted.begin(), sorted.end(), std::size_t{0});
    std::stable_sort(sorted.begin(), sorted.end(), [&](auto a, auto b) { return lengthOf(a) < lengthOf(b); });

    TokenWindows windows;
    windows.offsets.push_back(0);
    std::vector<std::int64_t> order(tokens.size()), moved(tokens.size());  // moved: old place -> new place
    for (const std::size_t w : sorted) {
        std::int64_t to = windows.offsets.back();
        for (std::int64_t from = begins[w]; from < begins[w + 1]; ++from, ++to) {
            order[static_cast<std::size_t>(to)] = tokens[static_cast<std::size_t>(from)];
            moved[static_cast<std::size_t>(from)] = to;
        }
        windows.offsets.push_back(to);
    }
    std::vector<std::int64_t> newPlace(place.size());
    for (std::size_t t = 0; t < place.size(); ++t)
        newPlace[t] = moved[static_cast<std::size_t>(place[t])];
    windows.order = indexTensor(order);
    windows.place = indexTensor(newPlace);
    return windows;
}

/// The tokens of one batch element along the curve.
std::vector<std::int64_t> alongCurve(const std::vector<Voxel>& voxels, std::int64_t begin, std::int64_t end,
                                     SpaceFillingCurve curve) {
    std::vector<std::pair<std::int64_t, std::int64_t>> placed;
    for (std::int64_t t = begin; t < end; ++t) {
        const auto [x, y, z] = voxels[static_cast<std::size_t>(t)];
        placed.emplace_back(curvePlace(x, y, z, curve), t);
    }
    std::sort(placed.begin(), placed.end());
    std::vector<std::int64_t> tokens;
    for (const auto& [place, token] : placed)
        tokens.push_back(token);
    return tokens;
}

std::int64_t floorOf(double value) {
    return static_cast<std::int64_t>(std::floor(value));
}

}  // namespace

std::int64_t curvePlace(std::int32_t x, std::int32_t y, std::int32_t z, SpaceFillingCurve curve) {
    if (curve == SpaceFillingCurve::ZOrderTransposed || curve == SpaceFillingCurve::HilbertTransposed) std::swap(x, y);
    constexpr std::uint32_t kMask = (1u << kCurveBits) - 1;
    std::array<std::uint32_t, 3> axes{static_cast<std::uint32_t>(x) & kMask, static_cast<std::uint32_t>(y) & kMask,
                                      static_cast<std::uint32_t>(z) & kMask};
    const bool isHilbert = curve == SpaceFillingCurve::Hilbert || curve == SpaceFillingCurve::HilbertTransposed;
    // Skilling, "Programming the Hilbert curve" (2004): from axes to the transposed Gray code.
    for (int bit = kCurveBits - 1; isHilbert && bit >= 0; --bit) {
        const std::uint32_t lower = (1u << bit) - 1;
        for (std::uint32_t& axis : axes) {
            if (axis >> bit & 1u) {
                axes[0] ^= lower;
            } else {
                const std::uint32_t swapped = (axes[0] ^ axis) & lower;
                axes[0] ^= swapped;
                axis ^= swapped;
            }
        }
    }
    std::uint32_t place = 0;
    for (int bit = kCurveBits - 1; bit >= 0; --bit)
        for (const std::uint32_t axis : axes)
            place = place << 1 | (axis >> bit & 1u);
    for (int shift = 16; isHilbert && shift > 0; shift /= 2)  // Gray code to binary
        place ^= place >> shift;
    return place;
}

TokenWindows wholeElements(const CoordSet& set) {
    return {{}, {}, set.offsets()};
}

TokenWindows cubeWindows(const CoordSet& set, std::int64_t size, std::int64_t shift) {
    const std::vector<Voxel> voxels = voxelsOf(set, shift);
    using Key = std::array<std::int64_t, 5>;  // batch element, cube, token
    std::vector<Key> keys;
    for (std::int64_t b = 0; b < set.batchSize(); ++b)
        for (std::int64_t t = set.offsets()[static_cast<std::size_t>(b)];
             t < set.offsets()[static_cast<std::size_t>(b) + 1]; ++t) {
            const auto [x, y, z] = voxels[static_cast<std::size_t>(t)];
            keys.push_back({b, x / size, y / size, z / size, t});
        }
    std::sort(keys.begin(), keys.end());
    std::vector<std::int64_t> tokens, place(keys.size()), begins;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const bool begins0 = i == 0 || !std::equal(keys[i].begin(), keys[i].end() - 1, keys[i - 1].begin());
        if (begins0) begins.push_back(static_cast<std::int64_t>(i));
        tokens.push_back(keys[i][4]);
        place[static_cast<std::size_t>(keys[i][4])] = static_cast<std::int64_t>(i);
    }
    begins.push_back(static_cast<std::int64_t>(keys.size()));
    return sortedByLength(tokens, place, begins);
}

TokenWindows curveWindows(const CoordSet& set, std::int64_t size, SpaceFillingCurve curve, std::int64_t shiftSequence,
                          std::int64_t shiftVoxels) {
    const std::vector<Voxel> voxels = voxelsOf(set, shiftVoxels);
    std::vector<std::int64_t> tokens, place(voxels.size()), begins{0};
    for (std::size_t b = 0; b + 1 < set.offsets().size(); ++b) {
        const std::vector<std::int64_t> along = alongCurve(voxels, set.offsets()[b], set.offsets()[b + 1], curve);
        const auto length = static_cast<std::int64_t>(along.size());
        if (length == 0) continue;
        const auto add = [&](std::int64_t token, bool takesResult) {
            if (takesResult) place[static_cast<std::size_t>(token)] = static_cast<std::int64_t>(tokens.size());
            tokens.push_back(token);
        };
        const std::int64_t parts = (length + size - 1) / size;
        const double partLength = static_cast<double>(length) / static_cast<double>(parts);
        for (std::int64_t i = 0; i < parts; ++i) {
            // In double precision and in this order, as the reference rounds.
            const auto at = static_cast<double>(i);
            const auto shift = static_cast<double>(shiftSequence);
            const double middle = (at + 0.5) * partLength + shift;
            const std::int64_t first = parts == 1 ? 0 : floorOf(middle - 0.5 * static_cast<double>(size));
            const std::int64_t partBegin = parts == 1 ? 0 : floorOf(at * partLength + shift);
            const std::int64_t partEnd = parts == 1 ? length : floorOf((at + 1) * partLength + shift);
            for (std::int64_t p = first; p < first + (parts == 1 ? length : size); ++p)
                add(along[static_cast<std::size_t>((p % length + length) % length)], partBegin <= p && p < partEnd);
            begins.push_back(static_cast<std::int64_t>(tokens.size()));
        }
    }
    return sortedByLength(tokens, place, begins);
}

at::Tensor windowAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const TokenWindows& windows,
                           const ForwardContext& context) {
    const std::vector<std::int64_t>& offsets = windows.offsets;
    if (q.is_cuda()) return segmentAttention(q, k, v, offsets, offsets, context);
    at::Tensor out = at::empty(q.sizes(), q.options());
    const std::size_t count = windows.count();
    for (std::size_t begin = 0, end = 0; begin < count; begin = end) {
        const std::int64_t length = offsets[begin + 1] - offsets[begin];
        std::vector<std::int64_t> run{0};
        for (end = begin; end < count && offsets[end + 1] - offsets[end] == length; ++end)
            run.push_back(run.back() + length);
        if (length == 0) continue;
        const auto part = [&](const at::Tensor& x) { return x.narrow(0, offsets[begin], run.back()); };
        part(out).copy_(segmentAttention(part(q), part(k), part(v), run, run, context));
    }
    return out;
}

at::Tensor attendWithin(const SelfAttention& attention, const at::Tensor& x, const TokenWindows& windows,
                        const ForwardContext& context) {
    const AttentionConfig& config = attention.config;
    at::Tensor rows = attention.to_qkv(x, context);
    if (windows.order.defined()) rows = rows.index_select(0, windows.order.to(x.device()));
    const at::Tensor qkv = rows.unflatten(1, {3, config.heads, config.headDim()});
    const auto [q, k] = transformQueriesAndKeys(qkv, attention.q_rms_norm, attention.k_rms_norm, {});
    at::Tensor h = windowAttention(q, k, headMajor(qkv.select(1, 2)), windows, context).flatten(1);
    if (windows.place.defined()) h = h.index_select(0, windows.place.to(x.device()));
    at::Tensor out = attention.to_out(h, context);
    context.tap(out);
    return out;
}

TokenWindows onDevice(TokenWindows windows, c10::Device device) {
    if (windows.order.defined()) windows.order = windows.order.to(device);
    if (windows.place.defined()) windows.place = windows.place.to(device);
    return windows;
}

}  // namespace espalier
