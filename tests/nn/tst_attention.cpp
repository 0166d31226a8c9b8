#include <QTest>
#include <stop_token>

#include "inference/nn/attention.h"
#include "inference/nn/head_transform.h"
#include "tests/support/failure.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::maxDifference;
using test::randomTensor;

namespace {

/// The definition, in double precision and one number at a time.
at::Tensor loopAttention(const at::Tensor& q32, const at::Tensor& k32, const at::Tensor& v32,
                         const std::vector<std::int64_t>& qOffsets, const std::vector<std::int64_t>& kOffsets) {
    const at::Tensor q = q32.to(at::kDouble), k = k32.to(at::kDouble), v = v32.to(at::kDouble);
    at::Tensor out = at::zeros_like(q);
    const auto qa = q.accessor<double, 3>(), ka = k.accessor<double, 3>(), va = v.accessor<double, 3>();
    auto oa = out.accessor<double, 3>();
    const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(2)));
    for (std::size_t b = 0; b + 1 < qOffsets.size(); ++b)
        for (std::int64_t i = qOffsets[b]; i < qOffsets[b + 1]; ++i)
            for (std::int64_t h = 0; h < q.size(1); ++h) {
                std::vector<double> weights;
                double total = 0.0;
                for (std::int64_t j = kOffsets[b]; j < kOffsets[b + 1]; ++j) {
                    double score = 0.0;
                    for (std::int64_t d = 0; d < q.size(2); ++d)
                        score += qa[i][h][d] * ka[j][h][d];
                    weights.push_back(std::exp(score * scale));
                    total += weights.back();
                }
                for (std::int64_t j = kOffsets[b]; j < kOffsets[b + 1]; ++j)
                    for (std::int64_t d = 0; d < q.size(2); ++d)
                        oa[i][h][d] += weights[static_cast<std::size_t>(j - kOffsets[b])] / total * va[j][h][d];
            }
    return out;
}

std::map<std::string, at::Tensor> crossWeights(std::int64_t channels, std::int64_t context, std::int64_t heads) {
    return {{"to_q.weight", randomTensor({channels, channels}, 1)},
            {"to_q.bias", randomTensor({channels}, 2)},
            {"to_kv.weight", randomTensor({2 * channels, context}, 3)},
            {"to_kv.bias", randomTensor({2 * channels}, 4)},
            {"q_rms_norm.gamma", randomTensor({heads, channels / heads}, 5)},
            {"k_rms_norm.gamma", randomTensor({heads, channels / heads}, 6)},
            {"to_out.weight", randomTensor({channels, channels}, 7)},
            {"to_out.bias", randomTensor({channels}, 8)}};
}

}  // namespace

