#include "inference/meshing/chart_packing.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>

#include "inference/meshing/parallel.h"
#include "inference/meshing/row_packing.h"
#include "inference/meshing/time_limit.h"
#include "inference/meshing/triangle_rows.h"

namespace espalier {
namespace {

constexpr std::size_t kTurns = 4;
/// So many charts, the largest, are tried in four positions; the rest in one, so that a million ends too.
constexpr std::size_t kTurnedCharts = 6000;
constexpr std::size_t kFewCharts = 500;
/// Smaller charts are tried in one position: turning would change a texel or two.
constexpr double kTinyTexels = 8.0;
/// The chance that an attempt is not the last, for telling progress.
constexpr double kHope = 0.85;
/// No arrangement was seen to fill more of the square than this, padding included.
constexpr double kFullest = 0.93;
constexpr int kLargestGrid = 16384;
constexpr int kCell = 8;
constexpr std::size_t kCheckMask = 0x3f;

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
    piece.area = chart.area();
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
    /// What the piece covers of kCell x kCell texels each, wherever within a cell its corner lies.
    std::vector<Run> coarse;
};

class FootprintMaker {
public:
    explicit FootprintMaker(const TimeLimit& limit) : m_limit(limit) {}

    /// Throws OutOfTime, Cancelled.
    void make(const Piece& piece, double scale, int turns, int half, Footprint& footprint) {
        const bool onItsSide = (turns & 1) != 0;
        m_scale = scale;
        footprint.width = int(piece.size[onItsSide ? 1 : 0] * scale) + 1 + 2 * half;
        footprint.height = int(piece.size[onItsSide ? 0 : 1] * scale) + 1 + 2 * half;
        m_stride = std::size_t(footprint.width) + 1;
        m_changes.assign(m_stride * std::size_t(footprint.height), 0);
        const auto& triangles = piece.chart->triangles;
        for (std::size_t t = 0; t < triangles.size(); ++t) {
            if ((t & kCheckMask) == 0) m_limit.check();
            addTriangle(piece, triangles[t], turns, half, footprint.height - 2 * half);
        }
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
        makeCoarse(footprint);
    }

private:
    /// A cell row is covered where the widest runs of all texel rows that may cross it overlap.
    void makeCoarse(Footprint& footprint) {
        footprint.coarse.clear();
        if (std::min(footprint.width, footprint.height) < 3 * kCell) return;
        m_widest.assign(std::size_t(footprint.height), {0, 0, -1});
        for (const Footprint::Run& run : footprint.runs) {
            Footprint::Run& widest = m_widest[std::size_t(run.row)];
            if (run.to - run.from > widest.to - widest.from) widest = run;
        }
        for (int row = 1; (row + 1) * kCell <= footprint.height; ++row) {
            int from = 0, to = footprint.width;
            for (int r = row * kCell - (kCell - 1); r < (row + 1) * kCell; ++r) {
                from = std::max(from, m_widest[std::size_t(r)].from);
                to = std::min(to, m_widest[std::size_t(r)].to);
            }
            const int first = (from + 2 * (kCell - 1)) / kCell, last = (to + 1) / kCell - 1;
            if (first <= last) footprint.coarse.push_back({row, first, last});
        }
    }

    /// Every texel that the triangle touches, as a change of depth at both ends of each row.
    void addTriangle(const Piece& piece, const std::array<std::uint32_t, 3>& corners, int turns, int half, int rows) {
        std::array<Vec2f, 3> p;
        for (std::size_t k = 0; k < 3; ++k) {
            p[k] = turned(piece.chart->points[corners[k]], piece.size, turns);
            p[k] = {float(p[k][0] * m_scale), float(p[k][1] * m_scale)};
        }
        forEachRow(p, rows, [&](int row, float left, float right) {
            const int last = int(m_stride) - 2 - 2 * half;
            const int from = std::clamp(int(left), 0, last), to = std::clamp(int(right), 0, last);
            for (int r = row; r <= row + 2 * half; ++r) {
                ++m_changes[std::size_t(r) * m_stride + std::size_t(from)];
                --m_changes[std::size_t(r) * m_stride + std::size_t(to + 2 * half + 1)];
            }
        });
    }

    const TimeLimit& m_limit;
    double m_scale = 1.0;
    std::size_t m_stride = 0;
    std::vector<std::int32_t> m_changes;
    std::vector<Footprint::Run> m_widest;  ///< per row
};

struct Place {
    int x = 0;
    int y = 0;
    int turns = 0;
};

/// A square of bits, row by row.
class BitGrid {
public:
    explicit BitGrid(int size) : m_words(std::size_t(size) / 64 + 2), m_bits(m_words * std::size_t(size)) {}

