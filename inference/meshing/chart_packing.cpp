#include "inference/meshing/chart_packing.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>

#include "inference/meshing/parallel.h"

namespace espalier {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kTurns = 4;
/// So many charts, the largest, are tried in four positions; the rest in one, so that a million ends too.
constexpr std::size_t kTurnedCharts = 6000;
constexpr int kLargestGrid = 16384;
constexpr std::size_t kCheckpointMask = 0xff;

/// A chart in its tightest upright position, lower left corner at the origin.
struct Piece {
    const UvChart* chart = nullptr;
    Vec2f size{};
    double area = 0.0;
};

Vec2f turned(const Vec2f& p, const Vec2f& size, int turns) {
    switch (turns) {
        case 1:
            return {size[1] - p[1], p[0]};
        case 2:
            return {size[0] - p[0], size[1] - p[1]};
        case 3:
            return {p[1], size[0] - p[0]};
        default:
            return p;
    }
}

/// Turns the chart's points to the smallest bounding box of sixteen and moves them to the origin.
Piece makePiece(UvChart& chart) {
    float best = std::numeric_limits<float>::max(), bestAngle = 0.0f;
    Vec2f bestLow{};
    Piece piece;
    for (int step = 0; step < 16; ++step) {
        const float angle = float(step) * std::numbers::pi_v<float> / 32.0f;
        const float c = std::cos(angle), s = std::sin(angle);
        Vec2f low{1e30f, 1e30f}, high{-1e30f, -1e30f};
        for (const Vec2f& p : chart.points) {
            const Vec2f q{c * p[0] - s * p[1], s * p[0] + c * p[1]};
            for (std::size_t a = 0; a < 2; ++a) {
                low[a] = std::min(low[a], q[a]);
                high[a] = std::max(high[a], q[a]);
            }
        }
        const float area = (high[0] - low[0]) * (high[1] - low[1]);
        if (area >= best) continue;
        best = area;
        bestAngle = angle;
        bestLow = low;
        piece.size = {high[0] - low[0], high[1] - low[1]};
    }
    const float c = std::cos(bestAngle), s = std::sin(bestAngle);
    for (Vec2f& p : chart.points)
        p = {std::clamp(c * p[0] - s * p[1] - bestLow[0], 0.0f, piece.size[0]),
             std::clamp(s * p[0] + c * p[1] - bestLow[1], 0.0f, piece.size[1])};
    piece.chart = &chart;
    for (std::size_t t = 0; t < chart.triangles.size(); ++t)
        piece.area += 0.5 * std::abs(chart.doubleArea(t));
    return piece;
}

/// The texels that a piece touches, with half the padding around it, as runs per row.
struct Footprint {
    struct Run {
        int row, from, to;  ///< to: the last one
    };
    int width = 0;
    int height = 0;
    std::vector<Run> runs;
};

class FootprintMaker {
public:
    void make(const Piece& piece, double scale, int turns, int half, Footprint& footprint) {
        const bool onItsSide = (turns & 1) != 0;
        m_scale = scale;
        footprint.width = int(piece.size[onItsSide ? 1 : 0] * scale) + 1 + 2 * half;
        footprint.height = int(piece.size[onItsSide ? 0 : 1] * scale) + 1 + 2 * half;
        m_stride = std::size_t(footprint.width) + 1;
        m_changes.assign(m_stride * std::size_t(footprint.height), 0);
        for (const auto& corners : piece.chart->triangles)
            addTriangle(piece, corners, turns, half, footprint.height - 2 * half);
        footprint.runs.clear();
        for (int row = 0; row < footprint.height; ++row) {
            int depth = 0, from = -1;
            for (int x = 0; x <= footprint.width; ++x) {
                depth += m_changes[std::size_t(row) * m_stride + std::size_t(x)];
                if (depth > 0 && from < 0) from = x;
                if (depth == 0 && from >= 0) {
                    footprint.runs.push_back({row, from, x - 1});
                    from = -1;
                }
            }
        }
    }

private:
    /// Every texel that the triangle touches, as a change of depth at both ends of each row.
    void addTriangle(const Piece& piece, const std::array<std::uint32_t, 3>& corners, int turns, int half, int rows) {
        std::array<Vec2f, 3> p;
        for (std::size_t k = 0; k < 3; ++k) {
            p[k] = turned(piece.chart->points[corners[k]], piece.size, turns);
            p[k] = {float(p[k][0] * m_scale), float(p[k][1] * m_scale)};
        }
        const auto [low, high] = std::minmax({p[0][1], p[1][1], p[2][1]});
        for (int row = int(low); row <= std::min(int(high), rows - 1); ++row) {
            float left = 1e30f, right = -1e30f;
            for (std::size_t k = 0; k < 3; ++k)
                widen(p[k], p[(k + 1) % 3], float(row), left, right);
            const int last = int(m_stride) - 2 - 2 * half;
            const int from = std::clamp(int(left), 0, last), to = std::clamp(int(right), 0, last);
            for (int r = row; r <= row + 2 * half; ++r) {
                ++m_changes[std::size_t(r) * m_stride + std::size_t(from)];
                --m_changes[std::size_t(r) * m_stride + std::size_t(to + 2 * half + 1)];
            }
        }
    }

