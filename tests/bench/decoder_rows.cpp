#include "inference/models/v2/texture_decoder.h"
#include "tests/bench/card_rows.h"
#include "tests/support/random_weights.h"

namespace espalier {
namespace {

const std::filesystem::path kKeysFile = ESPALIER_SOURCE_DIR "/tests/data/models/full_size_keys.json";
const c10::Device kCard(c10::kCUDA, 0);
constexpr std::size_t kLevels = 4;
constexpr std::array<std::int64_t, kLevels + 1> kChannels{1024, 512, 256, 128, 64};
constexpr std::array<int, kLevels + 1> kBlocks{4, 16, 8, 4, 0};

at::Tensor onCard(at::IntArrayRef shape, at::ScalarType type) {
    return at::randn(shape, at::TensorOptions().device(kCard).dtype(type));
}

/// Coordinates [., 3] as single numbers that sort like them.
at::Tensor keysOf(const at::Tensor& xyz) {
    const at::Tensor wide = xyz.to(at::kLong);
    return (wide.select(1, 0) * 4096 + wide.select(1, 1)) * 4096 + wide.select(1, 2);
}

/// Voxels of a sphere shell, coarse to fine: the tokens and what subdivides them level by level. Radius and thickness
/// are those at which 32^3 tokens (side 512) and 64^3 tokens (side 1024) come out as the table says.
struct Shells {
    CoordSetPtr tokens;
    std::vector<at::Tensor> logits;  ///< [N, 8] per level

    Shells(std::int64_t side, double radius, double thickness) {
        std::vector<at::Tensor> keys{fineKeys(side, radius, thickness)};
        for (std::size_t level = 0; level < kLevels; ++level)
            keys.push_back(parents(keys.back()));
        std::reverse(keys.begin(), keys.end());
        const at::Tensor first = keys.front();
        const at::Tensor zero = at::zeros_like(first);
        const at::Tensor coords = at::stack({zero, first / 16777216, first / 4096 % 4096, first % 4096}, 1);
        tokens = std::make_shared<const CoordSet>(coords.to(at::kInt), 1);
        CoordSetPtr set = tokens;
        for (std::size_t level = 1; level <= kLevels; ++level) {
            logits.push_back(childLogits(*set, keys[level]));
            set = subdivide(set, logits.back() > 0)->fine;
        }
    }

