#pragma once

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include "tests/ui/quick_request.h"
#include "tests/ui/stall_meter.h"
#include "ui/asset_panel.h"
#include "ui/main_window.h"
#include "ui/message_banner.h"
#include "ui/parameter_panel.h"
#include "viewer/viewport_widget.h"

namespace espalier {

inline constexpr int kLimitMs = 180'000;

inline QByteArray bytesOf(const QString& file) {
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

/// Where the history and the journal of the windows made while it lives lie: away from the person's own.
class DataFolder {
public:
    DataFolder() : m_before(qgetenv("XDG_DATA_HOME")) { qputenv("XDG_DATA_HOME", m_dir.path().toLocal8Bit()); }
    ~DataFolder() { qputenv("XDG_DATA_HOME", m_before); }
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;

    QString filePath(const QString& name) const { return m_dir.filePath(name); }

private:
    QByteArray m_before;
    QTemporaryDir m_dir;
};

/// A shown window of a fixed size that takes few steps and makes small assets.
class WindowFixture {
public:
    WindowFixture() {
        window.resize(1024, 700);
        window.show();
        window.parameters().setSteps(kQuickStructureSteps, kQuickLatentSteps, kQuickLatentSteps);
        window.assetPanel().setSettings(kQuickAsset);
    }

    /// Ready for drops and keys.
    bool isExposed() {
        window.activateWindow();
        return QTest::qWaitForWindowExposed(&window) && QTest::qWaitForWindowActive(&window);
    }

    bool open(const QString& file) {
        QSignalSpy ready(&window, &MainWindow::pictureReady);
        QSignalSpy failed(&window, &MainWindow::failureShown);
        window.openImage(file);
        return QTest::qWaitFor([&] { return !ready.isEmpty() || !failed.isEmpty(); }, kLimitMs) && failed.isEmpty();
    }

    QWidget* child(const char* name) { return window.findChild<QWidget*>(QLatin1String(name)); }

    /// The 3D view's own, inside the window.
    static QWindow* nativeView() {
        const QWindowList windows = QGuiApplication::allWindows();
        const auto found = std::find_if(windows.begin(), windows.end(), [](const QWindow* candidate) {
            return candidate->inherits("Qt3DExtras::Qt3DWindow");
        });
        return found == windows.end() ? nullptr : *found;
    }

    MainWindow window;
};

/// Tells apart what the GUI thread does for Qt3D, which prepares its frames there.
class MeteredApplication : public QApplication {
public:
    using QApplication::QApplication;

    static double workWithoutRenderingMs() { return threadWorkMs() - s_renderingMs; }

    bool notify(QObject* receiver, QEvent* event) override {
        if (s_isRendering || QThread::currentThread() != thread() || !isRenderer(*receiver))
            return QApplication::notify(receiver, event);
        s_isRendering = true;
        const double before = threadWorkMs();
        const bool taken = QApplication::notify(receiver, event);
        s_renderingMs += threadWorkMs() - before;
        s_isRendering = false;
        return taken;
    }

private:
    /// Qt3D draws when the animations advance; ours move the camera and nothing else.
    static bool isRenderer(const QObject& receiver) {
        return QByteArrayView(receiver.metaObject()->className()).startsWith("Qt3D") ||
               receiver.inherits("QAnimationDriver");
    }

    static inline double s_renderingMs = 0;
    static inline bool s_isRendering = false;
};

/// A test of the window; what it keeps on the disk, settings too, goes into a folder that is gone afterwards.
template <typename Test>
int runWindowTest(int argc, char** argv) {
    const DataFolder data;
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, data.filePath(QStringLiteral("settings")));
    ViewportWidget::prepareRenderer();
    MeteredApplication app(argc, argv);
    app.setQuitOnLastWindowClosed(false);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

}  // namespace espalier

Q_DECLARE_METATYPE(espalier::Stage)
