#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "ui/history_panel.h"
#include "ui/history_store.h"
#include "ui/result_facts.h"

using namespace espalier;

namespace {

constexpr int kLimitMs = 30'000;

void writeFile(const QString& name, const QByteArray& bytes) {
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

HistoryEntry entryNamed(const QString& name, std::uint64_t seed = 7) {
    HistoryEntry entry;
    entry.name = name;
    entry.finished = QDateTime::currentDateTime();
    entry.model = "Starter model";
    entry.request.seed = seed;
    entry.seconds = 9.5;
    return entry;
}

/// Stands for the asset; what the store does with files does not depend on what is in them.
QImage writeAsset(const QString& folder) {
    writeFile(folder + "/asset.glb", QByteArray(1000, 'x'));
    QImage thumbnail(32, 32, QImage::Format_RGB32);
    thumbnail.fill(Qt::red);
    return thumbnail;
}

/// A store that was read once.
class LoadedStore : public HistoryStore {
public:
    explicit LoadedStore(const QString& folder) : HistoryStore(folder) {
        QSignalSpy read(this, &HistoryStore::changed);
        load();
        read.wait(kLimitMs);
    }

    QString keep(const QString& name) {
        QSignalSpy done(this, &HistoryStore::added);
        const QString id = add(entryNamed(name), writeAsset);
        done.wait(kLimitMs);
        return id;
    }

    QStringList names() const {
        QStringList list;
        for (const HistoryEntry& entry : entries())
            list << entry.name;
        return list;
    }
};

}  // namespace

class TestHistoryStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = m_dir->filePath("history");
    }

    void entriesComeBack_afterARestart();
    void nothingIsLeft_whenWritingFails();
    void halfWrittenEntry_isNotListed_afterACrash();
    void damagedEntry_tellsItsProblem_andStays_data();
    void damagedEntry_tellsItsProblem_andStays();
    void removedEntry_comesBack_byUndo();
    void removedEntry_isGone_afterARestart();
    void name_survivesARestart();
    void oldestEntriesGo_whenTheLimitIsPassed();
    void entryUnderWay_isKept_whenTheStoreGoes();
    void failure_isReported_whenTheFolderCannotBeMade();
    void commands_followTheSelection();
    void twoSelected_canBeCompared();
    void differences_nameWhatWasChosenOtherwise();
    void search_findsByName();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_folder;
};

void TestHistoryStore::entriesComeBack_afterARestart() {
    QString older;
    {
        LoadedStore store(m_folder);
        older = store.keep("duck");
        store.keep("mug");
        QCOMPARE(store.names(), QStringList({"mug", "duck"}));
    }
    LoadedStore store(m_folder);
    QCOMPARE(store.names(), QStringList({"mug", "duck"}));
    const HistoryEntry* entry = store.find(older);
    QVERIFY(entry);
    QVERIFY(entry->problem.isEmpty());
    QCOMPARE(entry->model, QString("Starter model"));
    QCOMPARE(entry->seconds, 9.5);
    QCOMPARE(entry->request.seed, std::uint64_t(7));
    QCOMPARE(QImage(store.thumbnailFile(older)).size(), QSize(32, 32));
    QVERIFY(entry->bytes > 1000);
    QVERIFY(QFile::exists(store.assetFile(older)));
    QVERIFY(std::abs(entry->finished.secsTo(QDateTime::currentDateTime())) < 60);
}

void TestHistoryStore::nothingIsLeft_whenWritingFails() {
    LoadedStore store(m_folder);
    QSignalSpy failed(&store, &HistoryStore::failed);
    store.add(entryNamed("duck"), [](const QString& folder) -> QImage {
        writeAsset(folder);
        throw Error(ErrorCode::FileWrite, "The disk is full.", "Free some space.");
    });
    QVERIFY(failed.wait(kLimitMs));
    QCOMPARE(failed[0][0].value<JobFailure>().message, std::string("The disk is full."));
    QVERIFY(store.entries().empty());
    QVERIFY(QDir(m_folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).isEmpty());
}

