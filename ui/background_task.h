#pragma once

#include <QFutureWatcher>
#include <QThreadPool>
#include <QtConcurrent>
#include <utility>
#include <variant>

#include "ui/failure_text.h"

namespace espalier {

/// Runs `work()` in a thread pool; then, in `owner`'s thread, either `done(result)` or `failed(JobFailure)`.
/// Neither is called once `owner` is gone. `work` must not touch `owner`.
template <typename Work, typename Done, typename Failed>
void runInPool(QThreadPool* pool, QObject* owner, Work work, Done done, Failed failed) {
    using Outcome = std::variant<std::invoke_result_t<Work>, JobFailure>;
    auto* watcher = new QFutureWatcher<Outcome>(owner);
    QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [watcher, done, failed] {
        watcher->deleteLater();
        Outcome outcome = watcher->future().takeResult();
        if (auto* failure = std::get_if<JobFailure>(&outcome))
            failed(*failure);
        else
            done(std::move(std::get<0>(outcome)));
    });
    watcher->setFuture(QtConcurrent::run(pool, [work = std::move(work)]() -> Outcome {
        try {
            return work();
        } catch (...) {
            return currentFailure();
        }
    }));
}

/// The same in the global thread pool.
template <typename Work, typename Done, typename Failed>
void runInPool(QObject* owner, Work work, Done done, Failed failed) {
    runInPool(QThreadPool::globalInstance(), owner, std::move(work), std::move(done), std::move(failed));
}

}  // namespace espalier
