#include <QtTest>
#include <functional>
#include <limits>

#include "inference/pipeline/generate_request.h"

using namespace espalier;
using Change = std::function<void(GenerateRequest&)>;
Q_DECLARE_METATYPE(Change)

class TestGenerateRequest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isFine_whenNothingWasChanged();
    void namesTheField_whenAValueIsOutOfRange_data();
    void namesTheField_whenAValueIsOutOfRange();
    void keepsDefaults_whereNothingWasOverridden();
    void namesEveryTypeAndViewMode();
};

namespace {

GenerateRequest validRequest() {
    GenerateRequest request;
    request.image = ImageBuffer(4, 4, 4);
    request.modelDir = "model";
    return request;
}

}  // namespace

void TestGenerateRequest::isFine_whenNothingWasChanged() {
    QVERIFY(validRequest().check().empty());
}

void TestGenerateRequest::namesTheField_whenAValueIsOutOfRange_data() {
    QTest::addColumn<QString>("field");
    QTest::addColumn<Change>("change");
    const auto row = [](const char* field, Change change) { QTest::newRow(field) << QString(field) << change; };
    row("image", [](auto& r) { r.image = {}; });
    row("views", [](auto& r) { r.moreViews = {ImageBuffer(4, 4, 4), ImageBuffer()}; });
    row("model", [](auto& r) { r.modelDir.clear(); });
    row("structure.steps", [](auto& r) { r.structure.steps = 0; });
    row("shape.guidance", [](auto& r) { r.shape.guidanceStrength = -1.0; });
    row("texture.rescale", [](auto& r) { r.texture.guidanceRescale = 1.5; });
    row("structure.interval", [](auto& r) { r.structure.guidanceInterval = {0.8, 0.2}; });
    row("shape.rescale-t", [](auto& r) { r.shape.rescaleT = std::numeric_limits<double>::quiet_NaN(); });
    row("max-tokens", [](auto& r) { r.maxTokens = 0; });
    row("previews", [](auto& r) { r.previewEvery = -1; });
    row("threads", [](auto& r) { r.threads = -2; });
}

void TestGenerateRequest::namesTheField_whenAValueIsOutOfRange() {
    QFETCH(QString, field);
    QFETCH(Change, change);
    GenerateRequest request = validRequest();
    change(request);
    const auto problems = request.check();
    QCOMPARE(problems.size(), std::size_t(1));
    QCOMPARE(QString::fromStdString(problems.front().field), field);
    QVERIFY(!problems.front().message.empty() && !problems.front().hint.empty());
}

void TestGenerateRequest::keepsDefaults_whereNothingWasOverridden() {
    SamplerOverrides overrides;
    overrides.steps = 5;
    const SamplerParams params = overrides.appliedTo({12, 7.5, 0.5, {0.6, 1.0}, 3.0});
    QCOMPARE(params.steps, 5);
    QCOMPARE(params.guidanceStrength, 7.5);
    QCOMPARE(params.guidanceInterval[0], 0.6);
    QCOMPARE(params.rescaleT, 3.0);
}

void TestGenerateRequest::namesEveryTypeAndViewMode() {
    for (const auto* text : {"512", "1024", "1024_cascade", "1536_cascade", "256"}) {
        const auto type = pipelineTypeFromName(text);
        QVERIFY(type.has_value());
        QCOMPARE(std::string(name(*type)), std::string(text));
    }
    QVERIFY(!pipelineTypeFromName("2048").has_value());
    for (const ViewMode mode : {ViewMode::Stochastic, ViewMode::Multidiffusion})
        QVERIFY(viewModeFromName(name(mode)) == mode);
    QVERIFY(!viewModeFromName("mean").has_value());
}

QTEST_APPLESS_MAIN(TestGenerateRequest)
#include "tst_generate_request.moc"
