// The probe against driver libraries with scripted answers, and against this machine.
#include <QTest>
#include <thread>

#include "inference/device/device_probe.h"
#include "inference/device/shared_library.h"

using namespace espalier;

namespace {

constexpr std::uint64_t kGigabyte = 1ull << 30;

std::string driver(const char* name) {
    return std::string(ESPALIER_DRIVERS "/") + name + ".so";
}

}  // namespace

class TestDeviceProbe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhyThereIsNoCard_data() {
        QTest::addColumn<QString>("library");
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("problem");
        QTest::newRow("no driver") << "/nowhere/libcuda.so.1" << int(DriverState::Missing)
                                   << "No NVIDIA driver is installed.";
        QTest::newRow("not a driver's library")
            << "libc.so.6" << int(DriverState::Missing) << "No NVIDIA driver is installed.";
        QTest::newRow("mismatch") << QString::fromStdString(driver("driver_mismatch")) << int(DriverState::Failed)
                                  << "The NVIDIA driver does not start: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH (803).";
        QTest::newRow("stub") << QString::fromStdString(driver("driver_stub")) << int(DriverState::Stub)
                              << "The NVIDIA driver's library is only the CUDA toolkit's stand-in for it (a stub).";
        QTest::newRow("no device") << QString::fromStdString(driver("driver_no_device")) << int(DriverState::NoDevice)
                                   << "The NVIDIA driver finds no card.";
        QTest::newRow("a count of none") << QString::fromStdString(driver("driver_empty")) << int(DriverState::NoDevice)
                                         << "The NVIDIA driver finds no card.";
    }
    void tellsWhyThereIsNoCard() {
        QFETCH(QString, library);
        const DeviceProbe probe = probeDevices(library.toStdString());
        QTEST(int(probe.driver), "state");
        QTEST(QString::fromStdString(probe.cudaProblem), "problem");
        QVERIFY(probe.cards.empty());
    }

    void describesTwoCards() {
        const DeviceProbe probe = probeDevices(driver("driver_two_cards"));
        QCOMPARE(probe.cudaProblem, std::string());
        QCOMPARE(probe.driverCudaMajor, 13);
        QCOMPARE(probe.driverCudaMinor, 1);
        QCOMPARE(probe.cards.size(), std::size_t(2));
        QCOMPARE(probe.cards[0].name, std::string("Scripted Card A"));
        QCOMPARE(probe.cards[0].capability(), 86);
        QCOMPARE(probe.cards[0].totalBytes, 12 * kGigabyte);
        QCOMPARE(probe.cards[0].freeBytes.value(), 11 * kGigabyte);
        QCOMPARE(probe.cards[0].uuid, std::string("GPU-00010203-0405-0607-0809-0a0b0c0d0e0f"));
        QCOMPARE(probe.cards[1].index, 1);
        QCOMPARE(probe.cards[1].capability(), 120);
        QCOMPARE(probe.cards[1].freeBytes.value(), 31 * kGigabyte);
        QCOMPARE(probe.cards[1].uuid, std::string("GPU-10111213-1415-1617-1819-1a1b1c1d1e1f"));
    }

    void givesTheContextsBack() {
        // Held open here, so that its counts outlive the probe.
        const SharedLibrary library(driver("driver_two_cards"));
        auto* const held = library.find<int()>("scriptedContextsHeld");
        QVERIFY(held);
        probeDevices(driver("driver_two_cards"));
        QCOMPARE(held(), 0);
    }

    void reportsACardThatLetsNobodyIn_data() {
        QTest::addColumn<QString>("library");
        QTest::addColumn<int>("mode");
        QTest::newRow("exclusive") << QString::fromStdString(driver("driver_exclusive"))
                                   << int(ComputeMode::ExclusiveProcess);
        QTest::newRow("prohibited") << QString::fromStdString(driver("driver_prohibited"))
                                    << int(ComputeMode::Prohibited);
    }
    void reportsACardThatLetsNobodyIn() {
        QFETCH(QString, library);
        const DeviceProbe probe = probeDevices(library.toStdString());
        QCOMPARE(probe.cards.size(), std::size_t(1));
        QTEST(int(probe.cards[0].mode), "mode");
        QVERIFY(!probe.cards[0].freeBytes);
        QCOMPARE(QString::fromStdString(driverErrorName(probe.cards[0].contextError)),
                 QString("CUDA_ERROR_DEVICE_UNAVAILABLE (46)"));
    }

    void probesThisMachine() {
        const DeviceProbe probe = probeDevices();
        QCOMPARE(probe.cores, int(std::thread::hardware_concurrency()));
        QVERIFY(probe.memoryBytes > kGigabyte / 4);
        QVERIFY(probe.availableBytes > 0 && probe.availableBytes <= probe.memoryBytes);
        // Either there is a card, described, or one sentence says why not.
        QCOMPARE(probe.cards.empty(), !probe.cudaProblem.empty());
        for (const auto& card : probe.cards)
            QVERIFY(!card.name.empty() && card.computeMajor > 0 && card.totalBytes > 0 && !card.uuid.empty());
    }
};

QTEST_APPLESS_MAIN(TestDeviceProbe)
#include "tst_device_probe.moc"
