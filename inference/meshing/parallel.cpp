#include "inference/meshing/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace espalier {

unsigned threadCount(unsigned wanted) {
    return wanted > 0 ? wanted : std::max(1u, std::thread::hardware_concurrency());
}

void parallelFor(std::size_t count, unsigned threads, const RunContext& context,
                 const std::function<void(std::size_t)>& work, const std::function<void(std::size_t)>& progress) {
    std::atomic<std::size_t> next = 0;
    std::mutex guard;
    std::exception_ptr failure;
    const auto run = [&](bool caller) {
        try {
            for (std::size_t i = next++; i < count; i = next++) {
                if (caller) context.checkpoint();
                if (caller && progress) progress(i);
                work(i);
            }
        } catch (...) {  // handed on to the calling thread
            next = count;
            const std::lock_guard lock(guard);
            if (!failure) failure = std::current_exception();
        }
    };
    std::vector<std::thread> helpers;
    for (std::size_t t = 1; t < std::min<std::size_t>(threadCount(threads), count); ++t)
        helpers.emplace_back(run, false);
    run(true);
    for (std::thread& helper : helpers)
        helper.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace espalier
