#include <QTest>
#include <atomic>
#include <chrono>
#include <stop_token>
#include <thread>

#include "inference/base/error.h"
#include "inference/models/checkpoint.h"
#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v2/slat_flow.h"
#include "tests/support/failure.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::maxDifference;
using test::randomCoords;
using test::randomTensor;

namespace {

const std::filesystem::path kStarter = ESPALIER_SOURCE_DIR "/resources/starter_model/ckpts";

/// Weights for a flow model of any configuration, drawn as its key table asks for them.
class RandomWeights {
public:
    RandomWeights(const FlowConfig& config) : m_config(config) {
        const std::int64_t c = config.modelChannels;
        linear("t_embedder.mlp.0", 256, c);
        linear("t_embedder.mlp.2", c, c);
        linear("input_layer", config.inChannels, c);
        linear("out_layer", c, config.outChannels);
        if (config.shareMod) linear("adaLN_modulation.1", c, 6 * c);
        for (std::int64_t i = 0; i < config.numBlocks; ++i)
            block("blocks." + std::to_string(i) + ".");
    }

    WeightScope scope() const { return WeightScope(std::make_shared<TensorTable>("random", m_weights)); }

private:
    void add(const std::string& key, at::IntArrayRef shape, double scale) {
        m_weights[key] = randomTensor(shape, ++m_seed) * scale;
    }
    void linear(const std::string& key, std::int64_t in, std::int64_t out) {
        add(key + ".weight", {out, in}, 1.0 / std::sqrt(double(in)));
        add(key + ".bias", {out}, 0.1);
    }
    void block(const std::string& prefix) {
        const std::int64_t c = m_config.modelChannels;
        if (m_config.shareMod)
            add(prefix + "modulation", {6 * c}, 0.1);
        else
            linear(prefix + "adaLN_modulation.1", c, 6 * c);
        add(prefix + "norm2.weight", {c}, 1.0);
        add(prefix + "norm2.bias", {c}, 0.1);
        linear(prefix + "self_attn.to_qkv", c, 3 * c);
        linear(prefix + "self_attn.to_out", c, c);
        linear(prefix + "cross_attn.to_q", c, c);
        linear(prefix + "cross_attn.to_kv", m_config.condChannels, 2 * c);
        linear(prefix + "cross_attn.to_out", c, c);
        linear(prefix + "mlp.mlp.0", c, 4 * c);
        linear(prefix + "mlp.mlp.2", 4 * c, c);
        const std::vector<std::int64_t> heads{m_config.numHeads, c / m_config.numHeads};
        for (const char* name : {"q_rms_norm.gamma", "k_rms_norm.gamma"}) {
            if (m_config.qkRmsNorm) add(prefix + "self_attn." + name, heads, 1.0);
            if (m_config.qkRmsNormCross) add(prefix + "cross_attn." + name, heads, 1.0);
        }
    }

    FlowConfig m_config;
    std::map<std::string, at::Tensor> m_weights;
    std::uint64_t m_seed = 0;
};

FlowConfig smallConfig() {
    FlowConfig config;
    config.resolution = 4;
    config.inChannels = 3;
    config.outChannels = 5;
    config.modelChannels = 32;
    config.condChannels = 12;
    config.numBlocks = 2;
    config.numHeads = 2;
    return config;
}

}  // namespace

class TestFlowModels : public QObject {
    Q_OBJECT

    static void addConfigurations() {
        QTest::addColumn<bool>("rope");
        QTest::addColumn<bool>("shareMod");
        QTest::addColumn<bool>("rmsNorm");
        QTest::newRow("as published") << true << true << true;
        QTest::newRow("absolute positions") << false << true << true;
        QTest::newRow("modulation per block") << true << false << true;
        QTest::newRow("without rms norm") << true << true << false;
        QTest::newRow("defaults") << false << false << false;
    }

    static FlowConfig configuration() {
        FlowConfig config = smallConfig();
        QFETCH(bool, rope);
        QFETCH(bool, shareMod);
        QFETCH(bool, rmsNorm);
        config.rope = rope;
        config.shareMod = shareMod;
        config.qkRmsNorm = config.qkRmsNormCross = rmsNorm;
        return config;
    }

private Q_SLOTS:
    void denseEqualsSparse_whenEveryVoxelIsThere_data() { addConfigurations(); }

