#include "ui/history_store.h"

#include <unistd.h>

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUuid>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "inference/pipeline/request_json.h"
#include "ui/background_task.h"

namespace espalier {
namespace {

constexpr qint64 kDefaultLimitBytes = 10'000'000'000;
/// A folder of that name is still being written, by this program or another one that runs.
const QString kPartPrefix = QStringLiteral(".part-");
constexpr int kPartSeconds = 3600;
constexpr int kFormat = 1;  ///< of entry.json

Error fileError(ErrorCode code, const QString& what, const QString& hint) {
    return Error(code, what.toStdString(), hint.toStdString());
}

Error writeError(const QString& file, const QString& why) {
    return fileError(ErrorCode::FileWrite, HistoryStore::tr("%1 cannot be written: %2.").arg(file, why),
                     HistoryStore::tr("Free some space, or make the folder writable; the model itself is still open."));
}

qint64 folderBytes(const QString& folder) {
    qint64 sum = 0;
    for (QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories); files.hasNext();) {
        files.next();
        sum += files.fileInfo().size();
    }
    return sum;
}

void writeEntry(const HistoryEntry& entry, const QString& folder) {
    nlohmann::json json{{"format", kFormat},
                        {"name", entry.name.toStdString()},
                        {"finished", entry.finished.toUTC().toString(Qt::ISODateWithMs).toStdString()},
                        {"model", entry.model.toStdString()},
                        {"seconds", entry.seconds},
                        {"request", toJson(entry.request)}};
    if (!entry.note.isEmpty()) json["note"] = entry.note.toStdString();
    if (entry.starred) json["starred"] = true;
    QSaveFile file(folder + "/entry.json");
    const std::string text = json.dump(4);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), qint64(text.size())) != qint64(text.size()) ||
        !file.commit())
        throw writeError(file.fileName(), file.errorString());
}

void writeThumbnail(const QImage& thumbnail, const QString& folder) {
    QSaveFile file(folder + "/thumbnail.png");
    if (!file.open(QIODevice::WriteOnly) || !thumbnail.save(&file, "PNG") || !file.commit())
        throw writeError(file.fileName(), file.errorString());
}

/// Fills `entry` with what the file says of it. Throws Error or nlohmann::json::exception when it is damaged.
void readDescription(const QString& name, HistoryEntry& entry) {
    QFile file(name);
    const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    const auto json = nlohmann::json::parse(text.begin(), text.end());
    const auto string = [&json](const char* key) { return QString::fromStdString(json.at(key).get<std::string>()); };
    if (json.at("format").get<int>() > kFormat) {
        entry.problem = HistoryStore::tr("%1 was written by a newer Espalier.").arg(name);
        return;
    }
    entry.name = string("name");
    entry.finished = QDateTime::fromString(string("finished"), Qt::ISODateWithMs).toLocalTime();
    entry.model = string("model");
    entry.seconds = json.at("seconds").get<double>();
    entry.request = requestFromJson(json.at("request"));
    entry.note = QString::fromStdString(json.value("note", std::string()));
    entry.starred = json.value("starred", false);
}

/// Never throws for what is in the folder: a damaged entry tells its problem.
HistoryEntry readEntry(const QString& folder) {
    HistoryEntry entry;
    entry.id = QFileInfo(folder).fileName();
    entry.name = entry.id;
    entry.finished = QFileInfo(folder).lastModified();
    entry.bytes = folderBytes(folder);
    const QString description = folder + "/entry.json";
    try {
        readDescription(description, entry);
    } catch (const std::exception&) {
        entry.problem =
            HistoryStore::tr("%1 is missing or damaged; the other files beside it are as they were.").arg(description);
    }
    const QFileInfo asset(folder + "/asset.glb");
    if (entry.problem.isEmpty() && asset.size() == 0)
        entry.problem = HistoryStore::tr("%1 is missing or empty.").arg(asset.filePath());
    return entry;
}

/// What is written is on the disk before the folder gets its name.
void syncFiles(const QString& folder) {
    for (const QFileInfo& info : QDir(folder).entryInfoList(QDir::Files)) {
        QFile file(info.filePath());
        if (!file.open(QIODevice::ReadOnly) || fsync(file.handle()) != 0)
            throw writeError(info.filePath(), file.errorString());
    }
}

