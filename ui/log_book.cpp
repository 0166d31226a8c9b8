#include "ui/log_book.h"

#include <QDateTime>
#include <cstdio>

namespace espalier {
namespace {

const char* levelName(LogLevel level) {
    switch (level) {
        case LogLevel::Debug:
            return "debug";
        case LogLevel::Info:
            return "info";
        case LogLevel::Warning:
            return "warning";
        case LogLevel::Error:
            return "error";
    }
    return "";
}

}  // namespace

LogBook::LogBook(QObject* parent) : QObject(parent) {
    setLogSink([this](LogLevel level, const std::string& message) { add(level, message); });
}

LogBook::~LogBook() {
    setLogSink([](LogLevel level, const std::string& message) {
        if (level >= LogLevel::Warning) std::fprintf(stderr, "espalier: %s\n", message.c_str());
    });
}

QString LogBook::text() const {
    const std::lock_guard lock(m_mutex);
    return m_lines.join(QLatin1Char('\n'));
}

void LogBook::add(LogLevel level, const std::string& message) {
    if (level >= LogLevel::Warning) std::fprintf(stderr, "espalier: %s\n", message.c_str());
    const QString line = QStringLiteral("%1 %2: %3")
                             .arg(QDateTime::currentDateTime().toString(Qt::ISODateWithMs),
                                  QLatin1String(levelName(level)), QString::fromStdString(message));
    {
        const std::lock_guard lock(m_mutex);
        m_lines << line;
        if (m_lines.size() > kMostLines) m_lines.removeFirst();
    }
    Q_EMIT lineAdded(line);
}

}  // namespace espalier
