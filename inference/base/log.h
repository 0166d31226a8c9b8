#pragma once

#include <functional>
#include <string>

namespace espalier {

enum class LogLevel { Debug, Info, Warning, Error };

/// Receives every log line; called under a lock, from any thread. The default writes warnings and errors to stderr.
using LogSink = std::function<void(LogLevel, const std::string&)>;

void setLogSink(LogSink sink);
void log(LogLevel level, const std::string& message);

}  // namespace espalier
