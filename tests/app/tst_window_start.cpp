#include <QTest>

#include "tests/app/program.h"

class TestWindowStart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void staysOpen_withThePictureOfTheCommandLine() {
        QProcess window;
        window.start(ESPALIER_PROGRAM, {ESPALIER_SOURCE_DIR "/resources/samples/robot.png"});
        QVERIFY(window.waitForStarted());
        QVERIFY2(!window.waitForFinished(4000), window.readAllStandardError().constData());
        const QByteArray errors = window.readAllStandardError();
        QVERIFY2(!errors.contains("rror"), errors.constData());
        window.terminate();
        QVERIFY(window.waitForFinished(5000));
    }
};

QTEST_GUILESS_MAIN(TestWindowStart)
#include "tst_window_start.moc"
