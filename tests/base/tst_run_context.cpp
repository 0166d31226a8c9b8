#include <QTest>
#include <cmath>
#include <set>
#include <thread>

#include "inference/asset/preview.h"
#include "inference/base/error.h"
#include "inference/base/run_context.h"

using namespace espalier;

class TestRunContext : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingIsAllowed_whenNobodyListens() {
        const RunContext context;
        context.checkpoint();
        context.plan({{Stage::Load, 1.0}});
        context.report(Stage::Load, 1, 1);
        context.preview(nullptr);
        QVERIFY(!context.stopRequested());
        QVERIFY(!context.wantsPreviews());
    }

    void checkpointThrows_onceStopped_fromAnotherThread() {
        std::stop_source stop;
        const RunContext context(stop.get_token());
        context.checkpoint();
        std::thread([&stop] { stop.request_stop(); }).join();
        QVERIFY(context.stopRequested());
        QVERIFY_EXCEPTION_THROWN(context.checkpoint(), Cancelled);
    }

    void reportThrows_beforeTheSinkHearsOfIt_whenStopped() {
        std::stop_source stop;
        int heard = 0;
        const RunContext context(stop.get_token(), [&heard](const Progress&) { ++heard; });
        context.report(Stage::Load, 0, 1);
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(context.report(Stage::Load, 1, 1), Cancelled);
        QCOMPARE(heard, 1);
    }

    void fractionFollowsThePlan() {
        Progress last;
        const RunContext context({}, [&last](const Progress& progress) { last = progress; });
        context.plan({{Stage::Load, 1.0}, {Stage::Structure, 6.0}, {Stage::Finish, 3.0}});
        context.report(Stage::Load, 1, 1);
        QCOMPARE(last.fraction, 0.1);
        context.report(Stage::Structure, 6, 12);
        QCOMPARE(last.fraction, 0.4);
        QCOMPARE(last.stage, Stage::Structure);
        QCOMPARE(last.step, 6);
        QCOMPARE(last.of, 12);
        context.report(Stage::Finish, 1, 1);
        QCOMPARE(last.fraction, 1.0);
    }

    void fractionNeverFalls_whenAStageReportsAgain() {
        std::vector<double> fractions;
        const RunContext context({}, [&](const Progress& progress) { fractions.push_back(progress.fraction); });
        context.plan({{Stage::Structure, 1.0}, {Stage::Shape, 1.0}});
        // The second pass of a cascade starts its stage anew; a late report may name an earlier stage.
        for (int step = 0; step <= 4; ++step)
            context.report(Stage::Shape, step, 4);
        for (int step = 0; step <= 4; ++step)
            context.report(Stage::Shape, step, 8);
        context.report(Stage::Structure, 1, 1);
        QCOMPARE(fractions.size(), std::size_t(11));
        QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
        QCOMPARE(fractions.back(), 1.0);
    }

    void fractionStaysInRange_whenStepsAreOdd_data() {
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("of");
        QTest::newRow("no steps") << 0 << 0;
        QTest::newRow("beyond the end") << 9 << 4;
        QTest::newRow("negative") << -3 << 4;
    }
    void fractionStaysInRange_whenStepsAreOdd() {
        QFETCH(int, step);
        QFETCH(int, of);
        Progress last;
        const RunContext context({}, [&last](const Progress& progress) { last = progress; });
        context.plan({{Stage::Load, 1.0}});
        context.report(Stage::Load, step, of);
        QVERIFY(last.fraction >= 0.0 && last.fraction <= 1.0);
        QVERIFY(last.of >= 1);
    }

    void etaIsAbsent_untilEnoughIsKnown() {
        Progress last;
        const RunContext context({}, [&last](const Progress& progress) { last = progress; });
        context.plan({{Stage::Load, 100.0}});
        context.report(Stage::Load, 1, 100);
        QVERIFY(!last.etaSeconds);
        context.report(Stage::Load, 50, 100);
        QVERIFY(last.etaSeconds);
    }

    void etaIsTheElapsedTimeScaled() {
        Progress last;
        const RunContext context({}, [&last](const Progress& progress) { last = progress; });
        context.plan({{Stage::Load, 1.0}, {Stage::Structure, 3.0}});
        std::this_thread::sleep_for(std::chrono::milliseconds(60));
        context.report(Stage::Load, 1, 1);
        QVERIFY(last.elapsedSeconds >= 0.06);
        QVERIFY(std::abs(*last.etaSeconds - 3.0 * last.elapsedSeconds) < 1e-9);
        context.report(Stage::Structure, 1, 1);
        QCOMPARE(*last.etaSeconds, 0.0);
    }

    void planStartsTheClockAnew() {
        Progress last;
        const RunContext context({}, [&last](const Progress& progress) { last = progress; });
        context.plan({{Stage::Load, 1.0}});
        context.report(Stage::Load, 1, 1);
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        context.plan({{Stage::Load, 1.0}});
        context.report(Stage::Load, 0, 1);
        QCOMPARE(last.fraction, 0.0);
        QVERIFY(last.elapsedSeconds < 0.2);
    }

    void previewReachesItsSink() {
        std::shared_ptr<const Preview> seen;
        const RunContext context({}, {},
                                 [&seen](std::shared_ptr<const Preview> preview) { seen = std::move(preview); });
        QVERIFY(context.wantsPreviews());
        const auto preview = std::make_shared<const Preview>(Preview{Stage::Structure, 3, 12, VoxelCloud{}});
        context.preview(preview);
        QCOMPARE(seen, preview);
    }

    void stageNamesAreDistinct() {
        std::set<std::string_view> names;
        for (int i = 0; i < kStageCount; ++i)
            names.insert(name(Stage(i)));
        QCOMPARE(names.size(), std::size_t(kStageCount));
        QVERIFY(!names.contains("unknown"));
        QCOMPARE(name(Stage::StructureDecode), std::string_view("structure-decode"));
    }
};

QTEST_APPLESS_MAIN(TestRunContext)
#include "tst_run_context.moc"
