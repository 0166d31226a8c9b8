#pragma once

#include <QList>
#include <QString>

namespace espalier {

struct Language {
    QString code;  ///< "en", "de", "zh_CN"
    QString name;  ///< in the language itself
};

/// Those the window speaks; English alone where it was built without Qt's Linguist tools.
const QList<Language>& languages();

/// Lets the application speak a language from here on; empty = the desktop's, where the window speaks it, else English.
/// Called before the window is made. False: its translation is missing.
bool speakLanguage(const QString& code);

}  // namespace espalier
