// bench [--model DIR] [--image PNG] [--type T] [--seed N] [--threads N] [--runs N] [--glb FILE] [--previews] [--warm]
//       [--device cpu|cuda] [--memory resident|staged|chunked] [--single-precision]
// Runs the job and prints a table of medians: time per stage, total, peak memory, tokens, voxels.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "inference/asset/asset_export.h"
#include "inference/pipeline/job_runner.h"
#include "inference/pipeline/model_library.h"
#include "tests/support/passive_waiting.h"
#include "tests/support/png_reader.h"

namespace espalier {
namespace {

struct Options {
    std::filesystem::path model;
    std::filesystem::path image = ESPALIER_SOURCE_DIR "/resources/samples/duck.png";
    std::filesystem::path glb;
    std::string type;
    std::uint64_t seed = 42;
    int threads = 0;
    int runs = 1;
    bool withPreviews = false;
    bool warm = false;  ///< keep the model loaded between runs; the first run, which loads it, does not count
    DeviceChoice device = DeviceChoice::Cpu;
    std::optional<MemoryMode> memory;
    bool singlePrecision = false;
};

[[noreturn]] void usage() {
    std::fprintf(stderr,
                 "usage: bench [--model DIR] [--image PNG] [--type T] [--seed N] [--threads N] [--runs N] [--glb FILE] "
                 "[--previews] [--warm] [--device cpu|cuda] [--memory resident|staged|chunked] "
                 "[--single-precision]\n");
    std::exit(2);
}

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        const auto value = [&]() -> std::string {
            if (i + 1 >= argc) usage();
            return argv[++i];
        };
        if (name == "--model")
            options.model = value();
        else if (name == "--image")
            options.image = value();
        else if (name == "--glb")
            options.glb = value();
        else if (name == "--type")
            options.type = value();
        else if (name == "--seed")
            options.seed = std::stoull(value());
        else if (name == "--threads")
            options.threads = std::stoi(value());
        else if (name == "--runs")
            options.runs = std::max(1, std::stoi(value()));
        else if (name == "--device")
            options.device = value() == "cuda" ? DeviceChoice::Cuda : DeviceChoice::Cpu;
        else if (name == "--memory")
            options.memory = memoryModeFromName(value());
        else if (name == "--single-precision")
            options.singlePrecision = true;
        else if (name == "--previews")
            options.withPreviews = true;
        else if (name == "--warm")
            options.warm = true;
        else
            usage();
    }
    if (options.model.empty()) options.model = bundledModelDir();
    return options;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// Measured seconds by stage, one entry per run; stages in the order of a job.
using Samples = std::map<Stage, std::vector<double>>;

/// Processor time of all threads by stage, told by the job's progress reports. On a busy machine it says more than the
/// wall clock.
class ProcessorClock {
public:
    void operator()(const Progress& progress) {
        if (m_seconds.empty() || progress.stage != m_stage) close();
        m_stage = progress.stage;
        m_seconds[m_stage];
    }
    void close() {
        const std::clock_t now = std::clock();
        if (!m_seconds.empty()) m_seconds[m_stage] += double(now - m_since) / CLOCKS_PER_SEC;
        m_since = now;
    }
    const std::map<Stage, double>& seconds() const { return m_seconds; }

private:
    std::map<Stage, double> m_seconds;
    Stage m_stage = Stage::Load;
    std::clock_t m_since = std::clock();
};

void printTable(const Samples& samples, const Samples& processor, const std::vector<double>& totals,
                const RunReport& report, std::size_t previews) {
    std::printf("| stage | seconds | processor seconds |\n| --- | ---: | ---: |\n");
    double sum = 0.0;
    for (const auto& [stage, seconds] : samples) {
        const double busy = processor.count(stage) ? median(processor.at(stage)) : 0.0;
        sum += busy;
        std::printf("| %s | %.2f | %.2f |\n", std::string(name(stage)).c_str(), median(seconds), busy);
    }
    std::printf("| total | %.2f | %.2f |\n\n", median(totals), sum);
    std::printf(
        "runs %zu (fastest %.2f s, slowest %.2f s), peak memory %.2f GB, type %s, resolution %d, tokens %lld, "
        "voxels %lld, device %s, attention %s, previews %zu\n",
        totals.size(), *std::min_element(totals.begin(), totals.end()), *std::max_element(totals.begin(), totals.end()),
        double(report.peakMemoryBytes) / double(1 << 30), std::string(name(report.type)).c_str(), report.resolution,
        (long long)report.tokens, (long long)report.voxels, report.device.c_str(), report.attentionBackend.c_str(),
        previews);
    if (report.peakCardBytes > 0)
        std::printf("card memory %.2f GB, %s, %s\n", double(report.peakCardBytes) / double(1 << 30),
                    report.memory.c_str(), report.arithmetic.c_str());
    for (const std::string& note : report.notes)
        std::printf("note: %s\n", note.c_str());
}

int run(const Options& options) {
    GenerateRequest request;
    request.image = readPng(options.image);
    request.modelDir = options.model;
    request.seed = options.seed;
    request.threads = options.threads;
    request.device = options.device;
    request.memory = options.memory;
    request.singlePrecision = options.singlePrecision;
    if (!options.type.empty()) {
        request.type = pipelineTypeFromName(options.type);
        if (!request.type) usage();
    }
    std::size_t previews = 0;
    RunContext::PreviewSink sink;
    if (options.withPreviews) sink = [&](const auto&) { ++previews; };

    Samples samples, processor;
    std::vector<double> totals;
    RunReport report;
    auto runner = std::make_unique<JobRunner>();
    for (int i = options.warm ? -1 : 0; i < options.runs; ++i) {
        if (!options.warm) runner = std::make_unique<JobRunner>();
        const auto start = std::chrono::steady_clock::now();
        ProcessorClock clock;
        const JobOutcome outcome = runner->run(request, RunContext(std::stop_token(), std::ref(clock), sink));
        clock.close();
        const auto* result = std::get_if<std::shared_ptr<const GenerateResult>>(&outcome);
        if (!result) {
            const auto* failure = std::get_if<JobFailure>(&outcome);
            std::fprintf(stderr, "bench: %s\n", failure ? failure->message.c_str() : "cancelled");
            return 1;
        }
        const auto computed = std::chrono::steady_clock::now();
        if (i < 0) continue;
        if (!options.glb.empty()) exportAsset(*(*result)->mesh, options.glb, AssetFormat::Glb);
        const auto end = std::chrono::steady_clock::now();
        if (!options.glb.empty())
            samples[Stage::Write].push_back(std::chrono::duration<double>(end - computed).count());
        totals.push_back(std::chrono::duration<double>(end - start).count());
        report = (*result)->report;
        for (const auto& [stage, seconds] : report.stageSeconds)
            samples[stage].push_back(seconds);
        for (const auto& [stage, seconds] : clock.seconds())
            processor[stage].push_back(seconds);
    }
    printTable(samples, processor, totals, report, previews);
    return 0;
}

}  // namespace
}  // namespace espalier

int main(int argc, char** argv) {
    espalier::restartWithPassiveWaiting(argv);
    try {
        return espalier::run(espalier::parse(argc, argv));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench: %s\n", error.what());
        return 1;
    }
}
