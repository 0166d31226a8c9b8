#include <QtTest>

#include "inference/pipeline/model_library.h"
#include "inference/pipeline/pipeline_config.h"
#include "inference/pipeline/weight_prefetch.h"
#include "inference/tensor/safetensors.h"

using namespace espalier;

class TestWeightPrefetch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void networksAreAskedForInThisOrder_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<bool>("withTexture");
        QTest::addColumn<QString>("order");
        QTest::newRow("512") << int(PipelineType::k512) << true
                             << "sparse_structure_flow_model sparse_structure_decoder shape_slat_flow_model_512 "
                                "shape_slat_decoder tex_slat_flow_model_512 tex_slat_decoder";
        QTest::newRow("1024 without texture")
            << int(PipelineType::k1024) << false
            << "sparse_structure_flow_model sparse_structure_decoder shape_slat_flow_model_1024 shape_slat_decoder";
        QTest::newRow("cascade: the shape decoder twice")
            << int(PipelineType::k1024Cascade) << true
            << "sparse_structure_flow_model sparse_structure_decoder shape_slat_flow_model_512 shape_slat_decoder "
               "shape_slat_flow_model_1024 shape_slat_decoder tex_slat_flow_model_1024 tex_slat_decoder";
    }
    void networksAreAskedForInThisOrder() {
        QFETCH(int, type);
        QFETCH(bool, withTexture);
        const PipelineConfig config = PipelineConfig::read(bundledModelDir());
        QStringList order;
        for (const std::string& network : config.leaseOrder(PipelineType(type), withTexture))
            order << QString::fromStdString(network);
        QTEST(order.join(' '), "order");
    }

    /// Page-locked memory needs a card's driver; without it the file itself is read, which is what null asks for.
    void givesTheFilesTensorsOrNone() {
        const std::filesystem::path stem = bundledModelDir() / "ckpts/ss_dec_starter";
        WeightPrefetch prefetch;
        QVERIFY(!prefetch.take(stem));
        prefetch.start(stem);
        QVERIFY(!prefetch.take(bundledModelDir() / "ckpts/tex_dec_starter"));
        const auto weights = prefetch.take(stem);
        if (!at::hasCUDA()) {
            QVERIFY(!weights);
            return;
        }
        const auto file = SafetensorsFile::open(stem.string() + ".safetensors");
        QCOMPARE(weights->entries().size(), file->entries().size());
        for (const auto& [key, info] : file->entries())
            QVERIFY2(at::equal(weights->tensor(key), file->tensor(key)), key.c_str());
    }

    void endsQuietly_whenNobodyTakesWhatWasStarted() {
        WeightPrefetch prefetch;
        prefetch.start(bundledModelDir() / "ckpts/ss_flow_img_dit_starter");
        prefetch.start(bundledModelDir() / "ckpts/no_such_file");
        QVERIFY(!prefetch.take(bundledModelDir() / "ckpts/ss_flow_img_dit_starter"));
    }
};

QTEST_GUILESS_MAIN(TestWeightPrefetch)
#include "tst_weight_prefetch.moc"
