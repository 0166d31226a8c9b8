#include "tests/support/zip_reader.h"

#include <zlib.h>

#include <QtEndian>
#include <stdexcept>

namespace espalier::test {
namespace {

void require(bool condition, const char* what) {
    if (!condition) throw std::runtime_error(what);
}

template <typename Value>
Value at(const QByteArray& bytes, qint64 offset) {
    require(offset >= 0 && offset + qint64(sizeof(Value)) <= bytes.size(), "the archive ends too early");
    return qFromLittleEndian<Value>(bytes.constData() + offset);
}

constexpr int kLocalSize = 30, kCentralSize = 46, kEndSize = 22;

/// Checks one file's local header against its central one; returns where the file's bytes end.
qint64 readEntry(const QByteArray& zip, qint64 central, ZipEntry& entry) {
    const qint64 local = at<quint32>(zip, central + 42);
    require(at<quint32>(zip, local) == 0x04034b50, "a local header has another signature");
    for (int field = 0; field < 22; field += 2)  // version to uncompressed size
        require(at<quint16>(zip, local + 4 + field) == at<quint16>(zip, central + 6 + field), "headers disagree");
    const int nameSize = at<quint16>(zip, central + 28), extraSize = at<quint16>(zip, local + 28);
    require(at<quint16>(zip, local + 26) == nameSize, "the names have two lengths");
    const QByteArray name = zip.mid(central + kCentralSize, nameSize);
    require(zip.mid(local + kLocalSize, nameSize) == name, "a file has two names");
    if (extraSize > 0)
        require(at<quint16>(zip, local + kLocalSize + nameSize + 2) + 4 == extraSize, "an extra field is cut");
    const auto size = at<quint32>(zip, central + 20);
    entry = {QString::fromUtf8(name),
             at<quint16>(zip, central + 10),
             at<quint16>(zip, central + 8),
             local + kLocalSize + nameSize + extraSize,
             {}};
    entry.data = zip.mid(entry.dataAt, size);
    require(entry.data.size() == qsizetype(size), "a file is cut");
    if (entry.method == 0) {
        require(at<quint32>(zip, central + 24) == size, "a stored file has two sizes");
        const auto crc = ::crc32(0, reinterpret_cast<const Bytef*>(entry.data.constData()), uInt(size));
        require(at<quint32>(zip, central + 16) == crc, "a checksum is wrong");
    }
    return entry.dataAt + size;
}

}  // namespace

QList<ZipEntry> readZip(const QByteArray& zip) {
    const qint64 end = zip.size() - kEndSize;
    require(at<quint32>(zip, end) == 0x06054b50, "there is no end of the directory");
    const int count = at<quint16>(zip, end + 10);
    require(at<quint16>(zip, end + 8) == count && at<quint32>(zip, end + 4) == 0, "it has several disks");
    qint64 central = at<quint32>(zip, end + 16), covered = 0;
    require(central + at<quint32>(zip, end + 12) == end, "the directory has another size");
    QList<ZipEntry> entries;
    for (int i = 0; i < count; ++i) {
        require(at<quint32>(zip, central) == 0x02014b50, "a central header has another signature");
        require(at<quint32>(zip, central + 42) == covered, "bytes belong to no file");
        covered = readEntry(zip, central, entries.emplaceBack());
        central += kCentralSize + at<quint16>(zip, central + 28) + at<quint16>(zip, central + 30) +
                   at<quint16>(zip, central + 32);
    }
    require(central == end && covered == at<quint32>(zip, end + 16), "bytes belong to no file");
    return entries;
}

}  // namespace espalier::test
