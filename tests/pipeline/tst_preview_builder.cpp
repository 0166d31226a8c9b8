#include <QtTest>
#include <chrono>
#include <thread>

#include "inference/pipeline/model_library.h"
#include "inference/pipeline/preview_builder.h"

using namespace espalier;

class TestPreviewBuilder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void sendsEveryKthStep();
    void sendsNothing_whenSwitchedOffOrNobodyListens();
    void dropsPreviews_whenTheyCostTooMuch();
    void makesCells_fromCoordinates();

private:
    JobPlan m_plan;
};

namespace {

PreviewBuilder::Shape emptyCloud() {
    return VoxelCloud{32, {}, {}};
}

void work(int milliseconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

}  // namespace

void TestPreviewBuilder::initTestCase() {
    const PipelineConfig config = PipelineConfig::read(bundledModelDir());
    m_plan =
        JobPlan(config, config.defaultType, {config.structure.params, config.shape.params, config.texture.params}, {});
}

void TestPreviewBuilder::sendsEveryKthStep() {
    std::vector<int> steps;
    const RunContext context({}, {}, [&](const auto& preview) { steps.push_back(preview->step); });
    PreviewBuilder builder(context, m_plan, 3);
    work(5);
    for (int step = 1; step <= 12; ++step)
        builder.offer(Stage::Structure, step, 12, emptyCloud);
    QCOMPARE(steps, (std::vector<int>{3, 6, 9, 12}));
}

void TestPreviewBuilder::sendsNothing_whenSwitchedOffOrNobodyListens() {
    int built = 0;
    const auto build = [&] {
        ++built;
        return emptyCloud();
    };
    PreviewBuilder(RunContext(), m_plan, 1).offer(Stage::Structure, 1, 12, build);
    int sent = 0;
    const RunContext context({}, {}, [&](const auto&) { ++sent; });
    PreviewBuilder(context, m_plan, 0).offer(Stage::Structure, 1, 12, build);
    PreviewBuilder(context, m_plan, 0).send(Stage::ShapeDecode, 1, 1, emptyCloud());
    QCOMPARE(built, 0);
    QCOMPARE(sent, 0);
}

void TestPreviewBuilder::dropsPreviews_whenTheyCostTooMuch() {
    int sent = 0;
    const RunContext context({}, {}, [&](const auto&) { ++sent; });
    PreviewBuilder builder(context, m_plan, 1);
    for (int step = 1; step <= 12; ++step) {
        work(10);
        builder.offer(Stage::Structure, step, 12, [&] {
            work(40);
            return emptyCloud();
        });
    }
    QVERIFY2(sent >= 1 && sent < 12, qPrintable(QString::number(sent)));
}

void TestPreviewBuilder::makesCells_fromCoordinates() {
    const VoxelCloud cloud = voxelCloud(at::tensor({0, 1, 2, 3, 0, 31, 30, 29}, at::kInt).reshape({2, 4}), 32);
    QCOMPARE(cloud.resolution, 32);
    QCOMPARE(cloud.cells, (std::vector<std::array<std::uint16_t, 3>>{{1, 2, 3}, {31, 30, 29}}));
}

QTEST_APPLESS_MAIN(TestPreviewBuilder)
#include "tst_preview_builder.moc"