    /// `x` when none of the runs meets a bit set at (x, y), otherwise the next x that the obstacle allows. Rows that
    /// lie apart are asked first: neighbours tell the same.
    int firstFreeX(const std::vector<Footprint::Run>& runs, int x, int y) const {
        const std::size_t count = runs.size();
        for (const std::size_t stride : {std::size_t(8), std::size_t(1)}) {
            for (std::size_t i = stride == 8 ? std::min<std::size_t>(4, count - 1) : 0; i < count; i += stride) {
                const Footprint::Run& run = runs[i];
                const int taken = lastTaken(y + run.row, x + run.from, x + run.to);
                if (taken >= 0) return taken - run.from + 1;
            }
        }
        return x;
    }

    void fill(int row, int from, int to) {
        std::uint64_t* bits = m_bits.data() + std::size_t(row) * m_words;
        for (int x = from; x <= to; ++x)
            bits[x >> 6] |= std::uint64_t(1) << (x & 63);
    }

private:
    /// The last taken bit of [from, to] in a row, or -1.
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

    std::size_t m_words;
    std::vector<std::uint64_t> m_bits;
};

/// The square, filled from the bottom: every chart goes where it first fits, also into gaps between larger ones.
class Sheet {
public:
    explicit Sheet(int grid) : m_grid(grid), m_taken(grid), m_cells(grid / kCell + 1) {}

    /// Puts a piece at the lowest place found in any of its positions; false when there is none. footprintOf(turns)
    /// gives a reference that lasts until the next call.
    template <typename FootprintOf>
    bool drop(int positions, const FootprintOf& footprintOf, Place& place) {
        int best = m_grid + 1;
        for (int turns = 0; turns < positions; ++turns) {
            const Footprint& footprint = footprintOf(turns);
            Place found{0, 0, turns};
            if (!findFirst(footprint, best - footprint.height, found)) continue;
            best = found.y + footprint.height;
            place = found;
        }
        if (best > m_grid) return false;
        for (const Footprint::Run& run : footprintOf(place.turns).runs) {
            const int row = place.y + run.row, from = place.x + run.from, to = place.x + run.to;
            m_taken.fill(row, from, to);
            m_cells.fill(row / kCell, from / kCell, to / kCell);
        }
        return true;
    }

private:
    /// The first free place below `limit`, row by row. Pieces of about one size go on where the last of them was
    /// placed.
    bool findFirst(const Footprint& piece, int limit, Place& place) {
        const auto sizeClass = [](int size) { return int(std::log2(double(size)) * 2.5); };
        auto& [startY, startX] = m_starts[{sizeClass(piece.width), sizeClass(piece.height)}];
        const int rows = std::max(1, piece.height / 24);
        const int lastX = m_grid - piece.width, lastY = std::min(m_grid - piece.height, limit - 1);
        for (int y = startY, x = startX; y <= lastY; y += rows, x = 0) {
            while (x <= lastX) {
                const int next = firstFreeX(piece, x, y);
                if (next == x) {
                    startY = y;
                    startX = x;
                    settle(piece, x, y);
                    place.x = x;
                    place.y = y;
                    return true;
                }
                x = next;
            }
        }
        return false;
    }

    /// Down and to the left as far as it goes without a detour: the search skips rows.
    void settle(const Footprint& piece, int& x, int& y) const {
        for (bool moved = true; moved;) {
            moved = false;
            while (y > 0 && m_taken.firstFreeX(piece.runs, x, y - 1) == x)
                --y, moved = true;
            while (x > 0 && m_taken.firstFreeX(piece.runs, x - 1, y) == x - 1)
                --x, moved = true;
        }
    }

    /// As in BitGrid; most places are ruled out by whole cells.
    int firstFreeX(const Footprint& piece, int x, int y) const {
        if (!piece.coarse.empty()) {
            const int cell = x / kCell, next = m_cells.firstFreeX(piece.coarse, cell, y / kCell);
            if (next != cell) return next * kCell;
        }
        return m_taken.firstFreeX(piece.runs, x, y);
    }

