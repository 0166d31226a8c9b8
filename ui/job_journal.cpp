#include "ui/job_journal.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUuid>
#include <nlohmann/json.hpp>
#include <optional>

#include "inference/base/log.h"
#include "inference/pipeline/request_json.h"
#include "ui/image_loader.h"

namespace espalier {
namespace {

const QString kLockName = QStringLiteral("lock");
constexpr int kThumbnailSide = 96;
constexpr int kQuickly = 90;  ///< as QImage::save() takes it: zlib's fastest

QString newName() {
    return QUuid::createUuid().toString(QUuid::Id128);
}

QString viewFile(const QString& folder, std::size_t view) {
    return QStringLiteral("%1/view-%2.png").arg(folder).arg(view + 1);
}

/// Absent when the entry is damaged or half-written.
std::optional<JobOrder> readEntry(const QString& folder) {
    QFile file(folder + "/job.json");
    if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
    const QByteArray text = file.readAll();
    try {
        const auto json = nlohmann::json::parse(text.begin(), text.end());
        JobOrder order;
        order.title = QString::fromStdString(json.at("title").get<std::string>());
        order.model = QString::fromStdString(json.at("model").get<std::string>());
        order.request = requestFromJson(json.at("request"));
        const QString picture = folder + "/picture.png";
        order.thumbnail = loadThumbnail(picture, kThumbnailSide);
        order.picture = [image = loadImage(picture)] { return image; };
        while (QFile::exists(viewFile(folder, order.moreViews.size())))
            order.moreViews.push_back([image = loadImage(viewFile(folder, order.moreViews.size()))] { return image; });
        return order;
    } catch (const std::exception& error) {
        log(LogLevel::Warning, folder.toStdString() + " cannot be read: " + error.what());
        return std::nullopt;
    }
}

}  // namespace

QString JobJournal::defaultFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/espalier/jobs";
}

JobJournal::JobJournal(const QString& folder) : m_folder(folder), m_session(folder + '/' + newName()) {
    QDir().mkpath(m_session);
    m_lock = std::make_unique<QLockFile>(m_session + '/' + kLockName);
    m_lock->setStaleLockTime(0);  // however long it runs, it is alive as long as its process is
    if (!m_lock->tryLock(0)) log(LogLevel::Warning, m_session.toStdString() + " cannot be written");
}

JobJournal::~JobJournal() {
    m_lock->unlock();
    if (QDir(m_session).isEmpty()) QDir().rmdir(m_session);
}

std::vector<JobOrder> JobJournal::takeInterrupted() {
    std::vector<JobOrder> orders;
    for (const QFileInfo& session :
         QDir(m_folder).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time | QDir::Reversed)) {
        if (session.filePath() == m_session) continue;
        QLockFile lock(session.filePath() + '/' + kLockName);
        lock.setStaleLockTime(0);
        if (!lock.tryLock(0)) continue;  // its program runs
        for (const QFileInfo& entry : QDir(session.filePath()).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            std::optional<JobOrder> order = readEntry(entry.filePath());
            if (!order) continue;
            // Kept until it is restarted or forgotten: the next crash must not lose it.
            const QString name = newName();
            if (QDir().rename(entry.filePath(), m_session + '/' + name)) order->journalEntry = name;
            orders.push_back(std::move(*order));
        }
        lock.unlock();
        QDir(session.filePath()).removeRecursively();
    }
    return orders;
}

void JobJournal::follow(JobOrder& order) const {
    if (order.journalEntry.isEmpty()) order.journalEntry = newName();
    order.picture = [this, inner = order.picture, entry = order.journalEntry, title = order.title, model = order.model,
                     request = order.request, views = order.moreViews] {
        ImageBuffer picture = inner();
        JobOrder known;
        known.title = title;
        known.model = model;
        known.request = request;
        known.moreViews = views;
        write(entry, known, picture);
        return picture;
    };
}

void JobJournal::write(const QString& entry, const JobOrder& order, const ImageBuffer& picture) const {
    const QString folder = m_session + '/' + entry;
    const nlohmann::json json{
        {"title", order.title.toStdString()}, {"model", order.model.toStdString()}, {"request", toJson(order.request)}};
    const std::string text = json.dump(2);
    QDir().mkpath(folder);
    if (!QFile::exists(folder + "/picture.png"))
        if (!toQImage(picture).save(folder + "/picture.png", "PNG", kQuickly)) return;
    for (std::size_t view = 0; view < order.moreViews.size(); ++view)
        if (const QString file = viewFile(folder, view); !QFile::exists(file))
            if (!toQImage(order.moreViews[view]()).save(file, "PNG", kQuickly)) return;
    QSaveFile file(folder + "/job.json");  // last: with it the entry is whole
    if (file.open(QIODevice::WriteOnly) && file.write(text.data(), qint64(text.size())) == qint64(text.size()))
        file.commit();
}

void JobJournal::remove(const QString& entry) const {
    if (!entry.isEmpty()) QDir(m_session + '/' + entry).removeRecursively();
}

}  // namespace espalier