    /// Takes in what lies of a side within [row, row + 1].
    static void widen(const Vec2f& a, const Vec2f& b, float row, float& left, float& right) {
        const auto& [lower, upper] = a[1] <= b[1] ? std::pair(a, b) : std::pair(b, a);
        if (upper[1] < row || lower[1] > row + 1.0f) return;
        const float rise = upper[1] - lower[1];
        const float slope = rise > 0.0f ? (upper[0] - lower[0]) / rise : 0.0f;
        const float first = rise > 0.0f ? lower[0] + slope * (std::max(row, lower[1]) - lower[1]) : lower[0];
        const float second = rise > 0.0f ? lower[0] + slope * (std::min(row + 1.0f, upper[1]) - lower[1]) : upper[0];
        left = std::min({left, first, second});
        right = std::max({right, first, second});
    }

    double m_scale = 1.0;
    std::size_t m_stride = 0;
    std::vector<std::int32_t> m_changes;
};

struct Place {
    int x = 0;
    int y = 0;
    int turns = 0;
};

/// The square, filled from the bottom: every chart goes where it first fits, also into gaps between larger ones.
class Sheet {
public:
    Sheet(int grid, int half) : m_grid(grid), m_half(half), m_words(std::size_t(grid) / 64 + 2) {
        m_bits.resize(m_words * std::size_t(grid));
    }

    /// Puts the piece at the lowest place found in any of its positions; false when there is none.
    bool drop(const Piece& piece, double scale, int turnsToTry, Place& place) {
        if (std::max(piece.size[0], piece.size[1]) * scale + 2 * m_half + 1 > m_grid) return false;
        int best = m_grid + 1;
        for (int turns = 0; turns < turnsToTry; ++turns) {
            m_maker.make(piece, scale, turns, m_half, m_trial);
            Place found{0, 0, turns};
            if (!findFirst(m_trial, best - m_trial.height, found)) continue;
            best = found.y + m_trial.height;
            place = found;
            std::swap(m_best, m_trial);
        }
        if (best > m_grid) return false;
        for (const Footprint::Run& run : m_best.runs)
            fill(place.y + run.row, place.x + run.from, place.x + run.to);
        return true;
    }

private:
    /// The first free place below `limit`, row by row. Pieces of about one size go on where the last of them was
    /// placed.
    bool findFirst(const Footprint& piece, int limit, Place& place) {
        const auto step = [](int size) { return std::max(1, size / 24); };
        const auto sizeClass = [](int size) { return int(std::log2(double(size)) * 3.0); };
        auto& [startY, startX] = m_starts[{sizeClass(piece.width), sizeClass(piece.height)}];
        const int lastX = m_grid - piece.width, lastY = std::min(m_grid - piece.height, limit - 1);
        for (int y = startY, x = startX; y <= lastY; y += step(piece.height), x = 0) {
            while (x <= lastX) {
                const int next = firstFreeX(piece, x, y);
                if (next == x) {
                    startY = y;
                    startX = x;
                    place.x = x;
                    place.y = y;
                    return true;
                }
                x = next;
            }
        }
        return false;
    }

    /// `x` when the piece fits at (x, y), otherwise the next place that the obstacle allows. Rows that lie apart are
    /// asked first: neighbours tell the same.
    int firstFreeX(const Footprint& piece, int x, int y) const {
        const std::size_t count = piece.runs.size();
        for (const std::size_t stride : {std::size_t(8), std::size_t(1)}) {
            for (std::size_t i = stride == 8 ? std::min<std::size_t>(4, count - 1) : 0; i < count; i += stride) {
                const Footprint::Run& run = piece.runs[i];
                const int taken = lastTaken(y + run.row, x + run.from, x + run.to);
                if (taken >= 0) return taken - run.from + 1;
            }
        }
        return x;
    }

    /// The last taken texel of [from, to] in a row, or -1.
    int lastTaken(int row, int from, int to) const {
        const std::uint64_t* bits = m_bits.data() + std::size_t(row) * m_words;
        const int firstWord = from >> 6;
        for (int word = to >> 6; word >= firstWord; --word) {
            std::uint64_t taken = bits[word];
            if (word == to >> 6) taken &= ~std::uint64_t(0) >> (63 - (to & 63));
            if (word == firstWord) taken &= ~std::uint64_t(0) << (from & 63);
            if (taken != 0) return word * 64 + 63 - std::countl_zero(taken);
        }
        return -1;
    }

