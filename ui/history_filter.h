#pragma once

#include <QSortFilterProxyModel>

#include "ui/history_model.h"

namespace espalier {

/// The entries that match the search and, when asked for, are starred.
class HistoryFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setStarredOnly(bool only) {
        m_starredOnly = only;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
        const QModelIndex index = sourceModel()->index(row, 0, parent);
        return (!m_starredOnly || index.data(HistoryModel::StarredRole).toBool()) &&
               QSortFilterProxyModel::filterAcceptsRow(row, parent);
    }

private:
    bool m_starredOnly = false;
};

}  // namespace espalier
