#include <QTest>

#include "inference/base/log.h"
#include "inference/tensor/weight_scope.h"
#include "tests/support/failure.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::failureOf;
using test::mentions;

class TestWeightScope : public QObject {
    Q_OBJECT

    static WeightScope scopeOf(std::map<std::string, at::Tensor> tensors) {
        return WeightScope(std::make_shared<TensorTable>("model.safetensors", std::move(tensors)));
    }

private Q_SLOTS:
    void findsKeysByScope_andConvertsToFloat() {
        const at::Tensor weight = test::randomTensor({3, 2}, 1).to(at::kHalf);
        const WeightScope scope = scopeOf({{"blocks.4.to_out.weight", weight}});
        const at::Tensor got = scope.sub("blocks").sub(4).sub("to_out").get("weight", {3, 2});
        QCOMPARE(got.scalar_type(), at::kFloat);
        QVERIFY(at::equal(got, weight.to(at::kFloat)));
    }

    void restoresInt8Rows_whenTheyHaveScales() {
        const at::Tensor rows = at::randint(-127, 128, {5, 3, 3, 3, 4}, at::kChar);
        const at::Tensor scale = test::randomTensor({5}, 2);
        const WeightScope scope = scopeOf({{"conv.weight", rows}, {"conv.weight.scale", scale}});
        const at::Tensor restored = scope.sub("conv").get("weight", {5, 3, 3, 3, 4});
        for (std::int64_t row = 0; row < 5; ++row)
            QVERIFY(at::equal(restored[row], rows[row].to(at::kFloat) * scale[row].item<float>()));
        QVERIFY(scope.unexpected().empty());
    }

    void complainsAboutTheKey_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("words");
        QTest::newRow("missing") << "absent"
                                 << "absent is missing";
        QTest::newRow("shape") << "wide"
                               << "wide has the shape [2, 3] where the configuration asks for [2, 2]";
        QTest::newRow("dtype") << "integers"
                               << "integers has the dtype Int";
        QTest::newRow("int8 without scale") << "bare"
                                            << "bare has the dtype Char";
        QTest::newRow("one scale too many") << "scaled"
                                            << "scaled.scale is not one floating-point number per row";
    }

    void complainsAboutTheKey() {
        QFETCH(QString, key);
        QFETCH(QString, words);
        const WeightScope scope = scopeOf({{"net.wide", at::zeros({2, 3})},
                                           {"net.integers", at::zeros({2, 2}, at::kInt)},
                                           {"net.bare", at::zeros({2, 2}, at::kChar)},
                                           {"net.scaled", at::zeros({2, 2}, at::kChar)},
                                           {"net.scaled.scale", at::zeros({3})}});
        const Error error = failureOf([&] { scope.sub("net").get(key.toStdString(), {2, 2}); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
        QVERIFY2(mentions(error, "model.safetensors: net." + words.toStdString()), error.what());
        QVERIFY(!error.hint().empty());
    }

    void listsWhatNobodyTook() {
        const WeightScope scope =
            scopeOf({{"a", at::zeros({1})}, {"b.c", at::zeros({1})}, {"b.d", at::zeros({1})}, {"e", at::zeros({1})}});
        scope.get("a", {1});
        scope.sub("b").get("c", {1});
        scope.skip("e");
        QCOMPARE(scope.unexpected(), std::vector<std::string>{"b.d"});
        QCOMPARE(scope.sub("b").unexpected(), std::vector<std::string>{"b.d"});
    }

    void warnsByName_whenKeysAreUnknown() {
        std::string heard;
        setLogSink([&](LogLevel level, const std::string& line) {
            if (level == LogLevel::Warning) heard += line;
        });
        scopeOf({{"stranger", at::zeros({1})}}).warnAboutUnexpected();
        setLogSink({});
        QVERIFY2(heard.find("model.safetensors: 1 unknown keys are not used: stranger") != std::string::npos,
                 heard.c_str());
    }

    void answersWithoutData_whenTheSourceIsATable() {
        const WeightScope scope(std::make_shared<KeyTable>(
            "keys.json", std::map<std::string, TensorInfo>{{"w", {at::kBFloat16, {1 << 20, 1 << 20}}}}));
        const at::Tensor weight = scope.get("w", {1 << 20, 1 << 20});
        QVERIFY(weight.is_meta());
        QCOMPARE(weight.scalar_type(), at::kFloat);
    }
};

QTEST_GUILESS_MAIN(TestWeightScope)
#include "tst_weight_scope.moc"