void TestHistoryStore::halfWrittenEntry_isNotListed_afterACrash() {
    {
        LoadedStore store(m_folder);
        store.keep("duck");
    }
    QVERIFY(QDir(m_folder).mkdir(".part-20260101-000000000-abcdef"));
    writeAsset(m_folder + "/.part-20260101-000000000-abcdef");
    LoadedStore store(m_folder);
    QCOMPARE(store.names(), QStringList({"duck"}));
}

void TestHistoryStore::damagedEntry_tellsItsProblem_andStays_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no description") << "entry.json" << QByteArray();
    QTest::newRow("half a description") << "entry.json" << QByteArray("{\"format\": 1, \"na");
    QTest::newRow("another kind") << "entry.json" << QByteArray("[1, 2]");
    QTest::newRow("from the future") << "entry.json" << QByteArray("{\"format\": 2, \"name\": \"duck\"}");
    QTest::newRow("empty asset") << "asset.glb" << QByteArray();
}

void TestHistoryStore::damagedEntry_tellsItsProblem_andStays() {
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QString damaged;
    {
        LoadedStore store(m_folder);
        damaged = store.keep("duck");
        store.keep("mug");
    }
    const QString name = m_folder + '/' + damaged + '/' + file;
    writeFile(name, content);
    LoadedStore store(m_folder);
    QCOMPARE(store.entries().size(), std::size_t(2));
    QVERIFY(store.entries()[0].problem.isEmpty());
    const HistoryEntry* entry = store.find(damaged);
    QVERIFY(entry);
    QVERIFY2(entry->problem.contains(name), qPrintable(entry->problem));
    store.rename(damaged, "other");  // would write over what might be repaired
    QFile left(name);
    QVERIFY(left.open(QIODevice::ReadOnly));
    QCOMPARE(left.readAll(), content);
}

void TestHistoryStore::removedEntry_comesBack_byUndo() {
    LoadedStore store(m_folder);
    store.keep("duck");
    const QString id = store.keep("mug");
    store.keep("chair");
    store.remove(id);
    QCOMPARE(store.names(), QStringList({"chair", "duck"}));
    QVERIFY(store.canUndoRemove());
    QSignalSpy changed(&store, &HistoryStore::changed);
    store.undoRemove();
    QVERIFY(changed.wait(kLimitMs));
    QCOMPARE(store.names(), QStringList({"chair", "mug", "duck"}));
    QVERIFY(!store.canUndoRemove());
    QVERIFY(QFile::exists(store.assetFile(id)));
}

void TestHistoryStore::removedEntry_isGone_afterARestart() {
    QString id;
    {
        LoadedStore store(m_folder);
        id = store.keep("duck");
        store.remove(id);
    }
    LoadedStore store(m_folder);
    QVERIFY(store.entries().empty());
    QVERIFY(!QDir(m_folder + "/.removed").exists());
}

void TestHistoryStore::name_survivesARestart() {
    QString id;
    {
        LoadedStore store(m_folder);
        id = store.keep("duck");
        store.rename(id, "  ");  // no name
        store.rename(id, " Ente ");
        QCOMPARE(store.find(id)->name, QString("Ente"));
    }
    LoadedStore store(m_folder);
    QCOMPARE(store.find(id)->name, QString("Ente"));
    QCOMPARE(store.find(id)->request.seed, std::uint64_t(7));
}

void TestHistoryStore::oldestEntriesGo_whenTheLimitIsPassed() {
    LoadedStore store(m_folder);
    const QString oldest = store.keep("duck");
    store.setLimitBytes(store.totalBytes() * 5 / 2);
    store.keep("mug");
    QCOMPARE(store.names(), QStringList({"mug", "duck"}));
    store.keep("chair");
    QCOMPARE(store.names(), QStringList({"chair", "mug"}));
    QTRY_VERIFY(!QFile::exists(store.assetFile(oldest)));
    store.setLimitBytes(1);
    store.keep("plane");
    QCOMPARE(store.names(), QStringList({"plane"}));  // the newest stays
}

void TestHistoryStore::entryUnderWay_isKept_whenTheStoreGoes() {
    {
        LoadedStore store(m_folder);
        store.add(entryNamed("duck"), writeAsset);
    }
    QCOMPARE(LoadedStore(m_folder).names(), QStringList({"duck"}));
}

