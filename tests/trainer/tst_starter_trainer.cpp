#include <QTemporaryDir>
#include <QTest>

#include "inference/base/error.h"
#include "inference/models/checkpoint.h"
#include "inference/models/dinov3_encoder.h"
#include "inference/models/v2/slat_flow.h"
#include "inference/nn/sparse_conv.h"
#include "inference/tensor/gradient.h"
#include "inference/tensor/safetensors.h"
#include "resources/starter_model/trainer/families.h"
#include "resources/starter_model/trainer/generator.h"
#include "resources/starter_model/trainer/phases.h"
#include "tests/support/failure.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using namespace espalier::starter;
using espalier::test::maxDifference;
using espalier::test::randomTensor;

namespace {

constexpr std::uint64_t kSeed = 7;

/// A flow on two objects of different sizes, and what it is asked.
struct RaggedFlow {
    Workshop& workshop;
    CoordSetPtr set = std::make_shared<const CoordSet>(test::randomCoords({23, 11}, 32, 1));
    at::Tensor x = randomTensor({34, 4}, 2), t = at::tensor({300.0f, 800.0f}), condition = randomTensor({2, 9, 32}, 3);

    template <typename Model>
    at::Tensor velocity(const Model& flow) const {
        return flow.forward(SparseTensor(x, set), t, flow.prepare(condition, false), flow.ropeFor(*set)).feats;
    }
    at::Tensor trained() const {
        return velocity(workshop.trained<SLatFlowModel>("shape_flow", workshop.flowConfig("shape_flow")));
    }
};

/// All weights of a network in one row.
at::Tensor flattened(const Parameters& parameters) {
    std::vector<at::Tensor> all;
    for (const auto& [key, info] : parameters.entries())
        all.push_back(parameters.tensor(key).detach().flatten().clone());
    return at::cat(all);
}

}  // namespace

class TestStarterTrainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void families_areManyAndStandInTheUnitCube() {
        QVERIFY(families().size() >= 60);
        for (std::size_t family = 0; family < families().size(); ++family)
            for (std::uint64_t number = 0; number < 3; ++number) {
                const Member object = memberOf(static_cast<int>(family), number);
                const auto length = static_cast<int>(object.program.size());
                float deepest = 1.0f, nearestOutside = 1.0f;
                constexpr int kSide = 24;
                for (int i = 0; i < kSide * kSide * kSide; ++i) {
                    const auto at = [&](int k) { return (static_cast<float>(k % kSide) + 0.5f) / kSide - 0.5f; };
                    const Vec p{at(i / (kSide * kSide)), at(i / kSide), at(i)};
                    deepest = std::min(deepest, objectDistance(object.program.data(), length, p));
                    if (i < 6 * kSide * kSide) {  // the cube's faces
                        const float face = i / (kSide * kSide) % 2 ? 0.5f : -0.5f;
                        const int axis = i / (2 * kSide * kSide);
                        const Vec q{axis == 0 ? face : at(i), axis == 1 ? face : at(i / kSide),
                                    axis == 2 ? face : at(axis == 0 ? i / kSide : i)};
                        nearestOutside = std::min(nearestOutside, objectDistance(object.program.data(), length, q));
                    }
                }
                const std::string_view name = families()[family].name;
                QVERIFY2(deepest < 0.01f, name.data());
                QVERIFY2(nearestOutside > 0.0f, name.data());
            }
    }

    void member_isAFunctionOfItsNumber() {
        const Member a = member(kHeldOut + 5), b = member(kHeldOut + 5);
        QCOMPARE(a.family, 5);
        QCOMPARE(a.program.size(), b.program.size());
        QCOMPARE(std::memcmp(a.program.data(), b.program.data(), a.program.size() * sizeof(Primitive)), 0);
    }

    void sparseConvolution_hasTheDerivativesOfTheDenseOne() {
        constexpr std::int64_t kSide = 5, kIn = 6, kOut = 4;
        const auto set = std::make_shared<const CoordSet>(test::randomCoords({60}, kSide, 4));
        const at::Tensor weight = randomTensor({kOut, 3, 3, 3, kIn}, 5), bias = randomTensor({kOut}, 6);
        const at::Tensor feats = randomTensor({60, kIn}, 7), grad = randomTensor({60, kOut}, 8);
        const at::Tensor c = set->coords().to(at::kLong);
        const at::Tensor cell = (c.select(1, 1) * kSide + c.select(1, 2)) * kSide + c.select(1, 3);

        std::vector<at::Tensor> sparse, dense;
        for (std::vector<at::Tensor>* results : {&sparse, &dense}) {
            const at::Tensor x = feats.clone().set_requires_grad(true), w = weight.clone().set_requires_grad(true);
            const at::Tensor b = bias.clone().set_requires_grad(true);
            at::Tensor out;
            if (results == &sparse) {
                out = SparseConv3d(w, b)(SparseTensor(x, set)).feats;
            } else {
                const at::Tensor grid =
                    at::zeros({kSide * kSide * kSide, kIn}).index_copy(0, cell, x).view({1, kSide, kSide, kSide, kIn});
                const at::Tensor all = at::conv3d(grid.permute({0, 4, 1, 2, 3}), w.permute({0, 4, 1, 2, 3}), b, 1, 1);
                out = all.permute({0, 2, 3, 4, 1}).reshape({-1, kOut}).index_select(0, cell);
            }
            (out * grad).sum().backward();
            *results = {out.detach(), x.grad(), w.grad(), b.grad()};
        }
        for (std::size_t i = 0; i < sparse.size(); ++i)
            QVERIFY(maxDifference(sparse[i], dense[i]) < 1e-4);
    }

    void trainedFlow_computesWhatTheFlowInUseDoes() {
        QTemporaryDir folder;
        Workshop workshop(folder.path().toStdString(), tinySizes(), c10::kCPU, kSeed);
        const RaggedFlow flow{workshop};
        const at::Tensor trained = flow.trained();
        QVERIFY(isDifferentiated(trained));
        const c10::NoGradGuard noGrad;
        const at::Tensor used =
            flow.velocity(workshop.averaged<SLatFlowModel>("shape_flow", workshop.flowConfig("shape_flow")));
        QVERIFY(maxDifference(trained.detach(), used) < 1e-4);
    }

    void trainedEncoder_computesWhatTheEncoderInUseDoes() {
        QTemporaryDir folder;
        Workshop workshop(folder.path().toStdString(), tinySizes(), c10::kCPU, kSeed);
        const at::Tensor pixels = randomTensor({2, 3, 48, 64}, 9);
        const at::Tensor trained =
            workshop.trained<DinoV3Encoder>("image_encoder", workshop.imageEncoderConfig()).forward(pixels);
        const c10::NoGradGuard noGrad;
        const at::Tensor used =
            workshop.averaged<DinoV3Encoder>("image_encoder", workshop.imageEncoderConfig()).forward(pixels);
        QVERIFY(maxDifference(trained.detach(), used) < 1e-4);
    }

    /// Along a random direction of all weights at once.
    void flowGradient_isTheDifferenceQuotient() {
        QTemporaryDir folder;
        Workshop workshop(folder.path().toStdString(), tinySizes(), c10::kCPU, kSeed);
        const RaggedFlow flow{workshop};
        const at::Tensor wanted = randomTensor({34, 4}, 10);
        const auto lossOf = [&] { return (flow.trained() * wanted).mean(); };
        lossOf().backward();
        Parameters& parameters = workshop.parameters("shape_flow");
        double along = 0.0;
        constexpr double kStep = 2e-3;
        std::array<double, 2> losses{};
        std::map<std::string, at::Tensor> directions;
        std::uint64_t seed = 20;
        for (const auto& [key, info] : parameters.entries()) {
            const at::Tensor value = parameters.tensor(key);
            directions[key] = randomTensor(value.sizes(), ++seed) * value.detach().abs().mean().clamp_min(0.02);
            QVERIFY2(value.grad().defined(), key.c_str());
            along += (value.grad() * directions[key]).sum().item<double>();
        }
        for (const int side : {0, 1}) {
            for (const auto& [key, direction] : directions)
                parameters.tensor(key).detach().add_(direction, side == 0 ? kStep : -2.0 * kStep);
            losses[static_cast<std::size_t>(side)] = lossOf().item<double>();
        }
        const double quotient = (losses[0] - losses[1]) / (2.0 * kStep);
        QVERIFY2(std::abs(quotient - along) < 0.02 * std::abs(along) + 1e-4,
                 qPrintable(QString("%1 against %2").arg(quotient).arg(along)));
    }

    void orthogonalised_hasSingularValuesNearOne() {
        const at::Tensor x = orthogonalised(randomTensor({2, 24, 40}, 11));
        const at::Tensor values = at::linalg_svdvals(x);
        QVERIFY(values.min().item<double>() > 0.3);
        QVERIFY(values.max().item<double>() < 1.4);
    }

    /// Every phase in its order, in one workshop; the loss of one and the same step must fall as it is learned.
    void phase_learns_data() {
        QTest::addColumn<QString>("name");
        for (const std::string& name : phaseNames())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void phase_learns() {
        QFETCH(QString, name);
        const auto phase = makePhase(name.toStdString(), m_workshop, {.batch = 1, .scaleObjects = 1});
        std::vector<double> losses;
        for (int i = 0; i < 4; ++i) {
            at::manual_seed(3);
            const at::Tensor loss = phase->loss(0);
            losses.push_back(loss.item<double>());
            loss.backward();
            for (const std::string& network : phase->networks())
                m_workshop.parameters(network).update({.rate = 3e-3, .average = 0.0});
        }
        QVERIFY2(losses.back() < losses.front(),
                 qPrintable(QString("%1 -> %2").arg(losses.front()).arg(losses.back())));
        phase->finish();
        m_workshop.save(name.toStdString(), 4, phase->networks());
    }

    void learnedPhases_arePublished() {
        const std::filesystem::path published = std::filesystem::path(m_folder.path().toStdString()) / "published";
        publish(m_workshop, published);
        const auto open = [&](const char* stem) { return Checkpoint::open(published / "ckpts" / stem); };
        QVERIFY(loadStructureFlow(open("ss_flow_img_dit_starter")));
        QVERIFY(loadStructureDecoder(open("ss_dec_starter")));
        QVERIFY(loadSLatFlow(open("slat_flow_img2shape_dit_starter")));
        QVERIFY(loadSLatFlow(open("slat_flow_imgshape2tex_dit_starter")));
        QVERIFY(loadShapeDecoder(open("shape_dec_starter")));
        QVERIFY(loadTextureDecoder(open("tex_dec_starter")));

        const at::Tensor pixels = randomTensor({1, 3, 64, 64}, 12);
        const c10::InferenceMode inference;
        const at::Tensor exact =
            m_workshop.averaged<DinoV3Encoder>("image_encoder", m_workshop.imageEncoderConfig()).forward(pixels);
        const at::Tensor stored = DinoV3Encoder::load(published / "dinov3", {}).forward(pixels);
        QVERIFY(maxDifference(stored, exact) > 0.0);  // it was rounded,
        QVERIFY(maxDifference(stored, exact) < 0.1);  // not changed
    }

    void phase_goesOnAsIfItHadNotStopped() {
        QTemporaryDir folder;
        std::vector<at::Tensor> results;
        for (const std::vector<std::int64_t>& sittings :
             {std::vector<std::int64_t>{3}, std::vector<std::int64_t>{1, 2}}) {
            const std::string path = folder.filePath(QString::number(results.size())).toStdString();
            for (const std::int64_t steps : sittings) {
                Workshop workshop(path, tinySizes(), c10::kCPU, kSeed);
                const auto phase = makePhase("structure-vae", workshop, {.batch = 1, .scaleObjects = 1});
                TrainingRun run{.planned = 9, .steps = steps};
                runPhase("structure-vae", *phase, workshop, run);
            }
            Workshop workshop(path, tinySizes(), c10::kCPU, kSeed);
            QCOMPARE(workshop.stepsOf("structure-vae"), 3);
            results.push_back(flattened(workshop.parameters("structure_decoder")));
        }
        QVERIFY(at::equal(results[0], results[1]));
    }

    void laterPhase_saysWhatIsMissing() {
        QTemporaryDir folder;
        Workshop workshop(folder.path().toStdString(), tinySizes(), c10::kCPU, kSeed);
        const Error error = test::failureOf([&] { publish(workshop, folder.filePath("out").toStdString()); });
        QCOMPARE(error.code(), ErrorCode::InvalidRequest);
        QVERIFY(test::mentions(error, "structure_decoder"));
        QVERIFY(test::mentions(test::failureOf([&] { makePhase("colour", workshop, {}); }), "colour"));
    }

private:
    QTemporaryDir m_folder;
    Workshop m_workshop{m_folder.path().toStdString(), tinySizes(), c10::kCPU, kSeed};
};

QTEST_APPLESS_MAIN(TestStarterTrainer)
#include "tst_starter_trainer.moc"
