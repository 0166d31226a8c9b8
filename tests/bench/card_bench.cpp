// bench_card [--only TEXT] [--repeat N] [--without-cudnn]: times full-size networks with random weights on the first
// card and prints a table. Rows whose name begins with "part-" are pieces of others; they run only when --only names
// them.

#include <ATen/ATen.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/Event.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "inference/device/cuda_loader.h"
#include "inference/device/device_probe.h"
#include "inference/nn/attention.h"
#include "inference/tensor/cuda_ops.h"
#include "tests/bench/card_rows.h"

namespace espalier {

/// Replaced by decoder_rows.cpp where that is linked.
[[gnu::weak]] std::vector<CardRow> decoderRows() {
    return {};
}

namespace {

constexpr int kNoCard = 77;
const c10::Device kCard(c10::kCUDA, 0);

struct Options {
    std::string only;
    int repeat = 10;
    bool withoutCuDnn = false;  ///< attention by LibTorch's next best implementation
};

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--without-cudnn")
            options.withoutCuDnn = true;
        else if (i + 1 < argc && name == "--only")
            options.only = argv[++i];
        else if (i + 1 < argc && name == "--repeat")
            options.repeat = std::max(1, std::atoi(argv[++i]));
        else {
            std::fprintf(stderr, "usage: bench_card [--only TEXT] [--repeat N] [--without-cudnn]\n");
            std::exit(2);
        }
    }
    return options;
}

void waitForCard() {
    c10::impl::VirtualGuardImpl(c10::kCUDA).synchronizeDevice(kCard.index());
}

struct Timing {
    double firstMs = 0.0;   ///< wall clock of the first call: libraries choose and load their kernels
    double medianMs = 0.0;  ///< of the card's own clock
    double peakBytes = 0.0;
};

Timing measure(const std::function<void()>& work, int repeat) {
    const c10::impl::VirtualGuardImpl card(c10::kCUDA);
    c10::DeviceAllocator* const memory = c10::getDeviceAllocator(c10::kCUDA);
    memory->resetPeakStats(kCard.index());
    Timing timing;
    waitForCard();
    const auto start = std::chrono::steady_clock::now();
    work();
    waitForCard();
    timing.firstMs = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    for (int i = 0; i < 3; ++i)
        work();
    std::vector<c10::Event> events;
    for (int i = 0; i <= repeat; ++i)
        events.emplace_back(c10::kCUDA, c10::EventFlag::BACKEND_DEFAULT);
    events.front().record(card.getStream(kCard));
    for (int i = 1; i <= repeat; ++i) {
        work();
        events[static_cast<std::size_t>(i)].record(card.getStream(kCard));
    }
    waitForCard();
    std::vector<double> times;
    for (std::size_t i = 1; i < events.size(); ++i)
        times.push_back(events[i - 1].elapsedTime(events[i]));
    std::sort(times.begin(), times.end());
    timing.medianMs = times[times.size() / 2];
    timing.peakBytes = static_cast<double>(memory->getDeviceStats(kCard.index()).allocated_bytes[0].peak);
    return timing;
}

/// What a large product of bfloat16 matrices reaches here, TFLOP/s.
double matrixPeak() {
    constexpr std::int64_t kSide = 8192;
    const auto options = at::TensorOptions().device(kCard).dtype(at::kBFloat16);
    const at::Tensor a = at::randn({kSide, kSide}, options);
    const at::Tensor b = at::randn({kSide, kSide}, options);
    at::Tensor c = at::empty({kSide, kSide}, options);
    const Timing timing = measure([&] { at::mm_out(c, a, b); }, 10);
    return 2.0 * double(kSide) * double(kSide) * double(kSide) / timing.medianMs / 1e9;
}

void runRow(const CardRow& row, int repeat, double peak) {
    std::printf("| %s | %s | %s | ", row.work.c_str(), row.reference.c_str(), row.goal.c_str());
    try {
        const std::function<void()> work = row.prepare();
        const Timing timing = measure(work, repeat);
        const double rate = row.flops / timing.medianMs / 1e9;
        std::printf("%.2f ms | %.0f ms | %.2f GB | ", timing.medianMs, timing.firstMs, timing.peakBytes / 1e9);
        if (row.flops > 0.0)
            std::printf("%.0f | %.0f%% | %s |\n", rate, 100.0 * rate / peak, lastAttentionBackend().c_str());
        else
            std::printf("| | %s |\n", lastAttentionBackend().c_str());
    } catch (const std::exception& error) {
        std::printf("failed: %.300s | | | | | |\n", error.what());
    }
    std::fflush(stdout);
    c10::getDeviceAllocator(c10::kCUDA)->emptyCache();
}

int run(const Options& options) {
    if (!loadCuda().empty() || !at::hasCUDA()) {
        std::fprintf(stderr, "bench_card: no card (%s)\n", loadCuda().c_str());
        return kNoCard;
    }
    const c10::InferenceMode inference;
    const DeviceProbe probe = probeDevices();
    at::globalContext().setSDPUseCuDNN(!options.withoutCuDnn);
    const double peak = matrixPeak();
    std::printf("%s, bfloat16 products of 8192 reach %.0f TFLOP/s; own kernels: %s\n\n", probe.cards.at(0).name.c_str(),
                peak, cudaOps() ? cudaOps()->architectures : cudaOpsProblem().c_str());
    std::printf(
        "| work | reference | to reach | measured | first call | peak memory | TFLOP/s | of the peak | latest "
        "attention |\n| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |\n");
    std::vector<CardRow> rows = flowRows();
    for (CardRow& row : decoderRows())
        rows.push_back(std::move(row));
    for (const CardRow& row : rows) {
        const bool asked =
            options.only.empty() ? !row.name.starts_with("part-") : row.name.find(options.only) != std::string::npos;
        if (asked) runRow(row, options.repeat, peak);
    }
    return 0;
}

}  // namespace
}  // namespace espalier

int main(int argc, char** argv) {
    try {
        return espalier::run(espalier::parse(argc, argv));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_card: %s\n", error.what());
        return 1;
    }
}
