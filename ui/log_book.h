#pragma once

#include <QObject>
#include <QStringList>
#include <mutex>

#include "inference/base/log.h"

namespace espalier {

/// Keeps the program's latest log lines, each with its time, and passes warnings on to stderr. One for the program:
/// while it exists it is the log's sink.
class LogBook : public QObject {
    Q_OBJECT

public:
    static constexpr int kMostLines = 2000;

    explicit LogBook(QObject* parent = nullptr);
    ~LogBook() override;

    /// Any thread.
    QString text() const;

Q_SIGNALS:
    /// Emitted in the thread that wrote the line.
    void lineAdded(const QString& line);

private:
    void add(LogLevel level, const std::string& message);

    mutable std::mutex m_mutex;
    QStringList m_lines;  // guarded by m_mutex
};

}  // namespace espalier