    /// Fresh, so that nothing that follows from the voxels is known yet.
    std::vector<Subdivision> subdivisions() const {
        std::vector<Subdivision> guide;
        CoordSetPtr set = std::make_shared<const CoordSet>(tokens->coords(), 1);
        for (const at::Tensor& level : logits) {
            guide.push_back(Subdivision::fromLogits(SparseTensor(level, set)));
            set = guide.back().children->fine;
        }
        return guide;
    }

private:
    static at::Tensor fineKeys(std::int64_t side, double radius, double thickness) {
        constexpr std::int64_t kPlanes = 16;
        const auto options = at::TensorOptions().device(kCard).dtype(at::kFloat);
        const at::Tensor square = (at::arange(side, options) - 0.5 * double(side - 1)).square();
        std::vector<at::Tensor> found;
        for (std::int64_t x = 0; x < side; x += kPlanes) {
            const at::Tensor distance =
                (square.slice(0, x, x + kPlanes).view({-1, 1, 1}) + square.view({1, -1, 1}) + square.view({1, 1, -1}))
                    .sqrt();
            at::Tensor xyz = ((distance - radius).abs() < 0.5 * thickness).nonzero();
            xyz.select(1, 0).add_(x);
            found.push_back(keysOf(xyz));
        }
        return at::cat(found);
    }
    static at::Tensor parents(const at::Tensor& keys) {
        const at::Tensor halved = at::stack({keys / 16777216, keys / 4096 % 4096, keys % 4096}, 1).div(2, "floor");
        return std::get<0>(at::_unique2(keysOf(halved.to(at::kLong))));
    }
    static at::Tensor childLogits(const CoordSet& parentSet, const at::Tensor& keys) {
        std::vector<at::Tensor> kept;
        for (int child = 0; child < 8; ++child) {
            at::Tensor xyz = parentSet.coords().slice(1, 1) * 2;
            for (int axis = 0; axis < 3; ++axis)
                xyz.select(1, axis).add_(child >> axis & 1);
            kept.push_back(at::isin(keysOf(xyz), keys));
        }
        return at::stack(kept, 1).to(at::kHalf) * 2 - 1;
    }
};

Shells shellsFor(int side) {
    return side == 512 ? Shells(512, 175.0, 1.45) : Shells(1024, 335.0, 1.43);
}

double pairsOf(const CoordSet& set) {
    return (set.neighbourMap() >= 0).sum().item<double>();
}

/// Products of the decoder that have to be done: existing neighbours and children only.
double decoderFlops(const std::vector<Subdivision>& guide) {
    double sum = 0.0;
    for (std::size_t level = 0; level <= kLevels; ++level) {
        const CoordSet& set = level < kLevels ? *guide[level].children->coarse : *guide.back().children->fine;
        const double c = double(kChannels[level]), pairs = pairsOf(set), n = double(set.size());
        sum += kBlocks[level] * (pairs * c * c + 8.0 * n * c * c);
        if (level > 0) sum += pairs * c * c;  // the second convolution of the block that led here
        if (level == kLevels) break;
        const at::Tensor neighbours = (set.neighbourMap() >= 0).sum(1);
        const at::Tensor perChild = neighbours.index_select(0, guide[level].children->slot.bitwise_right_shift(3));
        sum += perChild.sum().item<double>() * c * double(kChannels[level + 1]);
    }
    return 2.0 * sum;
}

/// With `fresh` every repetition makes the voxels, their neighbour maps and orders anew.
CardRow decoderRow(int side, bool fresh) {
    CardRow row;
    row.prepare = [=]() -> std::function<void()> {
        const auto weights = std::make_shared<test::RandomNetwork>(kKeysFile, "tex_slat_decoder", kCard);
        const SparseUnetConfig config = SparseUnetConfig::parse(weights->className(), weights->args());
        const auto decoder =
            std::make_shared<const TextureDecoder>(config, WeightScope(weights, Placement(kCard, at::kHalf)));
        const auto shells = std::make_shared<const Shells>(shellsFor(side));
        const at::Tensor latent = onCard({shells->tokens->size(), config.latentChannels}, at::kFloat);
        const auto decode = [=](const std::vector<Subdivision>& guide) {
            return decoder->decode(SparseTensor(latent, guide.front().children->coarse), guide);
        };
        if (fresh) return [=] { decode(shells->subdivisions()); };
        const std::vector<Subdivision> guide = shells->subdivisions();
        std::printf("%lld -> %lld voxels, %.2f TFLOP | ", static_cast<long long>(latent.size(0)),
                    static_cast<long long>(guide.back().children->fine->size()), decoderFlops(guide) / 1e12);
        return [=] { decode(guide); };
    };
    return row;
}

/// The pieces of one level: its convolution, feed-forward, and the two convolutions of the block that leads to the
/// next.
void addPieces(std::vector<CardRow>& rows, int side, std::size_t level) {
    const std::int64_t channels = kChannels[level];
    const auto add = [&](const std::string& name, auto make) {
        CardRow row;
        row.prepare = [=]() -> std::function<void()> { return make(shellsFor(side).subdivisions()); };
        const std::string text = std::to_string(side) + ", level " + std::to_string(level) + ": " + name;
        rows.push_back(named(std::move(row), "part-decoder-" + std::to_string(side) + "-" + name, text, "", ""));
    };
    const auto conv = [](std::int64_t in, std::int64_t out) {
        return std::make_shared<const SparseConv3d>(
            onCard({out, 3, 3, 3, in}, at::kHalf) / std::sqrt(27.0 * double(in)), onCard({out}, at::kFloat));
    };
    const auto setOf = [=](const std::vector<Subdivision>& guide) {
        return level < kLevels ? guide[level].children->coarse : guide.back().children->fine;
    };
    const auto report = [](double flops) { std::printf("%.0f GFLOP | ", flops / 1e9); };
    add("conv", [=](const std::vector<Subdivision>& guide) -> std::function<void()> {
        const SparseTensor x(onCard({setOf(guide)->size(), channels}, at::kHalf), setOf(guide));
        const auto layer = conv(channels, channels);
        report(2.0 * pairsOf(*x.set) * double(channels * channels));
        return [=] { (*layer)(x); };
    });
    add("norm", [=](const std::vector<Subdivision>& guide) -> std::function<void()> {
        const at::Tensor x = onCard({setOf(guide)->size(), channels}, at::kHalf);
        return [=] { cudaOps()->addNorm(x, {}, {}, RowNorm{}, x); };
    });
    if (level == kLevels) return;
    const std::int64_t fineChannels = kChannels[level + 1];
    add("feed-forward", [=](const std::vector<Subdivision>& guide) -> std::function<void()> {
        const at::Tensor x = onCard({setOf(guide)->size(), channels}, at::kHalf);
        const Linear first(onCard({4 * channels, channels}, at::kHalf), onCard({4 * channels}, at::kHalf));
        const Linear second(onCard({channels, 4 * channels}, at::kHalf), onCard({channels}, at::kHalf));
        report(16.0 * double(x.numel()) * double(channels));
        return [=] {
            if (!cudaOps()->addFeedForward(x, x, first.weight(), first.bias(), second.weight(), second.bias()))
                feedForward(x, first, Activation::Silu, second, {});
        };
    });
    add("to-children", [=](const std::vector<Subdivision>& guide) -> std::function<void()> {
        const SparseTensor x(onCard({setOf(guide)->size(), channels}, at::kHalf), setOf(guide));
        const auto layer = conv(channels, 8 * fineChannels);
        const ChildMapPtr children = guide[level].children;
        const at::Tensor perRow =
            (x.set->neighbourMap() >= 0).sum(1).index_select(0, children->slot.bitwise_right_shift(3));
        report(2.0 * perRow.sum().item<double>() * double(channels * fineChannels));
        return [=] { layer->toChildren(x, *children); };
    });
    add("maps", [=](const std::vector<Subdivision>& guide) -> std::function<void()> {
        const ChildMapPtr children = guide[level].children;
        children->coarse->neighbourMap();
        return [=] {
            const ChildMapPtr again = subdivide(children->coarse, guide[level].logits.feats > 0);
            again->fine->convolutionOrder();
            again->convolutionOrder();
        };
    });
}

}  // namespace

std::vector<CardRow> decoderRows() {
    const std::string small = "guided PBR decoder, 512: 2,408 -> 557k voxels";
    const std::string large = "guided PBR decoder, 1024: 9,367 -> 2.02M voxels";
    std::vector<CardRow> rows{
        named(decoderRow(512, false), "decoder-512", small, "40 ms, 1.9 GB", "20 ms, 1.2 GB"),
        named(decoderRow(1024, false), "decoder-1024", large, "106 ms, 3.4 GB", "55 ms, 2.2 GB"),
        named(decoderRow(512, true), "decoder-512-fresh", small + ", with subdivisions and maps", "", ""),
        named(decoderRow(1024, true), "decoder-1024-fresh", large + ", with subdivisions and maps", "", ""),
    };
    for (const int side : {512, 1024})
        for (std::size_t level = 0; level <= kLevels; ++level)
            addPieces(rows, side, level);
    return rows;
}

}  // namespace espalier
