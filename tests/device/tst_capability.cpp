#include <QtTest>
#include <thread>

#include "inference/device/capability.h"

using namespace espalier;

class TestCapability : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void judges_data();
    void judges();
    void warns_whenFreeMemoryIsShort();
    void probesThisMachine();
};

namespace {

constexpr std::uint64_t kGigabyte = 1ull << 30;

DeviceProbe machine(std::uint64_t memory, bool hasCard) {
    DeviceProbe probe;
    probe.cores = 4;
    probe.memoryBytes = probe.availableBytes = memory;
    if (hasCard) probe.cards.push_back({"Test Card", 9, 0, 80 * kGigabyte});
    return probe;
}

}  // namespace

void TestCapability::judges_data() {
    QTest::addColumn<quint64>("memory");
    QTest::addColumn<bool>("hasCard");
    QTest::addColumn<int>("verdict");
    QTest::addColumn<QString>("words");
    QTest::newRow("enough memory") << quint64(16 * kGigabyte) << false << int(Verdict::Ready) << "4 cores";
    QTest::newRow("a card") << quint64(16 * kGigabyte) << true << int(Verdict::ProcessorInstead) << "Test Card";
    QTest::newRow("too little memory") << quint64(4 * kGigabyte) << true << int(Verdict::Cannot) << "4.0 GB";
}

void TestCapability::judges() {
    QFETCH(quint64, memory);
    QFETCH(bool, hasCard);
    QFETCH(int, verdict);
    QFETCH(QString, words);
    const Capability capability = judge(machine(memory, hasCard), memoryNeed(5 * kGigabyte));
    QCOMPARE(int(capability.verdict), verdict);
    QVERIFY2(QString::fromStdString(capability.reason).contains(words), capability.reason.c_str());
    QVERIFY(capability.memoryBytes > 5 * kGigabyte);
}

void TestCapability::warns_whenFreeMemoryIsShort() {
    DeviceProbe probe = machine(16 * kGigabyte, false);
    probe.availableBytes = kGigabyte;
    const Capability capability = judge(probe, 3 * kGigabyte);
    QCOMPARE(int(capability.verdict), int(Verdict::Ready));
    QVERIFY(capability.hint.find("1.0 GB") != std::string::npos);
}

void TestCapability::probesThisMachine() {
    const DeviceProbe probe = probeDevices();
    QCOMPARE(probe.cores, int(std::thread::hardware_concurrency()));
    QVERIFY(probe.memoryBytes > kGigabyte / 4);
    QVERIFY(probe.availableBytes > 0 && probe.availableBytes <= probe.memoryBytes);
    // Either there is a card, described, or one sentence says why not.
    QCOMPARE(probe.cards.empty(), !probe.cudaProblem.empty());
    for (const auto& card : probe.cards)
        QVERIFY(!card.name.empty() && card.computeMajor > 0 && card.totalBytes > 0);
}

QTEST_APPLESS_MAIN(TestCapability)
#include "tst_capability.moc"
