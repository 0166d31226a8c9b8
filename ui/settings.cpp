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

QString Settings::language() const {
    return m_store.value("window/language").toString();
}
void Settings::setLanguage(const QString& code) {
    m_store.setValue("window/language", code);
}

DeviceChoice Settings::device() const {
    return DeviceChoice(std::clamp(m_store.value("jobs/device").toInt(), 0, int(DeviceChoice::Cuda)));
}
void Settings::setDevice(DeviceChoice device) {
    m_store.setValue("jobs/device", int(device));
}

std::optional<MemoryMode> Settings::memory() const {
    return memoryModeFromName(m_store.value("jobs/memory").toString().toStdString());
}
void Settings::setMemory(std::optional<MemoryMode> memory) {
    m_store.setValue("jobs/memory", memory ? QString::fromLatin1(name(*memory)) : QString());
}

int Settings::threads() const {
    return std::max(0, m_store.value("jobs/threads").toInt());
}
void Settings::setThreads(int threads) {
    m_store.setValue("jobs/threads", threads);
}

int Settings::previewEvery() const {
    return std::max(0, m_store.value("jobs/preview_every", 1).toInt());
}
void Settings::setPreviewEvery(int steps) {
    m_store.setValue("jobs/preview_every", steps);
}

void Settings::applyTo(GenerateRequest& request) const {
    request.threads = threads();
    request.previewEvery = previewEvery();
}

QString Settings::modelRoot() const {
    return m_store.value("models/root").toString();
}
void Settings::setModelRoot(const QString& folder) {
    m_store.setValue("models/root", folder);
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
