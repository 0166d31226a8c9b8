// The window's languages: whole, up to date, with the right plural forms, and shown.
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QTranslator>
#include <QXmlStreamReader>

#include "ui/help_dialog.h"
#include "ui/job_panel.h"
#include "ui/languages.h"
#include "ui/window_actions.h"

using namespace espalier;

namespace {

const QString kRoot = QStringLiteral(ESPALIER_SOURCE_DIR);

struct Message {
    QString source;
    QStringList translations;  // one for each plural form
    bool finished = true;
};

/// By context and source. What lupdate no longer finds is left out.
QMap<QString, Message> messagesIn(const QString& file) {
    QFile opened(file);
    QMap<QString, Message> messages;
    if (!opened.open(QIODevice::ReadOnly)) return messages;
    QXmlStreamReader xml(&opened);
    QString context;
    Message message;
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::EndElement && xml.name() == QLatin1String("message"))
            messages[context + '|' + message.source] = message;
        if (!xml.isStartElement()) continue;
        if (xml.name() == QLatin1String("name")) context = xml.readElementText();
        if (xml.name() == QLatin1String("message")) message = {};
        if (xml.name() == QLatin1String("source")) message.source = xml.readElementText();
        if (xml.name() == QLatin1String("translation")) {
            message.finished = !xml.attributes().hasAttribute("type");
            const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
            message.translations << text;
        }
    }
    return messages;
}

QString fileOf(const QString& language) {
    return kRoot + "/resources/translations/espalier_" + language + ".ts";
}

/// "%1", "%2", ..., each as often as it is there.
QStringList placesIn(const QString& text) {
    static const QRegularExpression place(QStringLiteral("%\\d"));
    QStringList places;
    for (auto matches = place.globalMatch(text); matches.hasNext();)
        places << matches.next().captured();
    places.sort();
    return places;
}

}  // namespace

class TestLanguages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingIsTranslated_data();
    void everythingIsTranslated();
    void translationsFitTheSources_data();
    void translationsFitTheSources();
    void windowSpeaks_data();
    void windowSpeaks();
};

void TestLanguages::everythingIsTranslated_data() {
    QTest::addColumn<QString>("language");
    for (const char* language : {"de", "en", "zh_CN"})
        QTest::newRow(language) << QString(language);
}

void TestLanguages::everythingIsTranslated() {
    QFETCH(QString, language);
    const QMap<QString, Message> messages = messagesIn(fileOf(language));
    QVERIFY(!messages.isEmpty());
    for (const Message& message : messages) {
        QVERIFY2(message.finished, qPrintable("unfinished: " + message.source));
        for (const QString& text : message.translations) {
            QVERIFY2(!text.trimmed().isEmpty() || message.source.trimmed().isEmpty(),
                     qPrintable("empty: " + message.source));
            QVERIFY2(message.source.contains("%n") || placesIn(text) == placesIn(message.source),
                     qPrintable(message.source + " is " + text));
        }
    }
}

void TestLanguages::translationsFitTheSources_data() {
    everythingIsTranslated_data();
}

void TestLanguages::translationsFitTheSources() {
    QFETCH(QString, language);
    const QString lupdate = QStandardPaths::findExecutable(
        QStringLiteral("lupdate"), {QStringLiteral("/usr/lib/qt6/bin"), QStringLiteral("/usr/lib64/qt6/bin")});
    if (lupdate.isEmpty()) QSKIP("needs Qt's lupdate");
    const QTemporaryDir folder;
    const QString fresh = folder.filePath(QStringLiteral("fresh.ts"));
    QStringList arguments{"-silent",          "-I",    ".",   "ui",  "viewer",           "app",
                          "-locations",       "none",  "-ts", fresh, "-source-language", "en",
                          "-target-language", language};
    if (language == QLatin1String("en")) arguments << "-pluralonly";
    QProcess update;
    update.setWorkingDirectory(kRoot);
    update.start(lupdate, arguments);
    QVERIFY(update.waitForFinished(60'000));
    const QStringList wanted = messagesIn(fresh).keys(), known = messagesIn(fileOf(language)).keys();
    QVERIFY(!wanted.isEmpty());
    for (const QString& message : wanted)
        QVERIFY2(known.contains(message), qPrintable("not translated: " + message));
    for (const QString& message : known)
        QVERIFY2(wanted.contains(message), qPrintable("no longer said: " + message));
}

void TestLanguages::windowSpeaks_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("generate");
    QTest::addColumn<QString>("oneWaits");
    QTest::addColumn<QString>("threeWait");
    QTest::addColumn<QString>("help");
    QTest::newRow("English") << "en"
                             << "&Generate"
                             << "1 more waiting"
                             << "3 more waiting"
                             << "The history";
    QTest::newRow("German") << "de"
                            << "&Erzeugen"
                            << "1 weiterer wartet"
                            << "3 weitere warten"
                            << "Der Verlauf";
    QTest::newRow("Chinese") << "zh_CN" << QStringLiteral("生成(&G)") << QStringLiteral("还有 1 个在等待")
                             << QStringLiteral("还有 3 个在等待") << QStringLiteral("历史记录");
}

void TestLanguages::windowSpeaks() {
    QFETCH(QString, language);
    QFETCH(QString, generate);
    QFETCH(QString, oneWaits);
    QFETCH(QString, threeWait);
    QFETCH(QString, help);
    if (languages().size() == 1) QSKIP("needs a build with Qt's Linguist tools");
    QVERIFY(speakLanguage(language));
    QWidget window;
    const WindowActions actions(&window);
    QCOMPARE(actions.generate->text(), generate);
    for (const QAction* action : window.actions())  // as tool bars show them
        for (const char* sign : {"&", "(", "...", "……"})
            QVERIFY2(!action->iconText().contains(QString::fromUtf8(sign)), qPrintable(action->iconText()));
    QCOMPARE(JobPanel::tr("%n more waiting", nullptr, 1), oneWaits);
    QCOMPARE(JobPanel::tr("%n more waiting", nullptr, 3), threeWait);
    const HelpDialog dialog;
    QVERIFY(dialog.findChild<QTextBrowser*>()->toPlainText().contains(help));
    for (QTranslator* translator : QCoreApplication::instance()->findChildren<QTranslator*>())
        delete translator;
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    TestLanguages test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_languages.moc"