void TestHistoryStore::failure_isReported_whenTheFolderCannotBeMade() {
    const QString file = m_dir->filePath("file");
    writeFile(file, "x");
    HistoryStore store(file + "/history");
    QSignalSpy failed(&store, &HistoryStore::failed);
    store.add(entryNamed("duck"), writeAsset);
    QVERIFY(failed.wait(kLimitMs));
    const auto failure = failed[0][0].value<JobFailure>();
    QCOMPARE(failure.code, ErrorCode::FileWrite);
    QVERIFY(failure.message.find(file.toStdString()) != std::string::npos);
    QVERIFY(!failure.hint.empty());
}

void TestHistoryStore::commands_followTheSelection() {
    LoadedStore store(m_folder);
    HistoryPanel panel(store);
    for (const QAction* action : {panel.open, panel.takeOver, panel.exportEntry, panel.rename, panel.remove})
        QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
    const QString id = store.keep("duck");
    panel.select(id);
    QCOMPARE(panel.selected(), id);
    for (const QAction* action : {panel.open, panel.takeOver, panel.exportEntry, panel.rename, panel.remove})
        QVERIFY2(action->isEnabled(), qPrintable(action->text()));
    QSignalSpy noted(&panel, &HistoryPanel::noted);
    panel.remove->trigger();
    QVERIFY(noted[0][0].toString().contains("duck"));
    QVERIFY(!panel.remove->isEnabled());
    QVERIFY(panel.undoRemove->isEnabled());
    QSignalSpy changed(&store, &HistoryStore::changed);
    panel.undoRemove->trigger();
    QVERIFY(changed.wait(kLimitMs));
    QCOMPARE(store.names(), QStringList({"duck"}));
}

void TestHistoryStore::twoSelected_canBeCompared() {
    LoadedStore store(m_folder);
    const QString duck = store.keep("duck"), mug = store.keep("mug");
    store.keep("robot");
    HistoryPanel panel(store);
    panel.show();
    panel.select(mug);
    QVERIFY(!panel.compare->isEnabled());
    QTest::keyClick(panel.findChild<QAbstractItemView*>("historyList"), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(panel.selection(), QStringList({duck, mug}));
    // Which of the two would be opened, or deleted?
    for (const QAction* action : {panel.open, panel.takeOver, panel.exportEntry, panel.rename, panel.remove})
        QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
    QSignalSpy compared(&panel, &HistoryPanel::compareRequested);
    panel.compare->trigger();
    QCOMPARE(compared.size(), 1);
    QCOMPARE(compared[0][0].toString(), duck);
    QCOMPARE(compared[0][1].toString(), mug);
    panel.select(mug);
    QVERIFY(panel.open->isEnabled() && !panel.compare->isEnabled());
}

void TestHistoryStore::differences_nameWhatWasChosenOtherwise() {
    const HistoryEntry left = entryNamed("duck", 5);
    QVERIFY(differencesOf(left, entryNamed("mug", 5)).empty());
    HistoryEntry right = entryNamed("duck", 6);
    right.request.shape.steps = 25;
    right.request.texture.guidanceInterval = {0.2, 1.0};
    right.request.asset.faceTarget = 0;
    QStringList lines;
    for (const FactDifference& difference : differencesOf(left, right))
        lines << difference.name + ": " + difference.left + " | " + difference.right;
    QCOMPARE(lines, QStringList({"Seed: 5 | 6", "Shape, Steps: the model's own | 25",
                                 "Colour, Guide from: the model's own | 0.2", "Colour, Guide to: the model's own | 1",
                                 "Faces: 100,000 at most | Keep all"}));
}

void TestHistoryStore::search_findsByName() {
    LoadedStore store(m_folder);
    store.keep("duck");
    store.keep("mug");
    HistoryPanel panel(store);
    auto* list = panel.findChild<QAbstractItemView*>("historyList");
    QCOMPARE(list->model()->rowCount(), 2);
    panel.findChild<QLineEdit*>()->setText("DUC");
    QCOMPARE(list->model()->rowCount(), 1);
    QVERIFY(list->model()->index(0, 0).data().toString().startsWith("duck"));
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    TestHistoryStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_history_store.moc"