class TestAttention : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsADoublePrecisionLoop_data() {
        QTest::addColumn<std::vector<std::int64_t>>("qOffsets");
        QTest::addColumn<std::vector<std::int64_t>>("kOffsets");
        using Offsets = std::vector<std::int64_t>;
        QTest::newRow("one segment") << Offsets{0, 70} << Offsets{0, 70};
        QTest::newRow("equal segments") << Offsets{0, 20, 40} << Offsets{0, 20, 40};
        QTest::newRow("unequal segments") << Offsets{0, 31, 40, 77} << Offsets{0, 31, 40, 77};
        QTest::newRow("empty segment") << Offsets{0, 31, 31, 40} << Offsets{0, 5, 12, 40};
        QTest::newRow("cross, equal keys") << Offsets{0, 3, 33} << Offsets{0, 9, 18};
        QTest::newRow("one key") << Offsets{0, 12} << Offsets{0, 1};
    }

    void equalsADoublePrecisionLoop() {
        QFETCH(std::vector<std::int64_t>, qOffsets);
        QFETCH(std::vector<std::int64_t>, kOffsets);
        const at::Tensor q = randomTensor({qOffsets.back(), 3, 16}, 1);
        const at::Tensor kv = randomTensor({kOffsets.back(), 2, 3, 16}, 2);
        const at::Tensor out = segmentAttention(q, kv.select(1, 0), kv.select(1, 1), qOffsets, kOffsets);
        const at::Tensor expected = loopAttention(q, kv.select(1, 0), kv.select(1, 1), qOffsets, kOffsets);
        QVERIFY(maxDifference(out, expected) < 2e-6);
    }

    // Long sequences are cut into several calls; the cut must not show.
    void equalsOneCall_whenTheSequenceIsCut() {
        const at::Tensor q = randomTensor({6000, 4, 64}, 3);
        const std::vector<std::int64_t> offsets{0, 6000};
        const at::Tensor out = segmentAttention(q, q, q, offsets, offsets);
        const at::Tensor one = q.transpose(0, 1).unsqueeze(0);
        const at::Tensor expected = at::scaled_dot_product_attention(one, one, one).squeeze(0).transpose(0, 1);
        QVERIFY(maxDifference(out, expected) < 2e-6);
    }

    void neverWritesOutAllScores_onTheCpu() {
        const at::Tensor q = randomTensor({512, 4, 64}, 4);
        segmentAttention(q, q, q, {0, 512}, {0, 512});
        QCOMPARE(lastAttentionBackend(), std::string("flash"));
        const at::Tensor one = q.transpose(0, 1).unsqueeze(0);
        QCOMPARE(attentionBackend(one, one, one), std::string("flash"));
    }

    void normalisesAndRotatesInOnePass_asInTwo() {
        HeadRmsNorm norm;
        norm.gamma = randomTensor({3, 32}, 5);
        const at::Tensor qkv = randomTensor({41, 3, 3, 32}, 6);
        const at::Tensor x = qkv.select(1, 1);  // strided rows, as inside a fused projection
        const RopeTable rope = ropeTable3d(at::randint(0, 60, {41, 3}), 32);
        QVERIFY(maxDifference(transformHeads(x, norm, rope), applyRopeInterleaved(norm(x), rope)) < 2e-6);
        QVERIFY(maxDifference(transformHeads(x, norm, {}), norm(x)) < 2e-6);
        QVERIFY(maxDifference(transformHeads(x, {}, rope), applyRopeInterleaved(x, rope)) < 2e-6);
        QVERIFY(maxDifference(transformHeads(x.to(at::kDouble), norm, rope), applyRopeInterleaved(norm(x), rope)) <
                2e-6);
        QVERIFY(at::equal(transformHeads(x, {}, {}), x));
    }

    void survivesZeroVectors_inTheNorm() {
        HeadRmsNorm norm;
        norm.gamma = at::ones({1, 16});
        QVERIFY(at::equal(transformHeads(at::zeros({2, 1, 16}), norm, {}), at::zeros({2, 1, 16})));
    }

    void givesOneRowForAll_whenTheConditionIsZero() {
        const WeightScope scope(std::make_shared<TensorTable>("weights", crossWeights(32, 20, 2)));
        const CrossAttention attention(scope, {32, 2, true}, 20);
        const at::Tensor x = randomTensor({50, 32}, 9);
        const at::Tensor zeros = at::zeros({2, 9, 20});
        const std::vector<std::int64_t> offsets{0, 13, 50};
        const at::Tensor general = attention(x, offsets, attention.prepare(zeros, false), {});
        const at::Tensor shortcut = attention(x, offsets, attention.prepare(zeros, true), {});
        QCOMPARE(shortcut.size(0), 1);
        QVERIFY(maxDifference(shortcut.expand_as(general), general) < 1e-4 * general.abs().max().item<double>());
    }

    void equalsTheLoop_whenQueriesAttendToACondition() {
        const WeightScope scope(std::make_shared<TensorTable>("weights", crossWeights(32, 20, 2)));
        const CrossAttention attention(scope, {32, 2, true}, 20);
        const at::Tensor x = randomTensor({50, 32}, 10);
        const at::Tensor condition = randomTensor({2, 9, 20}, 11);
        const std::vector<std::int64_t> offsets{0, 13, 50};
        const at::Tensor out = attention(x, offsets, attention.prepare(condition, false), {});

        const at::Tensor q = attention.q_rms_norm(attention.to_q(x).view({50, 2, 16}));
        const at::Tensor kv = attention.to_kv(condition.flatten(0, 1)).view({18, 2, 2, 16});
        const at::Tensor h =
            loopAttention(q, attention.k_rms_norm(kv.select(1, 0)), kv.select(1, 1), offsets, {0, 9, 18});
        const at::Tensor expected = attention.to_out(h.to(at::kFloat).flatten(1));
        QVERIFY(maxDifference(out, expected) < 1e-5 * expected.abs().max().item<double>());
    }

    void letsNeighboursShareACondition() {
        const WeightScope scope(std::make_shared<TensorTable>("weights", crossWeights(32, 20, 2)));
        const CrossAttention attention(scope, {32, 2, true}, 20);
        const at::Tensor x = randomTensor({50, 32}, 14), condition = randomTensor({2, 9, 20}, 15);
        const std::vector<std::int64_t> offsets{0, 7, 13, 20, 50};
        const at::Tensor shared = attention(x, offsets, attention.prepare(condition, false), {});
        const at::Tensor repeated =
            attention(x, offsets, attention.prepare(condition.repeat_interleave(2, 0), false), {});
        QVERIFY(maxDifference(shared, repeated) < 1e-5 * repeated.abs().max().item<double>());
        const CrossKeyValue three = attention.prepare(randomTensor({3, 9, 20}, 16), false);
        QVERIFY(test::mentions(test::failureOf([&] { attention(x, offsets, three, {}); }), "segments"));
    }

    void stops_whenAsked() {
        std::stop_source stop;
        stop.request_stop();
        const RunContext run(stop.get_token());
        const at::Tensor q = randomTensor({10, 1, 16}, 12);
        QVERIFY_EXCEPTION_THROWN(segmentAttention(q, q, q, {0, 10}, {0, 10}, ForwardContext(run)), Cancelled);
    }

    void refusesSegmentsThatDoNotFit() {
        const at::Tensor q = randomTensor({10, 1, 16}, 13);
        QCOMPARE(test::failureOf([&] { segmentAttention(q, q, q, {0, 5, 10}, {0, 10}); }).code(), ErrorCode::Internal);
        QVERIFY(test::mentions(test::failureOf([&] { segmentAttention(q, q, q, {0, 5, 10}, {0, 10}); }), "segments"));
    }
};

QTEST_GUILESS_MAIN(TestAttention)
#include "tst_attention.moc"
