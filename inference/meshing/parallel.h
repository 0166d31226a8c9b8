#pragma once

#include <cstddef>
#include <functional>

#include "inference/base/run_context.h"

namespace espalier {

/// `wanted` threads, or one per core when it is 0.
unsigned threadCount(unsigned wanted);

/// Calls work(0) .. work(count - 1), each once, on up to `threads` threads (0 = one per core), in no certain order. The
/// calling thread is one of them and alone asks `context`, so its sinks are called from there only. The first exception
/// of a call, or Cancelled, is thrown once all threads have ended; what had not begun by then is left out. `progress`
/// hears from the calling thread how many calls have begun, before each of its own.
void parallelFor(std::size_t count, unsigned threads, const RunContext& context,
                 const std::function<void(std::size_t)>& work, const std::function<void(std::size_t)>& progress = {});

}  // namespace espalier
