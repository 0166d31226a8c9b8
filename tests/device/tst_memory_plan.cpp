#include <QTest>

#include "inference/device/memory_plan.h"
#include "tests/device/made_up_machines.h"

using namespace espalier;

namespace {

QString text(const MemoryPlan& plan) {
    return QString::fromStdString(describe(plan));
}

}  // namespace

class TestMemoryPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void estimatesPeaksFromTheStages() {
        ModelFootprint footprint;
        footprint.stages = {{"a", 1000, 10, 10}, {"b", 200, 500, 100}, {"a", 1000, 20, 20}};
        const MemoryPlan plan = planMemory(footprint, 0);
        const std::uint64_t workspace = plan.residentBytes - (1000 + 200 + 500);  // "a" is there once
        QCOMPARE(plan.stagedAheadBytes - workspace, std::uint64_t(200 + 1000 + 500));
        QCOMPARE(plan.stagedBytes - workspace, std::uint64_t(1000 + 20));
        QCOMPARE(plan.chunkedBytes - workspace, std::uint64_t(1000 + 20));
        const MemoryPlan precise = planMemory(footprint, 0, {4, {}});
        QCOMPARE(precise.residentBytes - workspace, std::uint64_t(2 * 1700));
    }

    void choosesTheFastestModeThatFits_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<double>("freeGigabytes");
        QTest::addColumn<QString>("words");
        QTest::newRow("512, 4 GB card") << "512" << 3.6
                                        << "one network at a time, about 3.0 GB of the 3.6 GB that are free";
        QTest::newRow("1024, 6 GB card")
            << "1024_cascade" << 5.4
            << "one network at a time, the next one loading meanwhile, about 5.2 GB of the 5.4 GB that are free";
        QTest::newRow("1536, between") << "1536_cascade" << 4.1
                                       << "one network at a time, the decoders in pieces, about 4.0 GB of the 4.1 GB "
                                          "that are free";
        QTest::newRow("1024, 24 GB card")
            << "1024_cascade" << 22.0 << "all networks stay on the card, about 14.1 GB of the 22.0 GB that are free";
    }
    void choosesTheFastestModeThatFits() {
        QFETCH(QString, type);
        QFETCH(double, freeGigabytes);
        const auto plan = planMemory(trellis4B(type.toStdString()), std::uint64_t(freeGigabytes * double(kGigabyte)));
        QVERIFY(plan.fits);
        QVERIFY(plan.neededBytes() <= plan.freeBytes);
        QTEST(text(plan), "words");
    }

    void meetsTheGoals_whenStaged() {
        QVERIFY(planMemory(trellis4B("512"), 0).stagedBytes < 4 * kGigabyte);
        QVERIFY(planMemory(trellis4B("1024_cascade"), 0).stagedBytes < 6 * kGigabyte);
    }

    void doesNotFit_whenEvenPiecesAreTooLarge() {
        const MemoryPlan plan = planMemory(trellis4B("512"), 2 * kGigabyte);
        QCOMPARE(plan.mode, MemoryMode::Chunked);
        QVERIFY(!plan.fits);
        QVERIFY(!plan.stepDown());
    }

    void doesAsTheUserWishes() {
        const MemoryPlan plan = planMemory(trellis4B("512"), 80 * kGigabyte, {2, MemoryMode::Staged});
        QCOMPARE(plan.mode, MemoryMode::Staged);
        QVERIFY(plan.fits && plan.loadsAhead && plan.chosenByUser);
        QVERIFY(plan.extraSeconds > 0.0);
        QVERIFY(!planMemory(trellis4B("512"), 4 * kGigabyte, {2, MemoryMode::Resident}).fits);
    }

    void stepsDownOneByOne() {
        MemoryPlan plan = planMemory(trellis4B("512"), 80 * kGigabyte);
        QCOMPARE(plan.mode, MemoryMode::Resident);
        QCOMPARE(plan.stepDown().value(), MemoryMode::Staged);
        plan.mode = MemoryMode::Staged;
        QCOMPARE(plan.stepDown().value(), MemoryMode::Chunked);
    }

    void modesHaveNames() {
        for (const auto mode : {MemoryMode::Resident, MemoryMode::Staged, MemoryMode::Chunked})
            QCOMPARE(memoryModeFromName(name(mode)).value(), mode);
        QVERIFY(!memoryModeFromName("swapped"));
    }
};

QTEST_APPLESS_MAIN(TestMemoryPlan)
#include "tst_memory_plan.moc"
