#include "ui/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>

namespace espalier {
namespace {

constexpr int kRecentCount = 8;

QStringList existing(QStringList paths) {
    paths.removeIf([](const QString& path) { return !QFileInfo::exists(path); });
    return paths;
}

QStringList withFirst(QStringList list, const QString& first, int most) {
    list.removeAll(first);
    list.prepend(first);
    return list.mid(0, most);
}

}  // namespace

Settings::Settings()
    : m_store(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("espalier"), QStringLiteral("espalier")) {}

QByteArray Settings::windowGeometry() const {
    return m_store.value("window/geometry").toByteArray();
}
void Settings::setWindowGeometry(const QByteArray& geometry) {
    m_store.setValue("window/geometry", geometry);
}

QByteArray Settings::windowState() const {
    return m_store.value("window/panels").toByteArray();
}
void Settings::setWindowState(const QByteArray& state) {
    m_store.setValue("window/panels", state);
}

int Settings::colourScheme() const {
    return std::clamp(m_store.value("window/colour_scheme").toInt(), 0, 2);
}
void Settings::setColourScheme(int scheme) {
    m_store.setValue("window/colour_scheme", scheme);
}

NavigationStyle Settings::navigationStyle() const {
    return NavigationStyle(std::clamp(m_store.value("view/navigation").toInt(), 0, kNavigationStyleCount - 1));
}
void Settings::setNavigationStyle(NavigationStyle style) {
    m_store.setValue("view/navigation", int(style));
}

std::optional<qint64> Settings::historyLimitBytes() const {
    const qint64 bytes = m_store.value("history/limit_bytes").toLongLong();
    return bytes > 0 ? std::optional(bytes) : std::nullopt;
}
void Settings::setHistoryLimitBytes(qint64 bytes) {
    m_store.setValue("history/limit_bytes", bytes);
}

QString Settings::pictureFolder() const {
    return existingFolder("folders/pictures", QStandardPaths::writableLocation(QStandardPaths::PicturesLocation));
}
void Settings::setPictureFolder(const QString& folder) {
    m_store.setValue("folders/pictures", folder);
}

QString Settings::exportFolder() const {
    return existingFolder("folders/export", QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
}
void Settings::setExportFolder(const QString& folder) {
    m_store.setValue("folders/export", folder);
}

QStringList Settings::recentPictures() const {
    return existing(m_store.value("pictures/recent").toStringList());
}
void Settings::addRecentPicture(const QString& file) {
    m_store.setValue("pictures/recent", withFirst(recentPictures(), QFileInfo(file).absoluteFilePath(), kRecentCount));
}

QStringList Settings::modelFolders() const {
    return existing(m_store.value("models/folders").toStringList());
}
void Settings::addModelFolder(const QString& folder) {
    m_store.setValue("models/folders", withFirst(modelFolders(), QDir(folder).absolutePath(), 32));
}

QString Settings::existingFolder(const QString& key, const QString& fallback) const {
    const QString folder = m_store.value(key).toString();
    if (!folder.isEmpty() && QFileInfo(folder).isDir()) return folder;
    return QFileInfo(fallback).isDir() ? fallback : QDir::homePath();
}

}  // namespace espalier
