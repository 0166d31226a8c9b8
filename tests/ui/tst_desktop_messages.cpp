// What the desktop is told, on a real session bus.
#include <QApplication>
#include <QDBusConnection>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#include "inference/base/error.h"
#include "ui/desktop_messages.h"
#include "ui/job_queue.h"

using namespace espalier;

/// The desktop's side: shows notifications, and watches what programs tell the task bar.
class Desktop : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Notification {
        QString summary, body;
    };
    QList<Notification> notifications;
    QList<QVariantMap> updates;
    QString program;

public Q_SLOTS:
    uint Notify(const QString&, uint replaced, const QString&, const QString& summary, const QString& body,
                const QStringList&, const QVariantMap&, int) {
        notifications << Notification{summary, body};
        return replaced ? replaced : 7;
    }
    void takeUpdate(const QString& uri, const QVariantMap& properties) {
        program = uri;
        updates << properties;
    }

Q_SIGNALS:
    void ActionInvoked(uint notification, const QString& action);
};

class TestDesktopMessages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void endIsTold_whenTheLastJobEnds();
    void clickRaisesTheWindow();
    void nothingIsTold_whileTheWindowIsActive();
    void nothingIsTold_whenAJobWasCancelled();
    void nothingHappens_withoutABus();
    void cleanupTestCase();

private:
    /// A job that fails at once, since its picture cannot be read.
    static JobOrder failingOrder(const QString& title) {
        JobOrder order;
        order.title = title;
        order.picture = []() -> ImageBuffer {
            throw Error(ErrorCode::ImageUnreadable, "No picture.", "Choose another.");
        };
        return order;
    }

    QProcess m_daemon;
    QString m_address;
    Desktop m_desktop;
};

void TestDesktopMessages::initTestCase() {
    QGuiApplication::setDesktopFileName(QStringLiteral("espalier"));
    const QString daemon = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
    if (daemon.isEmpty()) QSKIP("dbus-daemon is not installed");
    m_daemon.start(daemon,
                   {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address")});
    QVERIFY(m_daemon.waitForReadyRead());
    m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    QDBusConnection bus = QDBusConnection::connectToBus(m_address, QStringLiteral("desktop"));
    QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.Notifications")));
    QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), &m_desktop,
                               QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
    QVERIFY(bus.connect({}, {}, QStringLiteral("com.canonical.Unity.LauncherEntry"), QStringLiteral("Update"),
                        &m_desktop, SLOT(takeUpdate(QString, QVariantMap))));
    QVERIFY(QDBusConnection::connectToBus(m_address, QStringLiteral("program")).isConnected());
}

void TestDesktopMessages::endIsTold_whenTheLastJobEnds() {
    QWidget window;
    JobQueue queue;
    new DesktopMessages(queue, &window, QDBusConnection(QStringLiteral("program")));
    queue.startJob(failingOrder(QStringLiteral("chair.png")));
    queue.startJob(failingOrder(QStringLiteral("<duck>.png")));
    QTRY_COMPARE(m_desktop.notifications.size(), 1);
    QCOMPARE(m_desktop.notifications[0].summary, QStringLiteral("A job has failed"));
    QCOMPARE(m_desktop.notifications[0].body, QStringLiteral("&lt;duck&gt;.png"));

    QTRY_VERIFY(!m_desktop.updates.isEmpty() && !m_desktop.updates.last()["progress-visible"].toBool());
    QCOMPARE(m_desktop.program, QStringLiteral("application://espalier.desktop"));
    QVERIFY(m_desktop.updates.first()["progress-visible"].toBool());
    QCOMPARE(m_desktop.updates.first()["progress"].toDouble(), 0.0);

    Q_EMIT queue.progressed(1, Progress{.fraction = 0.251});
    Q_EMIT queue.progressed(1, Progress{.fraction = 0.252});  // no other per cent: it need not be told
    Q_EMIT queue.progressed(1, Progress{.fraction = 0.5});
    QTRY_COMPARE(m_desktop.updates.last()["progress"].toDouble(), 0.5);
    QCOMPARE(m_desktop.updates[m_desktop.updates.size() - 2]["progress"].toDouble(), 0.25);
}

void TestDesktopMessages::clickRaisesTheWindow() {
    QWidget window;
    JobQueue queue;
    new DesktopMessages(queue, &window, QDBusConnection(QStringLiteral("program")));
    window.showMinimized();
    m_desktop.notifications.clear();
    queue.startJob(failingOrder(QStringLiteral("chair.png")));
    QTRY_COMPARE(m_desktop.notifications.size(), 1);
    QVERIFY(window.isMinimized());
    QTRY_VERIFY([&] {  // the program learns the notification's number a little later
        Q_EMIT m_desktop.ActionInvoked(7, QStringLiteral("default"));
        return !window.isMinimized();
    }());
}

void TestDesktopMessages::nothingIsTold_whileTheWindowIsActive() {
    QWidget window;
    JobQueue queue;
    new DesktopMessages(queue, &window, QDBusConnection(QStringLiteral("program")));
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    m_desktop.notifications.clear();
    m_desktop.updates.clear();
    queue.startJob(failingOrder(QStringLiteral("chair.png")));
    QTRY_VERIFY(m_desktop.updates.size() == 2 && !m_desktop.updates[1]["progress-visible"].toBool());
    Q_EMIT queue.progressed(1, Progress{.fraction = 0.75});  // a notification would have come before it
    QTRY_COMPARE(m_desktop.updates.last()["progress"].toDouble(), 0.75);
    QVERIFY(m_desktop.notifications.isEmpty());
}

void TestDesktopMessages::nothingIsTold_whenAJobWasCancelled() {
    QWidget window;
    JobQueue queue;
    new DesktopMessages(queue, &window, QDBusConnection(QStringLiteral("program")));
    m_desktop.notifications.clear();
    queue.setPaused(true);
    queue.cancel(queue.startJob(failingOrder(QStringLiteral("chair.png"))));
    Q_EMIT queue.progressed(1, Progress{.fraction = 0.75});
    QTRY_COMPARE(m_desktop.updates.last()["progress"].toDouble(), 0.75);
    QVERIFY(m_desktop.notifications.isEmpty());
}

void TestDesktopMessages::nothingHappens_withoutABus() {
    QWidget window;
    JobQueue queue;
    new DesktopMessages(queue, &window, QDBusConnection(QStringLiteral("none")));
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    m_desktop.notifications.clear();
    queue.startJob(failingOrder(QStringLiteral("chair.png")));
    QVERIFY(idle.wait());
    QVERIFY(m_desktop.notifications.isEmpty());
}

void TestDesktopMessages::cleanupTestCase() {
    for (const QString& name : {QStringLiteral("desktop"), QStringLiteral("program")})
        QDBusConnection::disconnectFromBus(name);
    m_daemon.terminate();
    m_daemon.waitForFinished();
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    TestDesktopMessages test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_desktop_messages.moc"
