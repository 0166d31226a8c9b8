#include <QTest>

#include "inference/tensor/rng.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;

class TestRng : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The numbers that Python prints after torch.manual_seed(42).
    void drawsPythonsNumbers_whenSeeded() {
        const at::Tensor many = NoiseSource(42).randn({2, 8});
        const at::Tensor expected =
            at::tensor({1.9269f, 1.4873f, 0.9007f, -2.1055f, 0.6784f, -1.2345f, -0.0431f, -1.6047f});
        QVERIFY(test::maxDifference(many[0], expected) < 1e-4);
        // Fewer than 16 numbers come from another algorithm.
        const at::Tensor few = NoiseSource(42).randn({4});
        QVERIFY(test::maxDifference(few, at::tensor({0.3367f, 0.1288f, 0.2345f, 0.2303f})) < 1e-4);
    }

    void equalsTheGlobalGenerator_whenDrawnInTheSameOrder() {
        at::manual_seed(7);
        const at::Tensor a = at::randn({1, 8, 8, 8, 8});
        const at::Tensor b = at::randn({33, 16});
        NoiseSource noise(7);
        QVERIFY(at::equal(noise.randn({1, 8, 8, 8, 8}), a));
        QVERIFY(at::equal(noise.randn({33, 16}), b));
    }

    void goesOnAlike_whenCopied() {
        NoiseSource noise(7);
        noise.randn({33, 16});
        NoiseSource copy = noise;
        const at::Tensor next = noise.randn({20});
        QVERIFY(at::equal(copy.randn({20}), next));
        noise = NoiseSource(7);
        QVERIFY(!at::equal(noise.randn({20}), next));
    }

    void leavesTheGlobalGeneratorAlone() {
        at::manual_seed(7);
        const at::Tensor expected = at::randn({20});
        at::manual_seed(7);
        NoiseSource(1).randn({100});
        QVERIFY(at::equal(at::randn({20}), expected));
    }
};

QTEST_GUILESS_MAIN(TestRng)
#include "tst_rng.moc"
