#include "inference/pipeline/job_runner.h"

#include <ATen/Parallel.h>
#include <sys/resource.h>

#include <chrono>
#include <exception>
#include <new>
#include <thread>

#include "inference/base/log.h"
#include "inference/device/cuda_loader.h"
#include "inference/device/device_probe.h"
#include "inference/nn/attention.h"
#include "inference/pipeline/trellis_v2_pipeline.h"

namespace espalier {
namespace {

std::uint64_t peakMemoryBytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// Espalier computes on the processor; asking for a card must say so, not quietly do something else.
void requireProcessor(DeviceChoice choice) {
    if (choice != DeviceChoice::Cuda) return;
    const DeviceProbe probe = probeDevices();
    const std::string reason = probe.cards.empty() ? probe.cudaProblem
                               : !loadCuda().empty()
                                   ? loadCuda()
                                   : "This version of Espalier has no sparse operations for graphics cards.";
    throw Error(ErrorCode::DeviceUnavailable, "The job cannot run on a graphics card. " + reason,
                "Choose the processor, or leave the choice to Espalier.");
}

void requireValid(const GenerateRequest& request) {
    const auto problems = request.check();
    if (!problems.empty()) throw Error(ErrorCode::InvalidRequest, problems.front().message, problems.front().hint);
}

bool isOutOfMemory(const c10::Error& error) {
    const std::string words = error.what();
    return dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr ||
           words.find("not enough memory") != std::string::npos ||
           words.find("can't allocate memory") != std::string::npos;
}

JobFailure outOfMemory(std::string details) {
    return {ErrorCode::OutOfMemory, "There is not enough memory for this job.",
            "Close other programs, or choose a lower resolution or a smaller model.", std::move(details)};
}

JobFailure defect(std::string details) {
    return {ErrorCode::Internal, "Something went wrong inside Espalier.", "Please report it together with the log.",
            std::move(details)};
}

}  // namespace

class JobRunner::Impl {
public:
    std::shared_ptr<const GenerateResult> run(const GenerateRequest& request, const RunContext& context);
    /// A failed job may leave a half-loaded or damaged model behind; the next one starts anew.
    void forget() { m_pipeline.reset(); }

private:
    TrellisV2Pipeline& pipelineFor(const GenerateRequest& request);

    std::unique_ptr<TrellisV2Pipeline> m_pipeline;
};

TrellisV2Pipeline& JobRunner::Impl::pipelineFor(const GenerateRequest& request) {
    if (!m_pipeline || m_pipeline->config().root != request.modelDir) {
        m_pipeline.reset();  // before the next one takes memory
        m_pipeline =
            std::make_unique<TrellisV2Pipeline>(PipelineConfig::read(request.modelDir), c10::Device(c10::kCPU));
    }
    return *m_pipeline;
}

std::shared_ptr<const GenerateResult> JobRunner::Impl::run(const GenerateRequest& request, const RunContext& context) {
    const auto start = std::chrono::steady_clock::now();
    requireValid(request);
    requireProcessor(request.device);
    context.checkpoint();
    const c10::InferenceMode inferenceMode;
    at::set_num_threads(request.threads > 0 ? request.threads
                                            : std::max(1, static_cast<int>(std::thread::hardware_concurrency())));
    TrellisV2Pipeline& pipeline = pipelineFor(request);
    TrellisV2Result output = pipeline.run(request, context);

    auto result = std::make_shared<GenerateResult>();
    result->mesh = std::move(output.mesh);
    result->preparedImage = std::move(output.preparedImage);
    RunReport& report = result->report;
    report.stageSeconds = std::move(output.stageSeconds);
    report.totalSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    report.peakMemoryBytes = peakMemoryBytes();
    report.seed = request.seed;
    report.type = request.type.value_or(pipeline.config().defaultType);
    report.resolution = output.resolution;
    report.tokens = output.tokens;
    report.voxels = output.voxels;
    report.device = "cpu";
    report.attentionBackend = lastAttentionBackend();
    return result;
}

JobRunner::JobRunner() : m_impl(std::make_unique<Impl>()) {}
JobRunner::~JobRunner() = default;

JobOutcome JobRunner::run(const GenerateRequest& request, const RunContext& context) {
    JobFailure failure;
    try {
        return m_impl->run(request, context);
    } catch (const Cancelled&) {
        return JobCancelled{};
    } catch (const Error& error) {
        failure = {error.code(), error.what(), error.hint(), {}};
    } catch (const c10::Error& error) {
        failure = isOutOfMemory(error) ? outOfMemory(error.what()) : defect(error.what());
    } catch (const std::bad_alloc& error) {
        failure = outOfMemory(error.what());
    } catch (const std::exception& error) {
        failure = defect(error.what());
    } catch (...) {
        failure = defect("an exception of unknown type");
    }
    m_impl->forget();
    if (!failure.details.empty()) log(LogLevel::Error, failure.details);
    return failure;
}

}  // namespace espalier
