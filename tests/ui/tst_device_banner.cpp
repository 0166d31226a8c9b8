// The banner on its own, without a display.
#include <QApplication>
#include <QDialog>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

#include "ui/device_banner.h"

using namespace espalier;

namespace {

Verdict verdict(Severity severity, const std::string& sentence, const std::string& hint = {}) {
    Verdict made;
    made.severity = severity;
    made.sentence = sentence;
    made.hint = hint;
    return made;
}

}  // namespace

class TestDeviceBanner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isHidden_whenAllIsWell() {
        DeviceBanner banner;
        QCOMPARE(banner.text(), QString());
        banner.showVerdict(verdict(Severity::Fine, "It runs."), "report");
        QVERIFY(banner.isHidden());
    }

    void saysWhatAndWhatToDo_data() {
        QTest::addColumn<int>("severity");
        QTest::newRow("note") << int(Severity::Note);
        QTest::newRow("warning") << int(Severity::Warning);
        QTest::newRow("failure") << int(Severity::Failure);
    }
    void saysWhatAndWhatToDo() {
        QFETCH(int, severity);
        DeviceBanner banner;
        banner.showVerdict(verdict(Severity(severity), "The driver is old.", "Install a newer one."), "report");
        QVERIFY(!banner.isHidden());
        QCOMPARE(banner.text(), QString("The driver is old.\nInstall a newer one."));
        QCOMPARE(banner.accessibleName(), banner.text());
    }

    void looksUnlike_whenItWarns() {
        DeviceBanner banner;
        banner.showVerdict(verdict(Severity::Note, "Slower."), {});
        const QColor note = banner.palette().color(QPalette::Window);
        banner.showVerdict(verdict(Severity::Warning, "Old."), {});
        QVERIFY(banner.palette().color(QPalette::Window) != note);
    }

    void goes_whenAllIsWellAgain() {
        DeviceBanner banner;
        banner.showVerdict(verdict(Severity::Warning, "Old."), {});
        banner.showVerdict(verdict(Severity::Fine, "It runs."), {});
        QVERIFY(banner.isHidden());
    }

    void staysClosedUntilTheVerdictChanges() {
        DeviceBanner banner;
        banner.showVerdict(verdict(Severity::Note, "Slower."), {});
        banner.findChild<QToolButton*>()->click();
        QVERIFY(banner.isHidden());
        banner.showVerdict(verdict(Severity::Note, "Slower."), {});
        QVERIFY(banner.isHidden());
        banner.showVerdict(verdict(Severity::Warning, "Old."), {});
        QVERIFY(!banner.isHidden());
    }

    void detailsHoldTheWholeReport() {
        DeviceBanner banner;
        banner.showVerdict(verdict(Severity::Warning, "Old."), "Espalier  1\nCard 0  a card");
        banner.findChild<QPushButton*>()->click();
        auto* dialog = banner.window()->findChild<QDialog*>("deviceDetails");
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->findChild<QPlainTextEdit*>()->toPlainText(), QString("Espalier  1\nCard 0  a card"));
        dialog->close();
    }
};

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    TestDeviceBanner test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_device_banner.moc"
