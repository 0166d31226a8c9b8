#include <ATen/record_function.h>

#include <QTest>
#include <set>

#include "inference/nn/sparse_attention.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::maxDifference;
using test::randomCoords;
using test::randomTensor;

namespace {

constexpr std::int64_t kHeads = 2, kHeadDim = 8;

/// The definition: all scores, and those between different windows masked out. `window` [T].
at::Tensor maskedAttention(const at::Tensor& qkv, const at::Tensor& window) {
    const auto part = [&](std::int64_t i) { return qkv.select(1, i).transpose(0, 1).to(at::kDouble); };
    at::Tensor scores = at::matmul(part(0), part(1).transpose(1, 2)) / std::sqrt(double(kHeadDim));
    scores = scores.masked_fill(window.unsqueeze(0) != window.unsqueeze(1), -1e30);
    return at::matmul(scores.softmax(-1), part(2)).transpose(0, 1);
}

at::Tensor attend(const at::Tensor& qkv, const TokenWindows& windows, const ForwardContext& context = {}) {
    const auto part = [&](std::int64_t i) { return qkv.select(1, i).index_select(0, windows.order); };
    return windowAttention(part(0), part(1), part(2), windows, context).index_select(0, windows.place);
}

at::Tensor cubeOf(const at::Tensor& coords, std::int64_t size, std::int64_t shift) {
    const at::Tensor cube = at::div(coords.slice(1, 1).to(at::kLong) + shift, size, "floor");
    return ((coords.select(1, 0).to(at::kLong) * 100 + cube.select(1, 0)) * 100 + cube.select(1, 1)) * 100 +
           cube.select(1, 2);
}

/// Every token once or more in `order`, and its own place.
void verifyPlaces(const TokenWindows& windows, std::int64_t tokens) {
    QCOMPARE(windows.place.size(0), tokens);
    QVERIFY(at::equal(windows.order.index_select(0, windows.place), at::arange(tokens, at::kLong)));
    for (std::size_t w = 1; w < windows.count(); ++w)
        QVERIFY(windows.offsets[w + 1] - windows.offsets[w] >= windows.offsets[w] - windows.offsets[w - 1]);
}

}  // namespace

