#include <QtTest>

#include "inference/device/cuda_loader.h"
#include "inference/device/device_probe.h"

using namespace espalier;

class TestCudaLoader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void failsInOneSentenceAndLeavesTheProcessorWorking_whenThereIsNoDriver();
    void putsTensorsOnTheCard_whenThereIsOne();
};

void TestCudaLoader::failsInOneSentenceAndLeavesTheProcessorWorking_whenThereIsNoDriver() {
    if (!probeDevices().cards.empty()) QSKIP("needs a machine without a CUDA device");
    QVERIFY(!loadCuda().empty());
    QCOMPARE(loadCuda(), loadCuda());
    QCOMPARE(at::ones({3}).sum().item<float>(), 3.0f);
}

void TestCudaLoader::putsTensorsOnTheCard_whenThereIsOne() {
    if (probeDevices().cards.empty()) QSKIP("needs a CUDA device");
    QCOMPARE(loadCuda(), std::string());
    QCOMPARE(at::ones({3}, at::TensorOptions().device(at::kCUDA)).sum().item<float>(), 3.0f);
}

QTEST_APPLESS_MAIN(TestCudaLoader)
#include "tst_cuda_loader.moc"