    void fill(int row, int from, int to) {
        std::uint64_t* bits = m_bits.data() + std::size_t(row) * m_words;
        for (int x = from; x <= to; ++x)
            bits[x >> 6] |= std::uint64_t(1) << (x & 63);
    }

    int m_grid;
    int m_half;
    std::size_t m_words;
    std::vector<std::uint64_t> m_bits;
    std::map<std::pair<int, int>, std::pair<int, int>> m_starts;
    FootprintMaker m_maker;
    Footprint m_trial, m_best;
};

/// The search for the largest scale at which every piece finds a place.
class Packer {
public:
    Packer(std::vector<Piece> pieces, int grid, int half, const RunContext& context)
        : m_pieces(std::move(pieces)), m_grid(grid), m_half(half), m_context(context), m_order(m_pieces.size()) {
        std::iota(m_order.begin(), m_order.end(), 0u);
        const auto longest = [&](std::uint32_t i) { return m_pieces[i].size[0] * m_pieces[i].size[1]; };
        std::stable_sort(m_order.begin(), m_order.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return longest(a) > longest(b); });
    }

    double run(Clock::time_point deadline) {
        double area = 0.0;
        for (const Piece& piece : m_pieces)
            area += piece.area;
        m_area = std::max(area, 1e-30);
        double scale = m_grid * std::sqrt(0.9 / m_area), tooLarge = scale;
        // A smaller scale may fail where a larger one fits, so with few charts every scale is tried, from above.
        const bool few = m_pieces.size() <= kTurnedCharts;
        for (double placed = arrange(scale); placed < 1.0; placed = arrange(scale)) {
            tooLarge = scale;
            scale *= few ? std::clamp(placed, 0.93, 0.985) : std::clamp(std::sqrt(placed), 0.5, 0.97);
        }
        for (int round = 0; round < 3 && tooLarge > scale * 1.005 && (few || Clock::now() < deadline); ++round) {
            const double middle = std::sqrt(scale * tooLarge);
            (arrange(middle) < 1.0 ? tooLarge : scale) = middle;
        }
        return scale;
    }

    const Place& place(std::size_t piece) const { return m_places[piece]; }
    const Piece& piece(std::size_t index) const { return m_pieces[index]; }
    double area() const { return m_area; }

private:
    /// Keeps the places and returns 1 when all pieces fit; otherwise the share of their area that did.
    double arrange(double scale) {
        Sheet sheet(m_grid, m_half);
        std::vector<Place> places(m_pieces.size());
        double placed = 0.0;
        for (std::size_t i = 0; i < m_order.size(); ++i) {
            if ((i & kCheckpointMask) == 0) m_context.checkpoint();
            const std::uint32_t piece = m_order[i];
            if (!sheet.drop(m_pieces[piece], scale, i < kTurnedCharts ? kTurns : 1, places[piece]))
                return std::min(placed / m_area, 0.999);
            placed += m_pieces[piece].area;
        }
        m_places = std::move(places);
        return 1.0;
    }

    std::vector<Piece> m_pieces;
    int m_grid;
    int m_half;
    double m_area = 0.0;
    const RunContext& m_context;
    std::vector<std::uint32_t> m_order;
    std::vector<Place> m_places;
};

}  // namespace

PackResult packCharts(std::vector<UvChart>& charts, const PackOptions& options, const RunContext& context) {
    PackResult result;
    if (charts.empty()) return result;
    std::vector<Piece> pieces(charts.size());
    parallelFor(charts.size(), options.threads, context, [&](std::size_t i) { pieces[i] = makePiece(charts[i]); });
    // Where there are more charts than texels with padding for them, padding goes first, then whole texels.
    int grid = options.resolution;
    int half = (options.padding + 1) / 2;
    const auto crowded = [&] {
        return double(charts.size()) * (2 * half + 2) * (2 * half + 2) > 0.5 * double(grid) * grid;
    };
    while (half > 0 && crowded())
        --half;
    while (crowded() && grid * 2 <= kLargestGrid)
        grid *= 2;

    Packer packer(std::move(pieces), grid, half, context);
    const double scale = packer.run(options.deadline);
    for (std::size_t i = 0; i < charts.size(); ++i) {
        const Place& place = packer.place(i);
        for (Vec2f& p : charts[i].points) {
            const Vec2f q = turned(p, packer.piece(i).size, place.turns);
            p = {float((q[0] * scale + half + place.x) / grid), float((q[1] * scale + half + place.y) / grid)};
        }
    }
    result.usedShare = packer.area() * scale * scale / (double(grid) * grid);
    result.texelsPerUnit = scale * options.resolution / grid;
    result.padding = 2 * half;
    return result;
}

}  // namespace espalier
