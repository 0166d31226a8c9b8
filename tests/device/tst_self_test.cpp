// The cache of the small test; the test itself runs where there is a card.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "inference/device/cuda_loader.h"
#include "inference/pipeline/device_report.h"
#include "tests/device/made_up_machines.h"

using namespace espalier;

namespace {

SelfTest passedTest() {
    SelfTest test;
    test.items = {{"elementwise", true, true, ""}, {"attention cudnn fp16", false, false, "no such plan"}};
    test.attention = "flash";
    test.seconds = 1.25;
    return test;
}

}  // namespace

class TestSelfTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = (m_folder->path() + "/deep/card_tests.json").toStdString();
    }

    void remembersAnAnswer() {
        QVERIFY(!readSelfTest(m_file, "a"));
        writeSelfTest(m_file, "a", passedTest());
        writeSelfTest(m_file, "b", {});
        const auto known = readSelfTest(m_file, "a");
        QVERIFY(known && known->fromCache);
        QCOMPARE(known->items.size(), std::size_t(2));
        QCOMPARE(known->items[1].words, std::string("no such plan"));
        QCOMPARE(known->attention, std::string("flash"));
        QCOMPARE(known->seconds, 1.25);
        QVERIFY(!readSelfTest(m_file, "c"));
    }

    void writesADamagedCacheAgain_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("not JSON") << QByteArray("{\"a\": {\"items\": [");
        QTest::newRow("not an object") << QByteArray("[1, 2]");
        QTest::newRow("another program's answer") << QByteArray("{\"a\": {\"items\": 7}}");
        QTest::newRow("empty") << QByteArray();
    }
    void writesADamagedCacheAgain() {
        QFETCH(QByteArray, content);
        writeSelfTest(m_file, "a", passedTest());
        QFile file(QString::fromStdString(m_file.string()));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(content);
        file.close();
        QVERIFY(!readSelfTest(m_file, "a"));
        writeSelfTest(m_file, "a", passedTest());
        QVERIFY(readSelfTest(m_file, "a"));
    }

    void asksAgain_whenAnythingChanged() {
        const Machine before = machineWith({card("Card", 8, 9, 24)});
        const std::string key = selfTestKey(before, before.probe.cards[0]);
        Machine after = before;
        after.probe.driverVersion = "590.1";
        QVERIFY(selfTestKey(after, after.probe.cards[0]) != key);
        after = before;
        after.torch = torch24();
        QVERIFY(selfTestKey(after, after.probe.cards[0]) != key);
        after = before;
        after.kernels.architectures = Architectures::fromList("75");
        QVERIFY(selfTestKey(after, after.probe.cards[0]) != key);
        after = before;
        after.probe.cards[0].uuid = "GPU-other";
        QVERIFY(selfTestKey(after, after.probe.cards[0]) != key);
    }

    void onlyRequiredItemsCount() {
        SelfTest test = passedTest();
        QCOMPARE(test.failure(), std::string());
        test.items.push_back({"product bf16", false, true, "no kernel image is available"});
        QCOMPARE(test.failure(), std::string("product bf16: no kernel image is available"));
    }

    void fusedAttentionCountsInHalfPrecisionOnly() {
        SelfTest test = passedTest();
        QVERIFY(!test.hasFusedAttention());
        test.items.push_back({"attention memory-efficient fp32", true, false, ""});
        QVERIFY(!test.hasFusedAttention());
        test.items.push_back({"attention flash bf16", true, false, ""});
        QVERIFY(test.hasFusedAttention());
    }

    void cacheLiesInTheUsersFolder() {
        qputenv("XDG_CACHE_HOME", "/tmp/cache of mine");
        QCOMPARE(selfTestCacheFile().string(), std::string("/tmp/cache of mine/espalier/card_tests.json"));
        qunsetenv("XDG_CACHE_HOME");
        QVERIFY(selfTestCacheFile().string().ends_with("/.cache/espalier/card_tests.json"));
    }

    void isNotRun_whenThereIsNoCard() {
        const DeviceReport report = makeDeviceReport({});
        if (!report.machine.probe.cards.empty()) QSKIP("needs a machine without a CUDA device");
        QVERIFY(!report.selfTest);
        QVERIFY(QString::fromStdString(reportText(report)).contains("not run, as no card can be used"));
    }

    void everyKindPasses_whenThereIsACard() {
        qputenv("XDG_CACHE_HOME", m_folder->path().toUtf8());
        const DeviceReport report = makeDeviceReport({});
        if (report.machine.probe.cards.empty()) QSKIP("needs a CUDA device");
        QVERIFY(report.selfTest && !report.selfTest->fromCache);
        for (const TestItem& item : report.selfTest->items)
            QVERIFY2(item.passed, (item.name + ": " + item.words).c_str());
        QVERIFY(makeDeviceReport({}).selfTest->fromCache);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
};

QTEST_APPLESS_MAIN(TestSelfTest)
#include "tst_self_test.moc"
