#include "inference/base/log.h"

#include <cstdio>
#include <mutex>
#include <utility>

namespace espalier {
namespace {

std::mutex g_mutex;
LogSink g_sink = [](LogLevel level, const std::string& message) {
    if (level >= LogLevel::Warning) std::fprintf(stderr, "espalier: %s\n", message.c_str());
};

}  // namespace

void setLogSink(LogSink sink) {
    const std::lock_guard lock(g_mutex);
    g_sink = std::move(sink);
}

void log(LogLevel level, const std::string& message) {
    const std::lock_guard lock(g_mutex);
    if (g_sink) g_sink(level, message);
}

}  // namespace espalier
