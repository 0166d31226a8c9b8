#pragma once

#include <QDateTime>
#include <QImage>
#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <functional>
#include <vector>

#include "inference/pipeline/generate_request.h"
#include "inference/pipeline/job_runner.h"

namespace espalier {

/// One finished job as it is listed.
struct HistoryEntry {
    QString id;  ///< its folder's name; ids sort by time
    QString name;
    QDateTime finished;
    QString model;            ///< its title
    GenerateRequest request;  ///< without the picture
    double seconds = 0;
    QString note;  ///< a person's words
    bool starred = false;
    qint64 bytes = 0;  ///< of all its files
    QString problem;   ///< why it cannot be opened, one sentence; empty = it can
};

/// Finished jobs in the user's data folder, one folder each: entry.json, thumbnail.png, asset.glb, and whatever else
/// was written into it. A folder gets its name when everything in it is on the disk, so that a crash leaves either all
/// of an entry or nothing. Damaged entries are listed with their problem and left as they are.
///
/// GUI thread; files are touched in a thread of its own, in order. The destructor waits for what is under way.
class HistoryStore : public QObject {
    Q_OBJECT

public:
    /// espalier/history in the user's data folder.
    static QString defaultFolder();

    explicit HistoryStore(const QString& folder, QObject* parent = nullptr);
    ~HistoryStore() override;

    /// Reads the folder again; changed() follows. Removes what a crash left half-written.
    void load();

    /// Newest first.
    const std::vector<HistoryEntry>& entries() const { return m_entries; }
    /// Null when there is none of that id.
    const HistoryEntry* find(const QString& id) const;
    QString assetFile(const QString& id) const { return file(id, QStringLiteral("asset.glb")); }
    /// Not kept in memory: there may be thousands.
    QString thumbnailFile(const QString& id) const { return file(id, QStringLiteral("thumbnail.png")); }
    /// What the asset can be made again of (inference/pipeline/result_file.h).
    QString resultFile(const QString& id) const { return file(id, QStringLiteral("result.espalier")); }
    bool hasResult(const QString& id) const;
    qint64 totalBytes() const;

    /// Puts an asset's files into the folder it is given and returns its thumbnail. Called on the store's thread; an
    /// Error it throws becomes failed().
    using WriteFiles = std::function<QImage(const QString& folder)>;
    /// Fills in id and bytes of `entry`. Returns the id; added() follows.
    QString add(HistoryEntry entry, WriteFiles writeFiles);
    /// Writes an entry's files again, each of them whole or not at all; changed() follows.
    void update(HistoryEntry entry, WriteFiles writeFiles);
    void rename(const QString& id, const QString& name);
    void setNote(const QString& id, const QString& note);
    /// Starred entries are never deleted for want of space.
    void setStarred(const QString& id, bool starred);
    /// Moves it to the store's waste bin, which is emptied at the next load().
    void remove(const QString& id);
    bool canUndoRemove() const { return !m_removed.empty(); }
    /// Brings back what was removed last.
    void undoRemove();
    /// Deletes what was removed for good; changed() follows.
    void emptyBin();
    qint64 binBytes() const;

    /// After an add() the oldest entries are deleted until the store is no larger; the newest and the starred stay.
    void setLimitBytes(qint64 bytes) { m_limitBytes = bytes; }
    qint64 limitBytes() const { return m_limitBytes; }

Q_SIGNALS:
    void changed();
    void added(const QString& id);
    void failed(const espalier::JobFailure& failure);

private:
    struct Removed {
        QString id;
        qint64 bytes;
    };

    template <typename Work, typename Done>
    void run(Work work, Done done);
    QString file(const QString& id, const QString& name) const;
    QString binFolder() const;
    void insert(HistoryEntry entry);
    void describe(HistoryEntry changed);
    void erase(const QString& id);
    void applyLimit();

    QString m_folder;
    qint64 m_limitBytes;
    std::vector<HistoryEntry> m_entries;
    QDateTime m_lastTime;            // of the newest entry added
    std::vector<Removed> m_removed;  // what is in the bin, the last one at the end
    QThreadPool m_pool;
};

}  // namespace espalier