class TestSparseAttention : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void attendsWithinCubes_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("shift");
        QTest::newRow("8") << 8 << 0;
        QTest::newRow("8, shifted") << 8 << 4;
        QTest::newRow("odd, shifted") << 5 << 2;
        QTest::newRow("one voxel each") << 1 << 0;
        QTest::newRow("all in one") << 64 << 0;
    }

    void attendsWithinCubes() {
        QFETCH(int, size);
        QFETCH(int, shift);
        const at::Tensor coords = randomCoords({150, 90}, 20, 1);
        const CoordSet set(coords);
        const TokenWindows windows = cubeWindows(set, size, shift);
        verifyPlaces(windows, 240);
        const at::Tensor qkv = randomTensor({240, 3, kHeads, kHeadDim}, 2);
        const at::Tensor expected = maskedAttention(qkv, cubeOf(coords, size, shift));
        QVERIFY(maxDifference(attend(qkv, windows), expected) < 1e-5);
    }

    /// Thousands of windows cost as many calls as there are lengths, and none writes its scores out.
    void takesOneCallPerLength() {
        const at::Tensor coords = randomCoords({6000}, 64, 3);
        const TokenWindows windows = cubeWindows(CoordSet(coords), 4, 0);
        QVERIFY(windows.count() > 2000);
        std::set<std::int64_t> lengths;
        for (std::size_t w = 0; w < windows.count(); ++w)
            lengths.insert(windows.offsets[w + 1] - windows.offsets[w]);
        QVERIFY(lengths.size() < 20);
        const at::Tensor q = randomTensor({6000, kHeads, kHeadDim}, 4);
        at::RecordFunctionGuard guard;
        const auto handle = at::addThreadLocalCallback(
            at::RecordFunctionCallback([](const at::RecordFunction& function) -> std::unique_ptr<at::ObserverContext> {
                if (std::string(function.name()) == "aten::scaled_dot_product_attention") ++s_calls;
                return nullptr;
            }).scopes({at::RecordScope::FUNCTION}));
        s_calls = 0;
        windowAttention(q, q, q, windows);
        at::removeCallback(handle);
        QCOMPARE(s_calls, int(lengths.size()));
        QCOMPARE(lastAttentionBackend(), std::string("flash"));
    }

    void cutsACurveIntoOverlappingWindows_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("shift");
        QTest::newRow("divides") << 40 << 0;
        QTest::newRow("does not divide") << 32 << 0;
        QTest::newRow("shifted") << 32 << 16;
        QTest::newRow("larger than one element") << 100 << 0;
        QTest::newRow("larger than all") << 1000 << 500;
    }

    void cutsACurveIntoOverlappingWindows() {
        QFETCH(int, size);
        QFETCH(int, shift);
        const CoordSet set(randomCoords({150, 90}, 20, 5));
        const TokenWindows windows = curveWindows(set, size, SpaceFillingCurve::Hilbert, shift, 0);
        verifyPlaces(windows, 240);
        const auto windowsOf = [&](int tokens) { return tokens <= size ? 1 : (tokens + size - 1) / size; };
        QCOMPARE(int(windows.count()), windowsOf(150) + windowsOf(90));
        for (std::size_t w = 0; w < windows.count(); ++w) {
            const at::Tensor tokens = windows.order.slice(0, windows.offsets[w], windows.offsets[w + 1]);
            QCOMPARE(tokens.size(0), std::min<std::int64_t>(size, tokens[0].item<std::int64_t>() < 150 ? 150 : 90));
            QCOMPARE((tokens < 150).all().item<bool>(), (tokens < 150).any().item<bool>());  // of one element
        }
        const at::Tensor qkv = randomTensor({240, 3, kHeads, kHeadDim}, 6);
        const at::Tensor whole = attend(qkv, windows);
        for (std::int64_t t : {0, 77, 149, 150, 239}) {  // each against its own window alone
            const std::int64_t place = windows.place[t].item<std::int64_t>();
            const auto end = std::upper_bound(windows.offsets.begin(), windows.offsets.end(), place);
            const at::Tensor rows = qkv.index_select(0, windows.order.slice(0, *std::prev(end), *end));
            const at::Tensor alone = maskedAttention(rows, at::zeros({rows.size(0)}));
            QVERIFY(maxDifference(whole[t], alone[place - *std::prev(end)].to(at::kFloat)) < 1e-5);
        }
    }

    void visitsNeighboursInTurn_onAHilbertCurve() {
        std::vector<std::array<int, 3>> along(8 * 8 * 8);
        for (int x = 0; x < 8; ++x)
            for (int y = 0; y < 8; ++y)
                for (int z = 0; z < 8; ++z) {
                    const auto place = curvePlace(x, y, z, SpaceFillingCurve::Hilbert);
                    QCOMPARE(curvePlace(y, x, z, SpaceFillingCurve::HilbertTransposed), place);
                    QVERIFY(place >= 0 && place < std::int64_t(along.size()));
                    along[std::size_t(place)] = {x, y, z};
                }
        for (std::size_t i = 1; i < along.size(); ++i) {
            int distance = 0;
            for (std::size_t a = 0; a < 3; ++a)
                distance += std::abs(along[i][a] - along[i - 1][a]);
            QCOMPARE(distance, 1);
        }
    }

    void interleavesBits_onAZOrderCurve() {
        QCOMPARE(curvePlace(1, 0, 0, SpaceFillingCurve::ZOrder), 4);
        QCOMPARE(curvePlace(0, 1, 0, SpaceFillingCurve::ZOrder), 2);
        QCOMPARE(curvePlace(0, 0, 1, SpaceFillingCurve::ZOrder), 1);
        QCOMPARE(curvePlace(5, 0, 3, SpaceFillingCurve::ZOrder), (1 << 8) | (1 << 3) | 4 | 1);
        QCOMPARE(curvePlace(0, 1, 0, SpaceFillingCurve::ZOrderTransposed), 4);
    }

    void toleratesAnEmptyElement() {
        const at::Tensor coords = at::tensor({0, 1, 2, 3, 2, 4, 5, 6}, at::kInt).view({2, 4});
        const CoordSet set(coords);
        QCOMPARE(cubeWindows(set, 8, 0).count(), std::size_t{2});
        QCOMPARE(curveWindows(set, 8, SpaceFillingCurve::ZOrder, 0, 0).count(), std::size_t{2});
    }

private:
    static inline int s_calls = 0;
};

QTEST_GUILESS_MAIN(TestSparseAttention)
#include "tst_sparse_attention.moc"