    // Both run the same blocks: on a full grid in x-major order they must agree.
    void denseEqualsSparse_whenEveryVoxelIsThere() {
        const FlowConfig config = configuration();
        const RandomWeights weights(config);
        const WeightScope scope = weights.scope();
        const SparseStructureFlowModel dense(config, scope);
        QCOMPARE(scope.unexpected(), std::vector<std::string>{});
        const SLatFlowModel sparse(config, weights.scope());

        const at::Tensor x = randomTensor({2, 3, 4, 4, 4}, 1);
        const at::Tensor t = at::tensor({20.0f, 900.0f});
        const at::Tensor condition = randomTensor({2, 7, 12}, 2);
        const at::Tensor coords = at::ones({2, 4, 4, 4}).nonzero().to(at::kInt);
        const SparseTensor tokens(x.permute({0, 2, 3, 4, 1}).reshape({-1, 3}), coords);
        const at::Tensor a = dense.forward(x, t, dense.prepare(condition));
        QCOMPARE(a.sizes(), at::IntArrayRef({2, 5, 4, 4, 4}));
        const at::Tensor b = sparse.forward(tokens, t, sparse.prepare(condition), sparse.ropeFor(*tokens.set)).feats;
        QVERIFY(maxDifference(a.permute({0, 2, 3, 4, 1}).reshape({-1, 5}), b) < 2e-5);
    }

    void batchElementsDoNotMix_data() { addConfigurations(); }

    void batchElementsDoNotMix() {
        const FlowConfig config = configuration();
        const SLatFlowModel model(config, RandomWeights(config).scope());
        const SparseTensor x(randomTensor({50, 3}, 3), randomCoords({37, 13}, 8, 3));
        const at::Tensor t = at::tensor({400.0f, 700.0f});
        const at::Tensor condition = randomTensor({2, 9, 12}, 4);
        const at::Tensor both = model.forward(x, t, model.prepare(condition), model.ropeFor(*x.set)).feats;

        at::Tensor coords = x.coords().slice(0, 37).clone();
        coords.select(1, 0).zero_();
        const SparseTensor second(x.feats.slice(0, 37), coords);
        const FlowCondition own = model.prepare(condition.slice(0, 1));
        const at::Tensor alone = model.forward(second, t.slice(0, 1), own, model.ropeFor(*second.set)).feats;
        QVERIFY(maxDifference(both.slice(0, 37), alone) < 2e-5);
    }

    void followsTheOrderOfTheVoxels() {
        const FlowConfig config = smallConfig();
        const SLatFlowModel model(config, RandomWeights(config).scope());
        const SparseTensor x(randomTensor({40, 3}, 5), randomCoords({40}, 8, 5));
        const at::Tensor order = at::randperm(40);
        const SparseTensor shuffled(x.feats.index_select(0, order), x.coords().index_select(0, order));
        const at::Tensor t = at::tensor({300.0f});
        const FlowCondition condition = model.prepare(randomTensor({1, 5, 12}, 6));
        const at::Tensor a = model.forward(x, t, condition, model.ropeFor(*x.set)).feats;
        const at::Tensor b = model.forward(shuffled, t, condition, model.ropeFor(*shuffled.set)).feats;
        QVERIFY(maxDifference(a.index_select(0, order), b) < 2e-5);
    }

    void zeroConditionIsTheLimitOfSmallOnes() {
        const auto model = loadSLatFlow(Checkpoint::open(kStarter / "slat_flow_img2shape_dit_starter"));
        const SparseTensor x(randomTensor({60, 16}, 7), randomCoords({60}, 16, 7));
        const RopeTable rope = model->ropeFor(*x.set);
        const at::Tensor t = at::tensor({500.0f});
        const FlowCondition zero = model->prepare(at::zeros({1, 30, 256}));
        QVERIFY(zero.blocks.front().constant.defined());
        // Not zero, so it goes the general way; so small that the keys' bias decides alone.
        const FlowCondition almost = model->prepare(at::full({1, 30, 256}, 1e-30f));
        QVERIFY(!almost.blocks.front().constant.defined());
        QVERIFY(maxDifference(model->forward(x, t, zero, rope).feats, model->forward(x, t, almost, rope).feats) < 1e-4);
    }

