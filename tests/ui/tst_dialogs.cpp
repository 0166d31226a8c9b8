// Settings, log and report, and what the history does with a result's file.
#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include "inference/base/log.h"
#include "tests/support/zip_reader.h"
#include "ui/hand_out.h"
#include "ui/history_panel.h"
#include "ui/history_store.h"
#include "ui/log_book.h"
#include "ui/report_dialog.h"
#include "ui/settings.h"
#include "ui/settings_dialog.h"
#include "ui/system_theme.h"

using namespace espalier;

namespace {

constexpr int kLimitMs = 30'000;

QMap<QString, QByteArray> filesIn(const QString& archive) {
    QFile file(archive);
    QMap<QString, QByteArray> files;
    if (file.open(QIODevice::ReadOnly))
        for (const test::ZipEntry& entry : test::readZip(file.readAll()))
            files[entry.name] = entry.data;
    return files;
}

/// A store with results "One" to "Three"; the newest is the last.
class StoreFixture {
public:
    StoreFixture() : store(dir.filePath("history")) {
        for (const char* name : {"One", "Two", "Three"}) {
            HistoryEntry entry;
            entry.name = QLatin1String(name);
            entry.finished = QDateTime::currentDateTime();
            entry.model = QStringLiteral("Starter model");
            QSignalSpy added(&store, &HistoryStore::added);
            store.add(std::move(entry), [name](const QString& folder) {
                QFile glb(folder + "/asset.glb");
                if (glb.open(QIODevice::WriteOnly)) glb.write(QByteArray(1000, *name));
                return QImage(8, 8, QImage::Format_RGB888);
            });
            added.wait(kLimitMs);
        }
    }

    QString idOf(const QString& name) const {
        for (const HistoryEntry& entry : store.entries())
            if (entry.name == name) return entry.id;
        return {};
    }

    QTemporaryDir dir;
    HistoryStore store;
};

}  // namespace

class TestDialogs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void settingsAreKept_whenAccepted();
    void settingsStay_whenCancelled();
    void jobsAreToldTheSettings();
    void cleanUpEmptiesTheBin();
    void logIsShownAndCopied();
    void reportHoldsThePicture_onlyWhenTicked();
    void reportFailsWithASentence_whereNothingCanBeWritten();
    void noteAndStarAreKept_andFound();
    void starredResultsStay_whenTheHistoryIsFull();
    void fileIsHandedOut_underTheResultsName();
    void copyPutsTheFileOnTheClipboard();

private:
    QTemporaryDir m_dir;
};

void TestDialogs::initTestCase() {
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.path());
}