    int m_grid;
    BitGrid m_taken;
    BitGrid m_cells;  ///< cells of which a texel is taken
    std::map<std::pair<int, int>, std::pair<int, int>> m_starts;
};

/// The search for the largest scale at which every piece finds a place, in one of several orders.
class Packer {
public:
    Packer(const std::vector<Piece>& pieces, int grid, int half, const PackOptions& options, const RunContext& context)
        : m_pieces(pieces), m_grid(grid), m_half(half), m_options(options), m_context(context) {
        const auto addOrder = [&](const auto& measure) {
            std::vector<std::uint32_t>& order = m_orders.emplace_back(m_pieces.size());
            std::iota(order.begin(), order.end(), 0u);
            std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
                return measure(m_pieces[a]) > measure(m_pieces[b]);
            });
        };
        addOrder([](const Piece& piece) { return piece.size[0] * piece.size[1]; });
        if (m_pieces.size() <= kTurnedCharts) {
            addOrder([](const Piece& piece) { return std::max(piece.size[0], piece.size[1]); });
            addOrder([](const Piece& piece) { return piece.area; });
            addOrder([](const Piece& piece) { return piece.size[0] + piece.size[1]; });
        }
        for (const Piece& piece : m_pieces)
            m_area += piece.area;
        m_area = std::max(m_area, 1e-30);
    }

    /// Throws OutOfTime when nothing was found by the last call.
    double run() {
        const TimeLimit lastCall(m_options.lastCall, m_context), deadline(m_options.deadline, m_context);
        double scale = upperBound(lastCall), tooLarge = scale;
        while (!arrange(scale, lastCall)) {
            tooLarge = scale;
            // Finely at first, as a smaller scale may fail where a larger one fits; in leaps when hope is gone. A few
            // charts are placed quickly, and leave larger gaps where they happen not to fit.
            const bool isQuick = m_pieces.size() <= kFewCharts;
            scale *= ++m_failures >= (isQuick ? 20 : 8) ? 0.9 : isQuick ? 0.985 : 0.96;
        }
        try {
            for (int round = 0; round < 4 && tooLarge > scale; ++round) {
                const double middle = std::sqrt(scale * tooLarge);
                (arrange(middle, deadline) ? scale : tooLarge) = middle;
            }
        } catch (const OutOfTime&) {  // what was found serves
        }
        return scale;
    }

    const Place& place(std::size_t piece) const { return m_places[piece]; }

private:
    /// The scale at which the pieces with their padding would cover kFullest of the square, or the longest all of it.
    double upperBound(const TimeLimit& limit) const {
        FootprintMaker maker(limit);
        Footprint footprint;
        float longest = 1e-20f;
        for (const Piece& piece : m_pieces)
            longest = std::max({longest, piece.size[0], piece.size[1]});
        const double roomiest = (m_grid - 2 * m_half - 1.5) / longest;
        double scale = std::min(roomiest, m_grid * std::sqrt(kFullest / m_area));
        for (int round = 0; round < 2; ++round) {
            double covered = 0.0;
            for (const Piece& piece : m_pieces) {
                maker.make(piece, scale, 0, m_half, footprint);
                for (const Footprint::Run& run : footprint.runs)
                    covered += run.to - run.from + 1;
            }
            scale = std::min(roomiest, scale * std::sqrt(kFullest * m_grid * m_grid / covered));
        }
        return scale;
    }

    int positionsOf(const Piece& piece, double scale) const {
        const bool isTiny = std::max(piece.size[0], piece.size[1]) * scale < kTinyTexels;
        return isTiny || m_pieces.size() > kTurnedCharts ? 1 : int(kTurns);
    }

    /// True when all pieces fit in some order; then keeps the places of the first such order.
    bool arrange(double scale, const TimeLimit& limit) {
        limit.check();
        if (m_options.progress) m_options.progress(1.0 - std::pow(kHope, ++m_attempts));
        if (m_orders.size() > 1) {
            m_footprints.resize(kTurns * m_pieces.size());
            parallelFor(m_pieces.size(), m_options.threads, m_context, [&](std::size_t i) {
                FootprintMaker maker(limit);
                for (int turns = 0; turns < positionsOf(m_pieces[i], scale); ++turns)
                    maker.make(m_pieces[i], scale, turns, m_half, m_footprints[kTurns * i + std::size_t(turns)]);
            });
        }
        std::vector<std::vector<Place>> places(m_orders.size());
        parallelFor(m_orders.size(), m_options.threads, m_context,
                    [&](std::size_t order) { places[order] = placeInOrder(scale, m_orders[order], limit); });
        const auto found = std::find_if(places.begin(), places.end(), [](const auto& list) { return !list.empty(); });
        if (found == places.end()) return false;
        m_places = std::move(*found);
        return true;
    }

    /// Empty when they do not fit.
    std::vector<Place> placeInOrder(double scale, const std::vector<std::uint32_t>& order,
                                    const TimeLimit& limit) const {
        Sheet sheet(m_grid);
        FootprintMaker maker(limit);
        Footprint made;
        std::vector<Place> places(m_pieces.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            limit.check();
            const Piece& piece = m_pieces[order[i]];
            const auto footprintOf = [&](int turns) -> const Footprint& {
                if (!m_footprints.empty()) return m_footprints[kTurns * order[i] + std::size_t(turns)];
                maker.make(piece, scale, turns, m_half, made);
                return made;
            };
            if (!sheet.drop(positionsOf(piece, scale), footprintOf, places[order[i]])) return {};
        }
        return places;
    }

    const std::vector<Piece>& m_pieces;
    int m_grid;
    int m_half;
    const PackOptions& m_options;
    const RunContext& m_context;
    double m_area = 0.0;
    int m_failures = 0;
    int m_attempts = 0;
    std::vector<std::vector<std::uint32_t>> m_orders;
    std::vector<Footprint> m_footprints;  ///< kTurns per piece at the scale being tried; empty = made when needed
    std::vector<Place> m_places;
};

