#include <QtTest>

#include "inference/base/error.h"
#include "inference/pipeline/flow_euler_sampler.h"

using namespace espalier;

class TestFlowEulerSampler : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hitsTheGuidanceBoundExactly_inDoublePrecision();
    void evaluatesOnce_whenGuidanceIsOneOrZero_data();
    void evaluatesOnce_whenGuidanceIsOneOrZero();
    void reachesTheTarget_alongAStraightFlow();
    void restoresTheConditionedDeviation_whenRescaledFully();
    void deviations_areUnbiasedDenseAndBiasedSparse();
    void stopsAtTheStep_whenTheCallbackThrows();
};

namespace {

/// A field that counts its evaluations by condition; velocity x.
struct CountingField {
    int conditioned = 0, unconditioned = 0;
    FlowField field{1,
                    [this](const at::Tensor& x, const at::Tensor&, bool isConditioned) {
                        ++(isConditioned ? conditioned : unconditioned);
                        return x;
                    },
                    denseDeviation};
};

constexpr double kSigmaMin = 1e-5;

}  // namespace

void TestFlowEulerSampler::hitsTheGuidanceBoundExactly_inDoublePrecision() {
    // 12 steps, rescale 3: step 8 lies on 0.6, and the reference's interval [0.6, 1] includes it. In float it would
    // not.
    const auto times = flowTimes(12, 3.0);
    QCOMPARE(times.size(), std::size_t(13));
    QVERIFY(times[8] >= 0.6);
    QCOMPARE(times.front(), 1.0);
    QCOMPARE(times.back(), 0.0);
    QCOMPARE(evaluationCount({12, 7.5, 0.5, {0.6, 1.0}, 3.0}), 21);
    QCOMPARE(evaluationCount({12, 7.5, 0.7, {0.6, 1.0}, 5.0}), 22);
    QCOMPARE(evaluationCount({12, 1.0, 0.0, {0.6, 0.9}, 3.0}), 12);
}

void TestFlowEulerSampler::evaluatesOnce_whenGuidanceIsOneOrZero_data() {
    QTest::addColumn<double>("strength");
    QTest::addColumn<int>("conditioned");
    QTest::addColumn<int>("unconditioned");
    QTest::newRow("1: only with the condition") << 1.0 << 4 << 0;
    // 0 applies inside the interval only; outside it strength is 1. Times are 1, .75, .5, .25; the interval ends at
    // 0.5.
    QTest::newRow("0: without it, inside the interval") << 0.0 << 1 << 3;
    QTest::newRow("2: both, inside the interval") << 2.0 << 4 << 3;
}

void TestFlowEulerSampler::evaluatesOnce_whenGuidanceIsOneOrZero() {
    QFETCH(double, strength);
    QFETCH(int, conditioned);
    QFETCH(int, unconditioned);
    CountingField counting;
    const SamplerParams params{4, strength, 0.0, {0.5, 1.0}, 1.0};
    sampleFlow(counting.field, at::ones({1, 4}), params, kSigmaMin);
    QCOMPARE(counting.conditioned, conditioned);
    QCOMPARE(counting.unconditioned, unconditioned);
    QCOMPARE(evaluationCount(params), conditioned + unconditioned);
}

void TestFlowEulerSampler::reachesTheTarget_alongAStraightFlow() {
    const at::Tensor noise = at::arange(8, at::kFloat).reshape({1, 8});
    const at::Tensor target = at::full({1, 8}, 5.0f);
    const FlowField field{1, [&](const auto&, const auto&, bool) { return noise - target; }, denseDeviation};
    std::vector<at::Tensor> predicted;
    const at::Tensor sample = sampleFlow(field, noise, {7, 1.0, 0.0, {0.0, 1.0}, 3.0}, kSigmaMin,
                                         [&](const FlowStep& step) { predicted.push_back(step.x0); });
    QVERIFY((sample - target).abs().max().item<float>() < 1e-5f);
    QCOMPARE(predicted.size(), std::size_t(7));
    for (const auto& x0 : predicted)
        QVERIFY((x0 - target).abs().max().item<float>() < 1e-3f);
}

void TestFlowEulerSampler::restoresTheConditionedDeviation_whenRescaledFully() {
    const at::Tensor noise = at::linspace(-1, 1, 64).reshape({1, 64});
    const at::Tensor positive = at::sin(noise * 3), negative = at::cos(noise * 5);
    const FlowField field{1, [&](const auto&, const auto&, bool c) { return c ? positive : negative; }, denseDeviation};
    at::Tensor x0;
    sampleFlow(field, noise, {1, 6.0, 1.0, {0.0, 1.0}, 1.0}, kSigmaMin, [&](const FlowStep& step) { x0 = step.x0; });
    const at::Tensor conditioned = (1 - kSigmaMin) * noise - positive;
    QVERIFY(std::abs(denseDeviation(x0).item<float>() - denseDeviation(conditioned).item<float>()) < 1e-4f);
}

void TestFlowEulerSampler::deviations_areUnbiasedDenseAndBiasedSparse() {
    const at::Tensor x = at::tensor({1.0f, 2.0f, 3.0f, 6.0f}).reshape({1, 4});
    QVERIFY(std::abs(denseDeviation(x).item<float>() - std::sqrt(14.0f / 3)) < 1e-5f);
    const auto set =
        std::make_shared<const CoordSet>(at::tensor({0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0}, at::kInt).reshape({3, 4}));
    const at::Tensor feats = at::tensor({1.0f, 2.0f, 3.0f, 6.0f, 5.0f, 9.0f}).reshape({3, 2});
    const at::Tensor deviation = sparseDeviation(feats, set);
    QVERIFY(std::abs(deviation[0].item<float>() - std::sqrt(14.0f / 4)) < 1e-5f);
    QVERIFY(std::abs(deviation[2].item<float>() - 2.0f) < 1e-5f);
}

void TestFlowEulerSampler::stopsAtTheStep_whenTheCallbackThrows() {
    CountingField counting;
    QVERIFY_EXCEPTION_THROWN(sampleFlow(counting.field, at::ones({1, 4}), {9, 1.0, 0.0, {0.0, 1.0}, 1.0}, kSigmaMin,
                                        [](const FlowStep& step) {
                                            if (step.step == 3) throw Cancelled{};
                                        }),
                             Cancelled);
    QCOMPARE(counting.conditioned, 3);
}

QTEST_APPLESS_MAIN(TestFlowEulerSampler)
#include "tst_flow_euler_sampler.moc"
