#pragma once

#include <QAbstractListModel>
#include <vector>

#include "inference/base/progress.h"

namespace espalier {

class JobQueue;

/// The queue's jobs for a list view: the picture, its title, and what becomes of it in words. Those that wait can be
/// dragged to another place.
class JobListModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole };

    JobListModel(JobQueue& queue, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    /// One row, that of a job that waits; it lands among those that wait.
    bool moveRows(const QModelIndex& from, int row, int count, const QModelIndex& to, int before) override;

private:
    QString stateText(int jobId) const;

    JobQueue& m_queue;
    std::vector<int> m_jobs;  // what the views know of
    Progress m_progress;      // of the active job
};

}  // namespace espalier