HistoryEntry writeFolder(HistoryEntry entry, const QString& folder, const HistoryStore::WriteFiles& writeFiles) {
    const QString target = folder + '/' + entry.id;
    const QString part = folder + '/' + kPartPrefix + entry.id;
    if (!QDir().mkpath(part)) throw writeError(part, HistoryStore::tr("the folder cannot be made"));
    try {
        writeThumbnail(writeFiles(part), part);
        writeEntry(entry, part);
        syncFiles(part);
        if (!QDir().rename(part, target)) throw writeError(target, HistoryStore::tr("the folder cannot be renamed"));
    } catch (...) {
        QDir(part).removeRecursively();
        throw;
    }
    entry.bytes = folderBytes(target);
    return entry;
}

std::vector<HistoryEntry> readFolder(const QString& folder) {
    std::vector<HistoryEntry> entries;
    for (const QFileInfo& info :
         QDir(folder).entryInfoList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed)) {
        if (!info.fileName().startsWith('.'))
            entries.push_back(readEntry(info.filePath()));
        else if (info.fileName().startsWith(kPartPrefix) &&
                 info.lastModified().secsTo(QDateTime::currentDateTime()) > kPartSeconds)
            QDir(info.filePath()).removeRecursively();
    }
    return entries;
}

void moveFolder(const QString& from, const QString& to) {
    QDir().mkpath(QFileInfo(to).path());
    if (!QDir().rename(from, to))
        throw fileError(ErrorCode::FileWrite, HistoryStore::tr("%1 cannot be moved to %2.").arg(from, to),
                        HistoryStore::tr("See whether the folder is writable."));
}

}  // namespace

QString HistoryStore::defaultFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/espalier/history";
}

HistoryStore::HistoryStore(const QString& folder, QObject* parent)
    : QObject(parent), m_folder(folder), m_limitBytes(kDefaultLimitBytes) {
    m_pool.setMaxThreadCount(1);
}

HistoryStore::~HistoryStore() {
    m_pool.waitForDone();
}

template <typename Work, typename Done>
void HistoryStore::run(Work work, Done done) {
    runInPool(&m_pool, this, std::move(work), std::move(done), [this](const JobFailure& failure) {
        Q_EMIT failed(failure);
        load();  // what the list says of the folder may no longer be so
    });
}

QString HistoryStore::file(const QString& id, const QString& name) const {
    return m_folder + '/' + id + '/' + name;
}

QString HistoryStore::binFolder() const {
    return m_folder + "/.removed";
}

void HistoryStore::load() {
    const QString oldBin = m_removed.empty() ? binFolder() : QString();  // what can still be undone stays
    runInPool(
        &m_pool, this,
        [folder = m_folder, oldBin] {
            if (!oldBin.isEmpty()) QDir(oldBin).removeRecursively();
            return readFolder(folder);
        },
        [this](std::vector<HistoryEntry> entries) {
            m_entries = std::move(entries);
            Q_EMIT changed();
        },
        [this](const JobFailure& failure) { Q_EMIT failed(failure); });
}

const HistoryEntry* HistoryStore::find(const QString& id) const {
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&id](const HistoryEntry& entry) { return entry.id == id; });
    return found == m_entries.end() ? nullptr : &*found;
}

bool HistoryStore::hasResult(const QString& id) const {
    return QFileInfo(resultFile(id)).size() > 0;
}

qint64 HistoryStore::totalBytes() const {
    qint64 sum = 0;
    for (const HistoryEntry& entry : m_entries)
        sum += entry.bytes;
    return sum;
}

QString HistoryStore::add(HistoryEntry entry, WriteFiles writeFiles) {
    entry.request.image = {};
    // Entries are ordered by id, so each gets a later time than the one before.
    m_lastTime = std::max(QDateTime::currentDateTimeUtc(), m_lastTime.addMSecs(1));
    entry.id =
        m_lastTime.toString(QStringLiteral("yyyyMMdd-HHmmsszzz-")) + QUuid::createUuid().toString(QUuid::Id128).left(6);
    const QString id = entry.id;
    run([entry = std::move(entry), folder = m_folder,
         writeFiles = std::move(writeFiles)] { return writeFolder(entry, folder, writeFiles); },
        [this](HistoryEntry written) {
            const QString newId = written.id;
            insert(std::move(written));
            applyLimit();
            Q_EMIT changed();
            Q_EMIT added(newId);
        });
    return id;
}

