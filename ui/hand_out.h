#pragma once

#include <QString>
#include <QTemporaryDir>

class QMimeData;

namespace espalier {

class HistoryStore;

/// Files of results for other programs: dragged, copied, opened. Each bears the result's name, unlike in the store, and
/// shares its place on the disk where the file system can do that. They live as long as this.
class HandOut {
public:
    /// Empty when it cannot be made.
    QString fileOf(const HistoryStore& store, const QString& id);

    /// A file as file managers exchange it. The caller owns it.
    static QMimeData* mimeData(const QString& file);

private:
    QTemporaryDir m_folder;
};

}  // namespace espalier
