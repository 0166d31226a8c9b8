// Puts the window into the states of a page of screenshots, one after another, and saves what a person would see.
// window_pictures FOLDER LANGUAGE light|dark; needs an X server without other windows.
#include <QAbstractItemView>
#include <QAction>
#include <QScreen>
#include <cstdio>

#include "tests/ui/window_fixture.h"
#include "ui/compare_window.h"
#include "ui/history_panel.h"
#include "ui/history_store.h"
#include "ui/languages.h"
#include "ui/settings.h"
#include "ui/system_theme.h"

using namespace espalier;

namespace {

constexpr QSize kSize{1440, 900};
constexpr int kSettleMs = 1500;  // frames of the 3D view, and what fades in

class Photographer {
public:
    explicit Photographer(const QString& folder) : m_folder(folder) {
        m_window.resize(kSize);
        m_window.move(0, 0);
        m_window.show();
        m_window.parameters().setSeedLocked(true);
        m_window.assetPanel().setSettings({.faceTarget = 20'000, .textureSize = 1024});
    }

    bool run() {
        save("first");
        return makeModel("chair.png", 42, "finished") && makeModel("chair.png", 7, nullptr) && photographQueue() &&
               photographFailure() && photographComparison();
    }

private:
    /// The whole screen: the 3D view is a native window, which a widget's own grab() leaves out.
    void save(const char* name) {
        QTest::qWait(kSettleMs);
        const QString file = m_folder + '/' + QLatin1String(name) + ".png";
        if (!QGuiApplication::primaryScreen()->grabWindow(0).save(file))
            std::fprintf(stderr, "%s cannot be written\n", qPrintable(file));
    }

    bool open(const QString& sample) {
        QSignalSpy ready(&m_window, &MainWindow::pictureReady);
        m_window.openImage(kSampleFolder + sample);
        return ready.wait(kLimitMs);
    }

    bool makeModel(const QString& sample, std::uint64_t seed, const char* name) {
        if (!open(sample)) return false;
        m_window.parameters().setSeed(seed);
        QSignalSpy previews(&m_window.jobs(), &JobQueue::previewReady);
        QSignalSpy added(&m_window.history(), &HistoryStore::added);
        m_window.generate();
        if (name) {
            if (!QTest::qWaitFor([&] { return previews.size() > 4; }, kLimitMs)) return false;
            save("running");
        }
        if (added.isEmpty() && !added.wait(kLimitMs)) return false;
        m_window.historyPanel().select(added[0][0].toString());
        if (name) save(name);
        return true;
    }

    bool photographQueue() {
        m_window.generateEach({kSampleFolder + "duck.png", kSampleFolder + "mug.png", kSampleFolder + "robot.png"});
        QSignalSpy previews(&m_window.jobs(), &JobQueue::previewReady);
        if (!QTest::qWaitFor([&] { return previews.size() > 2; }, kLimitMs)) return false;
        save("queue");
        QSignalSpy idle(&m_window.jobs(), &JobQueue::becameIdle);
        m_window.jobs().cancelAll();
        return m_window.jobs().isIdle() || idle.wait(kLimitMs);
    }

    bool photographFailure() {
        QFile broken(m_folder + "/broken.png");
        if (!broken.open(QIODevice::WriteOnly)) return false;
        broken.write("no picture");
        broken.close();
        QSignalSpy failed(&m_window, &MainWindow::failureShown);
        m_window.openImage(broken.fileName());
        const bool shown = failed.wait(kLimitMs);
        save("failed");
        return broken.remove() && shown;
    }

    bool photographComparison() {
        if (!open("chair.png")) return false;
        HistoryPanel& panel = m_window.historyPanel();
        panel.select(m_window.history().entries()[0].id);
        QTest::keyClick(panel.findChild<QAbstractItemView*>(QStringLiteral("historyList")), Qt::Key_Down,
                        Qt::ShiftModifier);
        panel.compare->trigger();
        auto* compare = m_window.findChild<CompareWindow*>();
        if (!compare) return false;
        compare->move(0, 0);
        compare->resize(kSize);
        QSignalSpy shown(compare, &CompareWindow::shown);
        const bool both = shown.wait(kLimitMs);
        save("compare");
        return both;
    }

    QString m_folder;
    MainWindow m_window;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    const DataFolder data;
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, data.filePath(QStringLiteral("settings")));
    ViewportWidget::prepareRenderer();
    QApplication app(argc, argv);
    Settings().setColourScheme(int(qstrcmp(argv[3], "dark") == 0 ? ColourScheme::Dark : ColourScheme::Light));
    const QString folder = QString::fromLocal8Bit(argv[1]);
    QDir().mkpath(folder);
    if (!speakLanguage(QString::fromLatin1(argv[2]))) return 2;
    return Photographer(folder).run() ? 0 : 1;
}
