#include "ui/history_model.h"

#include <QIcon>
#include <QLocale>

#include "ui/history_store.h"
#include "ui/job_panel.h"

namespace espalier {
namespace {

QString dateText(const QDateTime& when) {
    const QLocale locale;
    if (when.date() == QDate::currentDate())
        return HistoryModel::tr("today, %1").arg(locale.toString(when.time(), QLocale::ShortFormat));
    return locale.toString(when, QLocale::ShortFormat);
}

QString seedText(const HistoryEntry& entry) {
    return HistoryModel::tr("seed %1").arg(entry.request.seed);
}

QString shownText(const HistoryEntry& entry) {
    const QString rest = entry.problem.isEmpty() ? QStringLiteral("%1\n%2").arg(seedText(entry), entry.model)
                                                 : HistoryModel::tr("damaged");
    const QString name = entry.starred ? QStringLiteral("★ ") + entry.name : entry.name;
    return QStringLiteral("%1\n%2\n%3").arg(name, dateText(entry.finished), rest);
}

QString toolTipText(const HistoryEntry& entry) {
    if (!entry.problem.isEmpty()) return entry.problem;
    const QString size = QLocale().formattedDataSize(entry.bytes, 1, QLocale::DataSizeSIFormat);
    const QString facts = HistoryModel::tr("%1\n%2, made in %3\n%4, %5\n%6 on disk")
                              .arg(entry.name, QLocale().toString(entry.finished, QLocale::LongFormat),
                                   spokenDuration(entry.seconds), entry.model, seedText(entry), size);
    return entry.note.isEmpty() ? facts : facts + QStringLiteral("\n\n") + entry.note;
}

/// The same picture when it is selected; by itself Qt would tint it.
QIcon iconOf(const QString& thumbnail) {
    QIcon icon;
    const QPixmap pixmap(thumbnail);  // Qt keeps those read last
    if (pixmap.isNull()) return icon;
    icon.addPixmap(pixmap, QIcon::Normal);
    icon.addPixmap(pixmap, QIcon::Selected);
    return icon;
}

}  // namespace

HistoryModel::HistoryModel(HistoryStore& store, QObject* parent)
    : QAbstractListModel(parent), m_store(store), m_rows(int(store.entries().size())) {
    connect(&store, &HistoryStore::changed, this, [this] {
        beginResetModel();
        m_rows = int(m_store.entries().size());
        endResetModel();
    });
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_rows;
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
    if (index.row() < 0 || index.row() >= int(m_store.entries().size())) return {};
    const HistoryEntry& entry = m_store.entries()[std::size_t(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return shownText(entry);
        case Qt::EditRole:
            return entry.name;
        case Qt::ToolTipRole:
            return toolTipText(entry);
        case Qt::AccessibleTextRole:
            return entry.starred ? tr("%1, %2, starred").arg(entry.name, dateText(entry.finished))
                                 : QStringLiteral("%1, %2").arg(entry.name, dateText(entry.finished));
        case Qt::DecorationRole:
            return iconOf(m_store.thumbnailFile(entry.id));
        case IdRole:
            return entry.id;
        case SearchRole:
            return QStringLiteral("%1 %2 %3 %4").arg(entry.name, entry.model, seedText(entry), entry.note);
        case StarredRole:
            return entry.starred;
        default:
            return {};
    }
}

bool HistoryModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole) return false;
    m_store.rename(index.data(IdRole).toString(), value.toString());
    return true;
}

Qt::ItemFlags HistoryModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractListModel::flags(index);
    const HistoryEntry* entry = m_store.find(index.data(IdRole).toString());
    return entry && entry->problem.isEmpty() ? flags | Qt::ItemIsEditable : flags;
}

}  // namespace espalier
