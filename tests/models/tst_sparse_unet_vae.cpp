#include <QTest>
#include <atomic>
#include <stop_token>

#include "inference/models/checkpoint.h"
#include "inference/models/v2/dual_grid_decoder.h"
#include "inference/models/v2/texture_decoder.h"
#include "tests/support/failure.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::maxDifference;
using test::randomCoords;
using test::randomTensor;

namespace {

const std::filesystem::path kStarter = ESPALIER_SOURCE_DIR "/resources/starter_model/ckpts";

}  // namespace

class TestSparseUnetVae : public QObject {
    Q_OBJECT

    std::shared_ptr<const FlexiDualGridVaeDecoder> m_shape;
    std::shared_ptr<const TextureDecoder> m_texture;
    SparseTensor m_latent;

private Q_SLOTS:
    void initTestCase() {
        m_shape = loadShapeDecoder(Checkpoint::open(kStarter / "shape_dec_starter"));
        m_texture = loadTextureDecoder(Checkpoint::open(kStarter / "tex_dec_starter"));
        m_latent = SparseTensor(randomTensor({60, 16}, 1) * 2.5, randomCoords({60}, 8, 1));
    }

    void subdivides_levelByLevel() {
        std::vector<std::int64_t> levels;
        const DualGrid grid = m_shape->decode(m_latent, [&](std::int64_t level, const CoordSet& voxels) {
            levels.push_back(level);
            QVERIFY(voxels.coords().slice(1, 1).max().item<int>() < 8 << level);
        });
        QCOMPARE(levels, (std::vector<std::int64_t>{1, 2, 3}));
        QCOMPARE(grid.head.channels(), 7);
        for (const Subdivision& level : grid.subdivisions) {
            const at::Tensor keep = level.logits.feats > 0;
            QCOMPARE(level.children->fine->size(), keep.sum().item<std::int64_t>());
            const at::Tensor parents = level.children->fine->coords().slice(1, 1).bitwise_right_shift(1);
            const at::Tensor rows = level.children->slot.bitwise_right_shift(3);
            QVERIFY(at::equal(parents, level.logits.coords().slice(1, 1).index_select(0, rows)));
        }
    }

    void activatesTheHead() {
        const SparseTensor head(at::tensor({0.f, 100.f, -100.f, 1.f, 0.f, -1.f, 0.f}).view({1, 7}),
                                randomCoords({1}, 4, 2));
        const DualGrid grid = activateDualGrid(head, 0.25);
        QVERIFY(maxDifference(grid.vertices, at::tensor({0.5f, 1.25f, -0.25f}).view({1, 3})) < 1e-6);
        QVERIFY(at::equal(grid.intersected, at::tensor({1, 0, 0}).view({1, 3}).to(at::kBool)));
        QVERIFY(maxDifference(grid.quadLerp, at::full({1, 1}, std::log(2.0))) < 1e-6);
    }

    void upsamplesToTheSameVoxels() {
        const DualGrid grid = m_shape->decode(m_latent);
        QVERIFY(at::equal(m_shape->upsample(m_latent, 0)->coords(), m_latent.coords()));
        for (std::size_t times = 1; times <= grid.subdivisions.size(); ++times)
            QVERIFY(at::equal(m_shape->upsample(m_latent, static_cast<std::int64_t>(times))->coords(),
                              grid.subdivisions[times - 1].children->fine->coords()));
        QVERIFY(test::mentions(test::failureOf([&] { m_shape->upsample(m_latent, 4); }), "cannot upsample 4 times"));
    }

    void textureFollowsTheShape() {
        const DualGrid grid = m_shape->decode(m_latent);
        const SparseTensor texture = m_texture->decode(m_latent, grid.subdivisions);
        QCOMPARE(texture.channels(), 6);
        QVERIFY(texture.set == grid.head.set);  // neighbours are not computed again
        std::vector<Subdivision> fresh;
        for (const Subdivision& level : grid.subdivisions)
            fresh.push_back(Subdivision::fromLogits(SparseTensor(level.logits.feats, level.logits.coords())));
        QVERIFY(maxDifference(m_texture->decode(m_latent, fresh).feats, texture.feats) < 1e-6);
    }

    void slabsGiveTheSameVoxels() {
        const SparseTensor latent(randomTensor({300, 16}, 3) * 2.5, randomCoords({140, 160}, 16, 3));
        std::vector<std::int64_t> levels;
        const auto onLevel = [&](std::int64_t level, const CoordSet&) { levels.push_back(level); };
        const DualGrid whole = m_shape->decode(latent);
        for (const std::int64_t slabVoxels : {1, 300, 100'000}) {  // a plane each, a few, all
            levels.clear();
            const DualGrid grid = m_shape->decode(latent, onLevel, {}, slabVoxels);
            QCOMPARE(levels, (std::vector<std::int64_t>{1, 2, 3}));
            QVERIFY(at::equal(grid.head.coords(), whole.head.coords()));
            QCOMPARE(grid.head.set->offsets(), whole.head.set->offsets());
            QVERIFY(maxDifference(grid.head.feats, whole.head.feats) < 1e-4);
            QCOMPARE(grid.subdivisions.size(), whole.subdivisions.size());
            for (std::size_t i = 0; i < grid.subdivisions.size(); ++i)
                QVERIFY(at::equal(grid.subdivisions[i].children->slot, whole.subdivisions[i].children->slot));
            QVERIFY(maxDifference(m_texture->decode(latent, grid.subdivisions, {}, slabVoxels).feats,
                                  m_texture->decode(latent, whole.subdivisions).feats) < 1e-4);
        }
    }

    void refusesAGuideOfTheWrongLength() {
        const DualGrid grid = m_shape->decode(m_latent);
        QVERIFY(test::mentions(test::failureOf([&] { m_texture->decode(m_latent, {}); }), "wrong number of guiding"));
    }

    void saysEmpty_whenNoVoxelIsLeft() {
        const SparseTensor logits(at::full({60, 8}, -1.0f), m_latent.set);
        const Error error = test::failureOf([&] { Subdivision::fromLogits(logits); });
        QCOMPARE(error.code(), ErrorCode::EmptyResult);
        QVERIFY(!error.hint().empty());
    }

    void stopsBetweenLevels() {
        std::stop_source stop;
        const RunContext run(stop.get_token());
        int reached = 0;
        const auto decode = [&] {
            m_shape->decode(
                m_latent,
                [&](std::int64_t level, const CoordSet&) {
                    reached = static_cast<int>(level);
                    stop.request_stop();
                },
                ForwardContext(run));
        };
        QVERIFY_EXCEPTION_THROWN(decode(), Cancelled);
        QCOMPARE(reached, 1);
    }
};

QTEST_GUILESS_MAIN(TestSparseUnetVae)
#include "tst_sparse_unet_vae.moc"
