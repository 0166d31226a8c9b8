#pragma once

#include <QAbstractListModel>

namespace espalier {

class HistoryStore;

/// A store's entries for a list view: thumbnail, three lines of text, everything in the tool tip. Editing renames.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole, SearchRole, StarredRole };

    HistoryModel(HistoryStore& store, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    HistoryStore& m_store;
    int m_rows = 0;  // what the views know of
};

}  // namespace espalier
