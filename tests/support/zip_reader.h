#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace espalier::test {

struct ZipEntry {
    QString name;
    quint16 method = 0;  ///< 0 = stored
    quint16 flags = 0;
    qint64 dataAt = 0;  ///< where its bytes start in the archive
    QByteArray data;    ///< of a stored file
};

/// Takes a zip archive apart by the letter of PKWARE's APPNOTE, without any of the writer's code. Throws
/// std::runtime_error naming what is wrong: a signature, local and central headers that disagree, a checksum, bytes
/// that belong to nothing.
QList<ZipEntry> readZip(const QByteArray& archive);

}  // namespace espalier::test
