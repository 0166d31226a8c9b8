#include "inference/meshing/row_packing.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace espalier {
namespace {

constexpr int kBisections = 16;

class Rows {
public:
    Rows(std::span<const std::array<float, 2>> sizes, double padding)
        : m_sizes(sizes), m_padding(padding), m_order(sizes.size()) {
        std::iota(m_order.begin(), m_order.end(), 0u);
        std::stable_sort(m_order.begin(), m_order.end(), [&](auto a, auto b) { return height(a) > height(b); });
    }

    /// The largest scale to think of: the longest box fills a row.
    double upperBound() const {
        double longest = 1e-30;
        for (std::uint32_t i = 0; i < m_sizes.size(); ++i)
            longest = std::max(longest, width(i));
        return (1.0 - 2.0 * m_padding) / longest;
    }

    /// Calls visit(box, x, y) for the corner of each; true when they do not grow out of the square.
    template <typename Visit>
    bool place(double scale, Visit visit) const {
        double x = 0.0, y = 0.0, rowHeight = 0.0;
        for (const std::uint32_t i : m_order) {
            const double w = width(i) * scale + 2.0 * m_padding;
            if (rowHeight == 0.0 || x + w > 1.0) {
                y += rowHeight;
                x = 0.0;
                rowHeight = height(i) * scale + 2.0 * m_padding;
                if (y + rowHeight > 1.0) return false;
            }
            visit(i, x + m_padding, y + m_padding);
            x += w;
        }
        return true;
    }

private:
    double width(std::uint32_t i) const { return std::max(m_sizes[i][0], m_sizes[i][1]); }
    double height(std::uint32_t i) const { return std::min(m_sizes[i][0], m_sizes[i][1]); }

    std::span<const std::array<float, 2>> m_sizes;
    double m_padding;
    std::vector<std::uint32_t> m_order;
};

}  // namespace

RowPacking packRows(std::span<const std::array<float, 2>> sizes, double padding) {
    const Rows rows(sizes, padding);
    const auto fits = [&](double scale) { return rows.place(scale, [](auto...) {}); };
    double scale = rows.upperBound(), tooLarge = scale;
    for (; !fits(scale); scale *= 0.5)
        tooLarge = scale;
    for (int round = 0; round < kBisections; ++round) {
        const double middle = std::sqrt(scale * tooLarge);
        (fits(middle) ? scale : tooLarge) = middle;
    }
    RowPacking packing{scale, std::vector<RowPacking::Place>(sizes.size())};
    rows.place(scale, [&](std::uint32_t i, double x, double y) {
        packing.places[i] = {x, y, sizes[i][1] > sizes[i][0]};
    });
    return packing;
}

}  // namespace espalier
