#include "ui/languages.h"

#include <QCoreApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>
#include <algorithm>

namespace espalier {
namespace {

const QString kFolder = QStringLiteral(":/espalier/translations");

/// Of the desktop's languages the first that the window speaks.
QString desktopLanguage() {
    for (const QString& wanted : QLocale::system().uiLanguages())
        for (const Language& language : languages())
            if (wanted.left(2) == language.code.left(2)) return language.code;
    return QStringLiteral("en");
}

bool install(const QString& name, const QString& folder) {
    auto* translator = new QTranslator(QCoreApplication::instance());
    return translator->load(name, folder) && QCoreApplication::installTranslator(translator);
}

}  // namespace

const QList<Language>& languages() {
    static const QList<Language> all = [] {
        QList<Language> known{{QStringLiteral("en"), QStringLiteral("English")},
                              {QStringLiteral("de"), QStringLiteral("Deutsch")},
                              {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
        known.removeIf([](const Language& language) {
            return language.code != QLatin1String("en") &&
                   !QFile::exists(kFolder + "/espalier_" + language.code + ".qm");
        });
        return known;
    }();
    return all;
}

bool speakLanguage(const QString& code) {
    const QString language = code.isEmpty() ? desktopLanguage() : code;
    QLocale::setDefault(QLocale(language));
    // Qt's own dialogs and buttons, where its translations are installed.
    if (language != QLatin1String("en"))
        install(QStringLiteral("qtbase_") + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    // English too: it has the plural forms.
    return install(QStringLiteral("espalier_") + language, kFolder);
}

}  // namespace espalier
