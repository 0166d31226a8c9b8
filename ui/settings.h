#pragma once

#include <QByteArray>
#include <QSettings>
#include <QStringList>
#include <optional>

#include "inference/pipeline/generate_request.h"

#include "viewer/navigation.h"

namespace espalier {

/// What the window remembers from one start to the next. A settings file that cannot be written is not a failure: the
/// values then last until the program ends.
class Settings {
public:
    Settings();

    QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);

    /// Which panels are shown where; of QMainWindow::saveState().
    QByteArray windowState() const;
    void setWindowState(const QByteArray& state);

    /// What the user chose instead of the desktop's own: a ColourScheme.
    int colourScheme() const;
    void setColourScheme(int scheme);

    NavigationStyle navigationStyle() const;
    void setNavigationStyle(NavigationStyle style);

    /// Absent until it was chosen.
    std::optional<qint64> historyLimitBytes() const;
    void setHistoryLimitBytes(qint64 bytes);

    /// "en", "de", "zh_CN"; empty = the desktop's.
    QString language() const;
    void setLanguage(const QString& code);

    /// What jobs run on until the window's fields say otherwise.
    DeviceChoice device() const;
    void setDevice(DeviceChoice device);
    std::optional<MemoryMode> memory() const;
    void setMemory(std::optional<MemoryMode> memory);

    /// What every job is told; see GenerateRequest.
    int threads() const;
    void setThreads(int threads);
    int previewEvery() const;
    void setPreviewEvery(int steps);
    void applyTo(GenerateRequest& request) const;

    /// The folder of the last opened or exported file; the user's own pictures or documents folder at first.
    QString pictureFolder() const;
    void setPictureFolder(const QString& folder);
    QString exportFolder() const;
    void setExportFolder(const QString& folder);

    /// Newest first, at most eight, only those that still exist.
    QStringList recentPictures() const;
    void addRecentPicture(const QString& file);

    /// A folder in which further models lie; empty = none.
    QString modelRoot() const;
    void setModelRoot(const QString& folder);

    /// Folders outside the usual places that hold a model.
    QStringList modelFolders() const;
    void addModelFolder(const QString& folder);

private:
    QString existingFolder(const QString& key, const QString& fallback) const;

    QSettings m_store;
};

}  // namespace espalier
