#include <QTest>

#include "inference/models/checkpoint.h"
#include "inference/models/sparse_structure_decoder.h"
#include "tests/support/failure.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::maxDifference;
using test::randomTensor;

namespace {

const std::filesystem::path kStarter = ESPALIER_SOURCE_DIR "/resources/starter_model/ckpts";

/// The smallest decoder: one level, one residual block, no middle block.
std::map<std::string, at::Tensor> smallWeights() {
    std::map<std::string, at::Tensor> weights;
    std::uint64_t seed = 0;
    const auto add = [&](const char* key, at::IntArrayRef shape) { weights[key] = randomTensor(shape, ++seed) * 0.3; };
    add("input_layer.weight", {32, 2, 3, 3, 3});
    add("input_layer.bias", {32});
    for (const char* key :
         {"blocks.0.norm1.weight", "blocks.0.norm1.bias", "blocks.0.norm2.weight", "blocks.0.norm2.bias",
          "blocks.0.conv1.bias", "blocks.0.conv2.bias", "out_layer.0.weight", "out_layer.0.bias"})
        add(key, {32});
    add("blocks.0.conv1.weight", {32, 32, 3, 3, 3});
    add("blocks.0.conv2.weight", {32, 32, 3, 3, 3});
    add("out_layer.2.weight", {1, 32, 3, 3, 3});
    add("out_layer.2.bias", {1});
    return weights;
}

}  // namespace

class TestSparseStructureDecoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTheFormula_data() {
        QTest::addColumn<bool>("grouped");
        QTest::newRow("layer norm at the end") << false;
        QTest::newRow("group norm at the end") << true;
    }

    // norm_type concerns the last norm only; the residual blocks always use layer norm.
    void equalsTheFormula() {
        QFETCH(bool, grouped);
        StructureDecoderConfig config;
        config.outChannels = 1;
        config.latentChannels = 2;
        config.numResBlocks = 1;
        config.numResBlocksMiddle = 0;
        config.channels = {32};
        config.norm = grouped ? VolumeNorm::Group : VolumeNorm::Layer;
        const auto w = smallWeights();
        const WeightScope scope(std::make_shared<TensorTable>("small", w));
        const SparseStructureDecoder decoder(config, scope);
        QCOMPARE(scope.unexpected(), std::vector<std::string>{});

        const at::Tensor z = randomTensor({2, 2, 5, 5, 5}, 50);
        const auto conv = [&](const at::Tensor& x, const std::string& key) {
            return at::conv3d(x, w.at(key + ".weight"), w.at(key + ".bias"), 1, 1);
        };
        const auto layerNorm = [&](const at::Tensor& x, const std::string& key) {
            return at::layer_norm(x.movedim(1, 4), {32}, w.at(key + ".weight"), w.at(key + ".bias"), 1e-5)
                .movedim(4, 1);
        };
        const at::Tensor x = conv(z, "input_layer");
        const at::Tensor h = conv(at::silu(layerNorm(x, "blocks.0.norm1")), "blocks.0.conv1");
        const at::Tensor y = x + conv(at::silu(layerNorm(h, "blocks.0.norm2")), "blocks.0.conv2");
        const at::Tensor last = grouped
                                    ? at::group_norm(y, 32, w.at("out_layer.0.weight"), w.at("out_layer.0.bias"), 1e-5)
                                    : layerNorm(y, "out_layer.0");
        QVERIFY(maxDifference(decoder.forward(z), conv(at::silu(last), "out_layer.2")) < 1e-4);
    }

    void refinesByTheNumberOfLevels() {
        const auto decoder = loadStructureDecoder(Checkpoint::open(kStarter / "ss_dec_starter"));
        QCOMPARE(decoder->config().scale(), 4);
        QCOMPARE(decoder->forward(randomTensor({1, 8, 8, 8, 8}, 1)).sizes(), at::IntArrayRef({1, 1, 32, 32, 32}));
    }

    void listsOccupiedVoxels_inOrder() {
        at::Tensor logits = at::full({2, 1, 4, 4, 4}, -1.0f);
        logits[1][0][3][0][2] = 0.5f;
        logits[0][0][2][1][3] = 2.0f;
        logits[0][0][0][0][0] = 0.0f;  // zero is not occupied
        QVERIFY(at::equal(occupiedCoords(logits, 4), at::tensor({0, 2, 1, 3, 1, 3, 0, 2}, at::kInt).view({2, 4})));
        QVERIFY(at::equal(occupiedCoords(logits, 2), at::tensor({0, 1, 0, 1, 1, 1, 0, 1}, at::kInt).view({2, 4})));
        QVERIFY(test::mentions(test::failureOf([&] { occupiedCoords(logits, 3); }), "cannot be reduced to 3"));
    }
};

QTEST_GUILESS_MAIN(TestSparseStructureDecoder)
#include "tst_sparse_structure_decoder.moc"