void TestDialogs::settingsAreKept_whenAccepted() {
    StoreFixture fixture;
    {
        Settings settings;
        SettingsDialog dialog(settings, fixture.store);
        const auto choose = [&](const char* name, const QVariant& value) {
            auto* box = dialog.findChild<QComboBox*>(QLatin1String(name));
            box->setCurrentIndex(box->findData(value));
        };
        choose("themeChoice", int(ColourScheme::Dark));
        choose("languageChoice", "de");
        choose("deviceChoice", int(DeviceChoice::Cpu));
        choose("memoryChoice", int(MemoryMode::Staged));
        dialog.findChild<QSpinBox*>("previewEvery")->setValue(3);
        dialog.findChild<QSpinBox*>("threadCount")->setValue(1);
        dialog.findChild<QLineEdit*>("modelRoot")->setText(m_dir.path());
        dialog.findChild<QDoubleSpinBox*>("historyLimit")->setValue(2.5);
        dialog.accept();
    }
    const Settings settings;
    QCOMPARE(settings.colourScheme(), int(ColourScheme::Dark));
    QCOMPARE(settings.language(), QStringLiteral("de"));
    QCOMPARE(settings.device(), DeviceChoice::Cpu);
    QVERIFY(settings.memory() == MemoryMode::Staged);
    QCOMPARE(settings.previewEvery(), 3);
    QCOMPARE(settings.threads(), 1);
    QCOMPARE(settings.modelRoot(), m_dir.path());
    QCOMPARE(settings.historyLimitBytes().value(), 2'500'000'000);
    QCOMPARE(fixture.store.limitBytes(), 2'500'000'000);
}

void TestDialogs::settingsStay_whenCancelled() {
    StoreFixture fixture;
    Settings settings;
    settings.setThreads(1);
    SettingsDialog dialog(settings, fixture.store);
    dialog.findChild<QSpinBox*>("threadCount")->setValue(0);
    dialog.reject();
    QCOMPARE(settings.threads(), 1);
}

void TestDialogs::jobsAreToldTheSettings() {
    Settings settings;
    settings.setThreads(2);
    settings.setPreviewEvery(5);
    GenerateRequest request;
    settings.applyTo(request);
    QCOMPARE(request.threads, 2);
    QCOMPARE(request.previewEvery, 5);
}

void TestDialogs::cleanUpEmptiesTheBin() {
    StoreFixture fixture;
    fixture.store.remove(fixture.idOf("Two"));
    QVERIFY(fixture.store.binBytes() > 1000);
    QTRY_VERIFY_WITH_TIMEOUT(QDir(fixture.dir.filePath("history/.removed")).exists(), kLimitMs);
    Settings settings;
    SettingsDialog dialog(settings, fixture.store);
    dialog.findChild<QAbstractButton*>("cleanUp")->click();
    QCOMPARE(fixture.store.binBytes(), 0);
    QVERIFY(!fixture.store.canUndoRemove());
    QTRY_VERIFY_WITH_TIMEOUT(!QDir(fixture.dir.filePath("history/.removed")).exists(), kLimitMs);
}

void TestDialogs::logIsShownAndCopied() {
    LogBook book;
    log(LogLevel::Info, "before");
    ReportDialog dialog(book, {}, {});
    log(LogLevel::Info, "after");
    const auto* text = dialog.findChild<QPlainTextEdit*>("logText");
    QVERIFY(text->toPlainText().contains("info: before"));
    QVERIFY(text->toPlainText().contains("info: after"));
    for (QAbstractButton* button : dialog.findChildren<QAbstractButton*>())
        if (button->text().contains("Copy")) button->click();
    QVERIFY(QApplication::clipboard()->text().endsWith("info: after"));
}

void TestDialogs::reportHoldsThePicture_onlyWhenTicked() {
    LogBook book;
    log(LogLevel::Info, "a line");
    ReportDialog dialog(book, {{}, "the doctor's words", "{}", {}}, [] { return QByteArray("PNG"); });
    for (const bool ticked : {false, true}) {
        dialog.findChild<QCheckBox*>("withPicture")->setChecked(ticked);
        const QString file = m_dir.filePath(QStringLiteral("report.zip"));
        QSignalSpy saved(&dialog, &ReportDialog::saved);
        dialog.saveTo(file);
        QVERIFY(saved.wait(kLimitMs));
        const QMap<QString, QByteArray> files = filesIn(file);
        QCOMPARE(files.size(), ticked ? 4 : 3);
        QVERIFY(files["log.txt"].endsWith("a line"));
        QCOMPARE(files["doctor.txt"], QByteArray("the doctor's words"));
        QCOMPARE(files["parameters.json"], QByteArray("{}"));
        QCOMPARE(files.contains("picture.png"), ticked);
    }
}

void TestDialogs::reportFailsWithASentence_whereNothingCanBeWritten() {
    LogBook book;
    ReportDialog dialog(book, {}, {});
    dialog.saveTo(m_dir.filePath(QStringLiteral("missing/report.zip")));
    const auto said = [&] {
        for (const QLabel* label : dialog.findChildren<QLabel*>())
            if (label->text().contains("report.zip")) return true;
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(said(), kLimitMs);
}

void TestDialogs::noteAndStarAreKept_andFound() {
    StoreFixture fixture;
    fixture.store.setNote(fixture.idOf("Two"), "for the garden\nsecond line");
    fixture.store.setStarred(fixture.idOf("Three"), true);
    HistoryPanel panel(fixture.store);
    const auto* list = panel.findChild<QListView*>("historyList");
    panel.findChild<QLineEdit*>()->setText("garden");
    QCOMPARE(list->model()->rowCount(), 1);
    panel.findChild<QLineEdit*>()->clear();
    panel.findChild<QToolButton*>("starredOnly")->click();
    QCOMPARE(list->model()->rowCount(), 1);
    QVERIFY(list->model()->index(0, 0).data().toString().startsWith(QStringLiteral("★ Three")));

    QSignalSpy changed(&fixture.store, &HistoryStore::changed);
    fixture.store.load();
    QVERIFY(changed.wait(kLimitMs));
    QCOMPARE(fixture.store.find(fixture.idOf("Two"))->note, QStringLiteral("for the garden\nsecond line"));
    QVERIFY(fixture.store.find(fixture.idOf("Three"))->starred);
    panel.select(fixture.idOf("Three"));
    QVERIFY(panel.star->isChecked());
    panel.star->trigger();
    QVERIFY(!fixture.store.find(fixture.idOf("Three"))->starred);
}

void TestDialogs::starredResultsStay_whenTheHistoryIsFull() {
    StoreFixture fixture;
    fixture.store.setStarred(fixture.idOf("One"), true);
    fixture.store.setLimitBytes(1);
    QSignalSpy added(&fixture.store, &HistoryStore::added);
    HistoryEntry entry;
    entry.name = QStringLiteral("Four");
    fixture.store.add(std::move(entry), [](const QString&) { return QImage(8, 8, QImage::Format_RGB888); });
    QVERIFY(added.wait(kLimitMs));
    QCOMPARE(fixture.store.entries().size(), std::size_t(2));
    QVERIFY(!fixture.idOf("One").isEmpty());
    QVERIFY(!fixture.idOf("Four").isEmpty());
}

void TestDialogs::fileIsHandedOut_underTheResultsName() {
    StoreFixture fixture;
    const QString id = fixture.idOf("Two");
    fixture.store.rename(id, "my / two");
    HandOut handOut;
    const QString file = handOut.fileOf(fixture.store, id);
    QCOMPARE(QFileInfo(file).fileName(), QStringLiteral("my _ two.glb"));
    QFile opened(file);
    QVERIFY(opened.open(QIODevice::ReadOnly));
    QCOMPARE(opened.readAll(), QByteArray(1000, 'T'));
    QCOMPARE(handOut.fileOf(fixture.store, id), file);  // and again
    QVERIFY(handOut.fileOf(fixture.store, "no such").isEmpty());
}

void TestDialogs::copyPutsTheFileOnTheClipboard() {
    StoreFixture fixture;
    HistoryPanel panel(fixture.store);
    panel.select(fixture.idOf("One"));
    panel.copyFile->trigger();
    const QList<QUrl> urls = QApplication::clipboard()->mimeData()->urls();
    QCOMPARE(urls.size(), 1);
    QVERIFY(urls[0].isLocalFile());
    QCOMPARE(QFileInfo(urls[0].toLocalFile()).fileName(), QStringLiteral("One.glb"));
    QVERIFY(QFile::exists(urls[0].toLocalFile()));
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    TestDialogs test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_dialogs.moc"
