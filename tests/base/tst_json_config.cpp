#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <functional>
#include <set>

#include "inference/base/json_config.h"

using namespace espalier;

namespace {

const char* const kText =
    R"({"name": "flow", "args": {"channels": 64, "qk_rms_norm": true, "empty": null, "sizes": [1, 2]}})";

Error failureOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    return Error(ErrorCode::Internal, "nothing failed");
}

bool mentions(const Error& error, const std::string& word) {
    return std::string(error.what()).find(word) != std::string::npos;
}

}  // namespace

class TestJsonConfig : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path fileWith(const QByteArray& text) {
        const QString path = m_folder.filePath("config.json");
        QFile file(path);
        if (file.open(QIODevice::WriteOnly)) file.write(text);
        return path.toStdString();
    }

private Q_SLOTS:
    void valuesAreRead() {
        const auto config = JsonConfig::read(fileWith(kText));
        QCOMPARE(config.get<std::string>("name"), std::string("flow"));
        const auto args = config.object("args");
        QCOMPARE(args.get<int>("channels"), 64);
        QCOMPARE(args.get<bool>("qk_rms_norm"), true);
        QCOMPARE(args.get<std::vector<int>>("sizes"), (std::vector<int>{1, 2}));
        QCOMPARE(args.file(), config.file());
    }

    void fallbackServes_whenKeyIsAbsentOrNull() {
        const auto args = JsonConfig::read(fileWith(kText)).object("args");
        QCOMPARE(args.get("heads", 7), 7);
        QCOMPARE(args.get("empty", 8), 8);
        QCOMPARE(args.get("channels", 9), 64);
        QVERIFY(!args.has("empty"));
        QVERIFY(!args.has("heads"));
    }

    void complaintNamesFileAndKey_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("problem");
        QTest::newRow("missing") << "heads"
                                 << "args.heads is missing";
        QTest::newRow("null") << "empty"
                              << "args.empty is missing";
        QTest::newRow("wrong type") << "sizes"
                                    << "args.sizes has the wrong type";
    }
    void complaintNamesFileAndKey() {
        QFETCH(QString, key);
        QFETCH(QString, problem);
        const auto file = fileWith(kText);
        const auto args = JsonConfig::read(file).object("args");
        const auto error = failureOf([&] { args.get<int>(key.toStdString()); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
        QVERIFY2(mentions(error, file.string() + ": " + problem.toStdString()), error.what());
        QVERIFY(!error.hint().empty());
    }

    void wrongTypeThrows_evenWithAFallback() {
        const auto args = JsonConfig::read(fileWith(kText)).object("args");
        QCOMPARE(failureOf([&] { args.get("sizes", 3); }).code(), ErrorCode::CheckpointCorrupt);
    }

    void objectComplains_whenAbsentOrAnotherType() {
        const auto config = JsonConfig::read(fileWith(kText));
        QVERIFY(mentions(failureOf([&] { config.object("models"); }), "models is missing"));
        QVERIFY(mentions(failureOf([&] { config.object("name"); }), "name has the wrong type"));
    }

    void readSaysModelNotFound_whenFileIsMissing() {
        const auto error = failureOf([&] { JsonConfig::read(m_folder.filePath("nowhere.json").toStdString()); });
        QCOMPARE(error.code(), ErrorCode::ModelNotFound);
        QVERIFY(mentions(error, "nowhere.json"));
        QVERIFY(!error.hint().empty());
    }

    void readSaysCorrupt_whenTextIsNoObject_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("truncated") << QByteArray(kText).left(40);
        QTest::newRow("an array") << QByteArray("[1, 2]");
        QTest::newRow("binary") << QByteArray("\x00\xff\x80\x01", 4);
    }
    void readSaysCorrupt_whenTextIsNoObject() {
        QFETCH(QByteArray, text);
        const auto file = fileWith(text);
        const auto error = failureOf([&] { JsonConfig::read(file); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
        QVERIFY(mentions(error, file.string()));
        QVERIFY(!error.hint().empty());
    }

    void errorCodesHaveDistinctNames() {
        std::set<std::string_view> names;
        for (int code = 0; code <= int(ErrorCode::Internal); ++code)
            names.insert(name(ErrorCode(code)));
        QCOMPARE(names.size(), std::size_t(ErrorCode::Internal) + 1);
        QCOMPARE(name(ErrorCode::FileWrite), std::string_view("file-write"));
    }
};

QTEST_APPLESS_MAIN(TestJsonConfig)
#include "tst_json_config.moc"