void HistoryStore::update(HistoryEntry entry, WriteFiles writeFiles) {
    run(
        [entry = std::move(entry), folder = m_folder, writeFiles = std::move(writeFiles)] {
            const QString place = folder + '/' + entry.id;
            HistoryEntry written = entry;
            writeThumbnail(writeFiles(place), place);
            writeEntry(written, place);
            written.bytes = folderBytes(place);
            return written;
        },
        [this](HistoryEntry written) {
            if (find(written.id)) insert(std::move(written));  // unless it was removed meanwhile
            Q_EMIT changed();
        });
}

void HistoryStore::insert(HistoryEntry entry) {
    erase(entry.id);
    const auto place = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&entry](const HistoryEntry& other) { return other.id < entry.id; });
    m_entries.insert(place, std::move(entry));
}

void HistoryStore::erase(const QString& id) {
    std::erase_if(m_entries, [&id](const HistoryEntry& entry) { return entry.id == id; });
}

void HistoryStore::rename(const QString& id, const QString& name) {
    const HistoryEntry* entry = find(id);
    if (!entry || name.trimmed().isEmpty()) return;
    HistoryEntry changed = *entry;
    changed.name = name.trimmed();
    describe(std::move(changed));
}

void HistoryStore::setNote(const QString& id, const QString& note) {
    const HistoryEntry* entry = find(id);
    if (!entry) return;
    HistoryEntry changed = *entry;
    changed.note = note.trimmed();
    describe(std::move(changed));
}

void HistoryStore::setStarred(const QString& id, bool starred) {
    const HistoryEntry* entry = find(id);
    if (!entry) return;
    HistoryEntry changed = *entry;
    changed.starred = starred;
    describe(std::move(changed));
}

/// Only entry.json changes.
void HistoryStore::describe(HistoryEntry changed) {
    if (!changed.problem.isEmpty()) return;
    insert(changed);
    Q_EMIT this->changed();
    run(
        [changed, folder = m_folder] {
            writeEntry(changed, folder + '/' + changed.id);
            return true;
        },
        [](bool) {});
}

void HistoryStore::remove(const QString& id) {
    const HistoryEntry* entry = find(id);
    if (!entry) return;
    m_removed.push_back({id, entry->bytes});
    erase(id);
    Q_EMIT changed();
    run(
        [from = m_folder + '/' + id, to = binFolder() + '/' + id] {
            moveFolder(from, to);
            return true;
        },
        [](bool) {});
}

void HistoryStore::undoRemove() {
    if (m_removed.empty()) return;
    const QString id = m_removed.back().id;
    m_removed.pop_back();
    run(
        [from = binFolder() + '/' + id, to = m_folder + '/' + id] {
            moveFolder(from, to);
            return readEntry(to);
        },
        [this](HistoryEntry entry) {
            insert(std::move(entry));
            Q_EMIT changed();
        });
}

void HistoryStore::emptyBin() {
    m_removed.clear();
    Q_EMIT changed();
    run([bin = binFolder()] { return QDir(bin).removeRecursively(); }, [](bool) {});
}

qint64 HistoryStore::binBytes() const {
    return std::accumulate(m_removed.begin(), m_removed.end(), qint64(0),
                           [](qint64 sum, const Removed& removed) { return sum + removed.bytes; });
}

void HistoryStore::applyLimit() {
    qint64 total = totalBytes();
    QStringList folders;
    for (std::size_t i = m_entries.size(); i-- > 1 && total > m_limitBytes;) {
        if (m_entries[i].starred) continue;
        total -= m_entries[i].bytes;
        folders << m_folder + '/' + m_entries[i].id;
        m_entries.erase(m_entries.begin() + std::ptrdiff_t(i));
    }
    if (folders.isEmpty()) return;
    run(
        [folders] {
            for (const QString& folder : folders)
                QDir(folder).removeRecursively();
            return true;
        },
        [](bool) {});
}

}  // namespace espalier
