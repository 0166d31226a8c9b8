#include "ui/hand_out.h"

#include <QDir>
#include <QFile>
#include <QMimeData>
#include <QRegularExpression>
#include <QUrl>
#include <filesystem>

#include "ui/history_store.h"

namespace espalier {

QString HandOut::fileOf(const HistoryStore& store, const QString& id) {
    const HistoryEntry* entry = store.find(id);
    if (!entry || !entry->problem.isEmpty() || !m_folder.isValid()) return {};
    static const QRegularExpression unfit(QStringLiteral("[/\\\\:*?\"<>|\\x00-\\x1f]"));
    const QString folder = m_folder.filePath(id);
    const QString file = folder + '/' + QString(entry->name).replace(unfit, QStringLiteral("_")) + ".glb";
    QDir().mkpath(folder);
    QFile::remove(file);  // it may have been made again since
    const std::filesystem::path from = QFile::encodeName(store.assetFile(id)).toStdString();
    const std::filesystem::path to = QFile::encodeName(file).toStdString();
    std::error_code failed;
    std::filesystem::create_hard_link(from, to, failed);
    if (failed) std::filesystem::copy_file(from, to, failed);
    return failed ? QString() : file;
}

QMimeData* HandOut::mimeData(const QString& file) {
    const QUrl url = QUrl::fromLocalFile(file);
    auto* mime = new QMimeData;
    mime->setUrls({url});
    mime->setText(file);
    mime->setData(QStringLiteral("x-special/gnome-copied-files"), "copy\n" + url.toEncoded());
    return mime;
}

}  // namespace espalier
