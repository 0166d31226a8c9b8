#include "inference/pipeline/job_runner.h"

#include <ATen/Parallel.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <sys/resource.h>

#include <chrono>
#include <exception>
#include <new>
#include <thread>

#include "inference/base/log.h"
#include "inference/nn/attention.h"
#include "inference/pipeline/device_report.h"
#include "inference/pipeline/job_device.h"
#include "inference/pipeline/job_pipeline.h"
#include "inference/pipeline/stage_clock.h"

namespace espalier {
namespace {

std::uint64_t peakMemoryBytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
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

bool isOfTheCard(const c10::Error& error) {
    const std::string words = error.what();
    return words.find("CUDA error") != std::string::npos || words.find("CUBLAS_STATUS") != std::string::npos ||
           words.find("CUDNN_STATUS") != std::string::npos;
}

/// A kernel failed although the check let it pass: told with what is known of card, driver and LibTorch.
JobFailure cardFailed(const std::string& words) {
    const Error error = cardFailure(c10::impl::VirtualGuardImpl(c10::kCUDA).getDevice().index(), words);
    return {error.code(), error.what(), error.hint(), words};
}

/// The card that the calling thread's tensors go to, and how much of its memory a job took.
class CardScope {
public:
    explicit CardScope(const JobDevice& where) : m_guard(where.settings.device) {
        at::globalContext().lazyInitDevice(c10::kCUDA);  // statistics are kept from then on
        allocator().resetPeakStats(m_guard.current_device().index());
        // In single precision everything is to be as exact as on the processor: no 10-bit mantissas in convolutions.
        at::globalContext().setAllowTF32CuDNN(where.settings.arithmetic != Arithmetic::Float32);
    }

    std::uint64_t peakBytes() const {
        const auto stats = allocator().getDeviceStats(m_guard.current_device().index());
        return static_cast<std::uint64_t>(stats.allocated_bytes[0].peak);
    }

private:
    static c10::DeviceAllocator& allocator() { return *c10::getDeviceAllocator(c10::kCUDA); }

    c10::DeviceGuard m_guard;
};

/// Turns the raw result into what the request asks for.
void finish(const GenerateRequest& request, const RunContext& context, GenerateResult& result) {
    RunReport& report = result.report;
    if (request.raw) {
        StageClock clock;
        clock.begin(Stage::Finish);
        context.report(Stage::Finish, 0, 1);
        result.mesh = std::make_shared<const MeshAsset>(rawAsset(*result.raw, context));
        context.report(Stage::Finish, 1, 1);
        report.stageSeconds.push_back(clock.end().front());
        return;
    }
    AssetSettings settings = request.asset;
    if (settings.threads == 0) settings.threads = unsigned(request.threads);
    MadeAsset made = makeAsset(*result.raw, settings, context);
    result.mesh = std::move(made.mesh);
    result.asset = std::move(made.report);
    const auto& seconds = result.asset.stageSeconds;
    const auto& notes = result.asset.notes;
    report.stageSeconds.insert(report.stageSeconds.end(), seconds.begin(), seconds.end());
    report.notes.insert(report.notes.end(), notes.begin(), notes.end());
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
    JobPipeline& pipelineFor(const ModelConfig& config, const ComputeSettings& settings);

    std::unique_ptr<JobPipeline> m_pipeline;
};

JobPipeline& JobRunner::Impl::pipelineFor(const ModelConfig& config, const ComputeSettings& settings) {
    const auto& root = std::visit(
        [](const auto& known) -> const auto& { return known.root; }, config);
    const bool fits = m_pipeline && m_pipeline->root() == root && m_pipeline->settings().device == settings.device &&
                      m_pipeline->settings().arithmetic == settings.arithmetic;
    if (!fits) {
        m_pipeline.reset();  // before the next one takes memory
        m_pipeline = std::make_unique<JobPipeline>(config, settings);
    } else if (m_pipeline->settings().memory != settings.memory) {
        m_pipeline->setMemory(settings.memory);
    }
    return *m_pipeline;
}

std::shared_ptr<const GenerateResult> JobRunner::Impl::run(const GenerateRequest& request, const RunContext& context) {
    const auto start = std::chrono::steady_clock::now();
    requireValid(request);
    context.checkpoint();
    const c10::InferenceMode inferenceMode;
    at::set_num_threads(request.threads > 0 ? request.threads
                                            : std::max(1, static_cast<int>(std::thread::hardware_concurrency())));
    const ModelConfig config = readModelConfig(request.modelDir);
    requireOffered(config, request);
    const JobDevice where = chooseJobDevice(request, [&] { return footprintOf(config, request); });
    if (!where.sentence.empty()) log(LogLevel::Info, where.sentence);
    const auto card = where.isCard() ? std::make_unique<const CardScope>(where) : nullptr;
    JobPipeline& pipeline = pipelineFor(config, where.settings);
    PipelineOutput output = pipeline.run(request, context);

    auto result = std::make_shared<GenerateResult>();
    RunReport& report = result->report;
    report.stageSeconds = std::move(output.stageSeconds);
    report.notes = std::move(output.notes);
    report.resolution = output.raw->resolution;
    result->raw = std::move(output.raw);
    result->latents = std::move(output.latents);
    if (request.gaussians) result->gaussians = result->raw->gaussians;
    result->radianceField = result->raw->radianceField;
    finish(request, context, *result);
    result->preparedImage = std::move(output.preparedImage);
    report.totalSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    report.peakMemoryBytes = peakMemoryBytes();
    report.seed = request.seed;
    report.type = output.type;
    report.tokens = output.tokens;
    report.voxels = output.voxels;
    report.device = where.label;
    report.arithmetic = name(where.settings.arithmetic);
    report.attentionBackend = lastAttentionBackend();
    if (card) {
        report.memory = name(pipeline.settings().memory);
        report.peakCardBytes = card->peakBytes();
    }
    return result;
}

JobRunner::JobRunner() : m_impl(std::make_unique<Impl>()) {}
JobRunner::~JobRunner() = default;

JobOutcome JobRunner::run(const GenerateRequest& request, const RunContext& context) {
    return guarded([&] { return m_impl->run(request, context); });
}

JobOutcome JobRunner::remake(const std::shared_ptr<const RawResult>& raw, const GenerateRequest& request,
                             const RunContext& context) {
    return guarded([&] {
        const auto start = std::chrono::steady_clock::now();
        context.plan(request.raw ? std::vector<std::pair<Stage, double>>{{Stage::Finish, 1.0}}
                                 : assetCosts(raw->mesh.triangles.size(), request.asset, !raw->coords.empty()));
        auto result = std::make_shared<GenerateResult>();
        result->raw = raw;
        finish(request, context, *result);
        RunReport& report = result->report;
        report.seed = request.seed;
        report.type = request.type.value_or(report.type);
        report.resolution = raw->resolution;
        report.voxels = std::int64_t(raw->coords.size());
        report.device = "cpu";
        report.peakMemoryBytes = peakMemoryBytes();
        report.totalSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return std::shared_ptr<const GenerateResult>(std::move(result));
    });
}

template <typename Work>
JobOutcome JobRunner::guarded(Work work) {
    JobFailure failure;
    try {
        return work();
    } catch (const Cancelled&) {
        return JobCancelled{};
    } catch (const Error& error) {
        failure = {error.code(), error.what(), error.hint(), {}};
    } catch (const c10::Error& error) {
        failure = isOutOfMemory(error) ? outOfMemory(error.what())
                  : isOfTheCard(error) ? cardFailed(error.what())
                                       : defect(error.what());
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