/// What the padding becomes where there are more charts than texels with padding for them: first it goes, then whole
/// texels do.
struct Texels {
    int grid;  ///< along the square
    int half;  ///< of the padding

    Texels(std::size_t charts, const PackOptions& options) : grid(options.resolution), half((options.padding + 1) / 2) {
        const auto crowded = [&] {
            return double(charts) * (2 * half + 2) * (2 * half + 2) > 0.5 * double(grid) * grid;
        };
        while (half > 0 && crowded())
            --half;
        while (crowded() && grid * 2 <= kLargestGrid)
            grid *= 2;
    }
};

/// Puts the pieces where they fit best and returns the scale, in texels. Throws OutOfTime, Cancelled.
double arrangeFreely(const std::vector<Piece>& pieces, const Texels& texels, const PackOptions& options,
                     const RunContext& context, std::vector<UvChart>& charts) {
    Packer packer(pieces, texels.grid, texels.half, options, context);
    const double scale = packer.run();
    for (std::size_t i = 0; i < charts.size(); ++i) {
        const Place& place = packer.place(i);
        for (Vec2f& p : charts[i].points) {
            const Vec2f q = turned(p, pieces[i].size, place.turns);
            p = {float((q[0] * scale + texels.half + place.x) / texels.grid),
                 float((q[1] * scale + texels.half + place.y) / texels.grid)};
        }
    }
    return scale;
}

double arrangeInRows(const std::vector<Piece>& pieces, const Texels& texels, std::vector<UvChart>& charts) {
    std::vector<Vec2f> sizes;
    sizes.reserve(pieces.size());
    for (const Piece& piece : pieces)
        sizes.push_back(piece.size);
    const RowPacking rows = packRows(sizes, double(texels.half) / texels.grid);
    for (std::size_t i = 0; i < charts.size(); ++i) {
        const RowPacking::Place& place = rows.places[i];
        for (Vec2f& p : charts[i].points) {
            const Vec2f q = turned(p, pieces[i].size, place.isTurned ? 1 : 0);
            p = {std::min(float(q[0] * rows.scale + place.x), 1.0f),
                 std::min(float(q[1] * rows.scale + place.y), 1.0f)};
        }
    }
    return rows.scale * texels.grid;
}

}  // namespace

PackResult packCharts(std::vector<UvChart>& charts, const PackOptions& options, const RunContext& context) {
    PackResult result;
    if (charts.empty()) return result;
    std::vector<Piece> pieces(charts.size());
    parallelFor(charts.size(), options.threads, context, [&](std::size_t i) { pieces[i] = makePiece(charts[i]); });
    double area = 0.0;
    for (const Piece& piece : pieces)
        area += piece.area;
    const Texels texels(charts.size(), options);
    double scale = 0.0;
    try {
        scale = arrangeFreely(pieces, texels, options, context, charts);
    } catch (const OutOfTime&) {
        scale = arrangeInRows(pieces, texels, charts);
        result.inRows = true;
    }
    result.usedShare = area * scale * scale / (double(texels.grid) * texels.grid);
    result.texelsPerUnit = scale * options.resolution / texels.grid;
    result.padding = 2 * texels.half;
    return result;
}

}  // namespace espalier