    void conditionsShareAStart_withTheSameResult() {
        const auto model = loadStructureFlow(Checkpoint::open(kStarter / "ss_flow_img_dit_starter"));
        const at::Tensor x = randomTensor({1, 8, 8, 8, 8}, 8);
        const at::Tensor t = at::tensor({250.0f});
        const at::Tensor condition = randomTensor({1, 20, 256}, 9);
        const FlowCondition positive = model->prepare(condition), negative = model->prepare(at::zeros_like(condition));
        const auto both = model->forwardEach(x, t, {&positive, &negative});
        QVERIFY(at::equal(both[0], model->forward(x, t, model->prepare(condition))));
        QVERIFY(at::equal(both[1], model->forward(x, t, negative)));
        QVERIFY(maxDifference(both[0], both[1]) > 1e-3);
        // A prepared condition is not used up.
        QVERIFY(at::equal(both[0], model->forward(x, t, positive)));
    }

    void appendsTheSecondLatent() {
        FlowConfig config = smallConfig();
        config.inChannels = 5;
        const SLatFlowModel model(config, RandomWeights(config).scope());
        const at::Tensor coords = randomCoords({20}, 8, 10);
        const at::Tensor all = randomTensor({20, 5}, 11);
        const SparseTensor whole(all, coords), part(all.slice(1, 0, 3), coords);
        const FlowCondition condition = model.prepare(randomTensor({1, 5, 12}, 12));
        const at::Tensor t = at::tensor({300.0f});
        const RopeTable rope = model.ropeFor(*whole.set);
        QVERIFY(at::equal(model.forward(part, t, condition, rope, all.slice(1, 3)).feats,
                          model.forward(whole, t, condition, rope).feats));
    }

    void runnerTakesTheSameSteps_data() { addConfigurations(); }

    void runnerTakesTheSameSteps() {
        const FlowConfig config = configuration();
        const RandomWeights weights(config);
        const SparseStructureFlowModel dense(config, weights.scope());
        const SLatFlowModel sparse(config, weights.scope());
        const auto set = std::make_shared<const CoordSet>(randomCoords({25}, 8, 15));
        const RopeTable rope = sparse.ropeFor(*set);
        const at::Tensor condition = randomTensor({1, 5, 12}, 16);
        const FlowCondition positive = dense.prepare(condition), negative = dense.prepare(at::zeros_like(condition));
        FlowRunner denseRunner = dense.runner(), sparseRunner = sparse.runner(set);
        for (int step = 0; step < 3; ++step) {
            const at::Tensor t = at::tensor({900.0f - 300.0f * float(step)});
            const at::Tensor volume = randomTensor({1, 3, 4, 4, 4}, 17), rows = randomTensor({25, 3}, 18);
            const auto volumes = denseRunner(volume, t, {&positive, &negative});
            QVERIFY(at::equal(volumes[0], dense.forward(volume, t, positive)));
            QVERIFY(at::equal(volumes[1], dense.forward(volume, t, negative)));
            QVERIFY(at::equal(sparseRunner(rows, t, {&positive}).front(),
                              sparse.forward(SparseTensor(rows, set), t, positive, rope).feats));
        }
    }

    void saysSo_whenTheEncoderDoesNotFit() {
        const SLatFlowModel model(smallConfig(), RandomWeights(smallConfig()).scope());
        const Error error = test::failureOf([&] { model.prepare(at::zeros({1, 5, 13})); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
        QVERIFY(test::mentions(error, "cond_channels (12)"));
    }

    void stopsWithinASecond_whenAskedInTheMiddle() {
        const auto model = loadSLatFlow(Checkpoint::open(kStarter / "slat_flow_img2shape_dit_starter"));
        const SparseTensor x(randomTensor({6000, 16}, 13), randomCoords({6000}, 32, 13));
        const RopeTable rope = model->ropeFor(*x.set);
        const FlowCondition condition = model->prepare(randomTensor({1, 1029, 256}, 14));
        std::stop_source stop;
        const RunContext run(stop.get_token());
        using Clock = std::chrono::steady_clock;
        std::atomic<Clock::time_point> asked{Clock::time_point{}};
        std::jthread asker([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            asked = Clock::now();
            stop.request_stop();
        });
        const auto forever = [&] {
            for (;;)
                model->forward(x, at::tensor({500.0f}), condition, rope, {}, ForwardContext(run));
        };
        QVERIFY_EXCEPTION_THROWN(forever(), Cancelled);
        QVERIFY(Clock::now() - asked.load() < std::chrono::seconds(5));  // one on a machine that does nothing else
    }
};

QTEST_GUILESS_MAIN(TestFlowModels)
#include "tst_flow_models.moc"
