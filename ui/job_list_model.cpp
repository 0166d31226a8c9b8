#include "ui/job_list_model.h"

#include <QIcon>
#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <cmath>

#include "ui/failure_text.h"
#include "ui/job_queue.h"

namespace espalier {
namespace {

constexpr int kIconSide = 96;  // twice what is shown, for fine screens

/// The same when it is selected; by itself Qt would tint it. As wide without a picture, so that the titles stay in
/// line.
QIcon iconOf(const QImage& thumbnail) {
    QPixmap square(kIconSide, kIconSide);
    square.fill(Qt::transparent);
    if (!thumbnail.isNull()) {
        QPainter painter(&square);
        const QImage fitted = thumbnail.scaled(square.size(), Qt::KeepAspectRatio, Qt::SmoothTransformation);
        painter.drawImage((kIconSide - fitted.width()) / 2, (kIconSide - fitted.height()) / 2, fitted);
    }
    QIcon icon(square);
    icon.addPixmap(square, QIcon::Selected);
    return icon;
}

}  // namespace

JobListModel::JobListModel(JobQueue& queue, QObject* parent)
    : QAbstractListModel(parent), m_queue(queue), m_jobs(queue.jobs()) {
    connect(&queue, &JobQueue::listChanged, this, [this] {
        beginResetModel();
        m_jobs = m_queue.jobs();
        endResetModel();
    });
    connect(&queue, &JobQueue::stateChanged, this, [this](int, JobState state) {
        if (state == JobState::Running) m_progress = {};
    });
    connect(&queue, &JobQueue::progressed, this, [this](int, const Progress& progress) {
        m_progress = progress;
        Q_EMIT dataChanged(index(0), index(0), {Qt::DisplayRole});  // the active job leads the list
    });
}

int JobListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_jobs.size());
}

QString JobListModel::stateText(int jobId) const {
    switch (m_queue.state(jobId)) {
        case JobState::Queued: {
            const auto place = std::find(m_queue.waiting().begin(), m_queue.waiting().end(), jobId);
            const auto before = int(place - m_queue.waiting().begin());
            return before == 0 ? tr("Next") : tr("Waiting, place %1").arg(before + 1);
        }
        case JobState::Running:
            return tr("%1, %2 %").arg(stageText(m_progress.stage)).arg(int(std::lround(m_progress.fraction * 100)));
        case JobState::Stopping:
            return tr("Stopping...");
        case JobState::Finished:
            return tr("Finished");
        case JobState::Failed:
            return tr("Failed: %1").arg(failureTitle(m_queue.failure(jobId)->code));
        case JobState::Cancelled:
            return tr("Cancelled");
        case JobState::Interrupted:
            return tr("Interrupted when Espalier ended");
    }
    return {};
}

QVariant JobListModel::data(const QModelIndex& index, int role) const {
    if (index.row() < 0 || index.row() >= int(m_jobs.size())) return {};
    const int id = m_jobs[std::size_t(index.row())];
    if (!m_queue.isKnown(id)) return {};  // forgotten a moment ago
    const JobOrder& order = m_queue.order(id);
    switch (role) {
        case Qt::DisplayRole:
            return QStringLiteral("%1\n%2").arg(order.title, stateText(id));
        case Qt::AccessibleTextRole:
            return QStringLiteral("%1, %2").arg(order.title, stateText(id));
        case Qt::ToolTipRole:
            if (const JobFailure* failure = m_queue.failure(id))
                return QString::fromStdString(failure->message + ' ' + failure->hint);
            return tr("%1, seed %2").arg(order.model).arg(order.request.seed);
        case Qt::DecorationRole:
            return iconOf(order.thumbnail);
        case IdRole:
            return id;
        default:
            return {};
    }
}

Qt::ItemFlags JobListModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::ItemIsDropEnabled;  // between the rows
    const Qt::ItemFlags flags = QAbstractListModel::flags(index);
    const int id = index.data(IdRole).toInt();
    return m_queue.isKnown(id) && m_queue.state(id) == JobState::Queued ? flags | Qt::ItemIsDragEnabled : flags;
}

bool JobListModel::moveRows(const QModelIndex& from, int row, int count, const QModelIndex& to, int before) {
    if (from.isValid() || to.isValid() || count != 1 || row < 0 || row >= rowCount()) return false;
    const int id = m_jobs[std::size_t(row)];
    if (m_queue.state(id) != JobState::Queued) return false;
    const int firstWaiting = m_queue.activeJob() ? 1 : 0;
    m_queue.moveWaiting(id, before - firstWaiting - (before > row ? 1 : 0));
    return true;
}

}  // namespace espalier
