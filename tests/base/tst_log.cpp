#include <QTest>
#include <thread>
#include <vector>

#include "inference/base/log.h"

using namespace espalier;

class TestLog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setLogSink({}); }

    void sinkHearsLevelAndMessage() {
        std::vector<std::pair<LogLevel, std::string>> lines;
        setLogSink([&lines](LogLevel level, const std::string& message) { lines.emplace_back(level, message); });
        log(LogLevel::Debug, "one");
        log(LogLevel::Error, "two");
        QCOMPARE(lines.size(), std::size_t(2));
        QCOMPARE(lines[0].first, LogLevel::Debug);
        QCOMPARE(lines[0].second, std::string("one"));
        QCOMPARE(lines[1].first, LogLevel::Error);
        QCOMPARE(lines[1].second, std::string("two"));
    }

    void silence_whenThereIsNoSink() {
        int heard = 0;
        setLogSink([&heard](LogLevel, const std::string&) { ++heard; });
        setLogSink({});
        log(LogLevel::Error, "nobody listens");
        QCOMPARE(heard, 0);
    }

    void linesArriveWhole_fromManyThreads() {
        std::vector<std::string> lines;  // guarded by the log's own lock
        setLogSink([&lines](LogLevel, const std::string& message) { lines.push_back(message); });
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([] {
                for (int i = 0; i < 500; ++i)
                    log(LogLevel::Info, "line");
            });
        threads.clear();  // joins
        QCOMPARE(lines.size(), std::size_t(2000));
        QCOMPARE(std::count(lines.begin(), lines.end(), "line"), 2000);
    }
};

QTEST_APPLESS_MAIN(TestLog)
#include "tst_log.moc"
