// job_check [--model DIR]: whole jobs on the card, with the bundled model or another. Prints a line per check; exits
// with 77 where there is no card.

#include <cmath>
#include <cstdio>
#include <limits>
#include <set>

#include "inference/asset/preview.h"
#include "inference/base/log.h"
#include "inference/device/cuda_loader.h"
#include "inference/device/device_probe.h"
#include "inference/pipeline/job_runner.h"
#include "inference/pipeline/model_library.h"
#include "tests/cuda/checks.h"
#include "tests/support/png_reader.h"

namespace espalier {
namespace {

using Clock = std::chrono::steady_clock;
using ResultPtr = std::shared_ptr<const GenerateResult>;

constexpr double kCancelLimitMs = 250.0;

GenerateRequest requestFor(const std::filesystem::path& model) {
    GenerateRequest request;
    request.image = readPng(ESPALIER_SOURCE_DIR "/resources/samples/duck.png");
    request.modelDir = model;
    request.type = PipelineType::k512;
    request.device = DeviceChoice::Cuda;
    request.raw = true;  // what follows is not the card's
    return request;
}

/// The finished job; throws the failure's sentence.
ResultPtr finished(const JobOutcome& outcome) {
    if (const auto* failure = std::get_if<JobFailure>(&outcome))
        throw std::runtime_error(failure->message + " " + failure->details);
    if (std::holds_alternative<JobCancelled>(outcome)) throw std::runtime_error("cancelled");
    return std::get<ResultPtr>(outcome);
}

double share(std::int64_t a, std::int64_t b) {
    return std::abs(double(a - b)) / double(std::max<std::int64_t>(b, 1));
}

void checkArithmetic(Checks& checks, const GenerateRequest& request) {
    JobRunner runner;
    const ResultPtr half = finished(runner.run(request, {}));
    checks.that("a job runs in half precision", half->report.arithmetic != "fp32", half->report.arithmetic);
    checks.that("attention is not the one that writes out all scores", half->report.attentionBackend != "math",
                half->report.attentionBackend);
    checks.that("its device is named", half->report.device.rfind("cuda:0 (", 0) == 0, half->report.device);
    GenerateRequest single = request;
    single.singlePrecision = true;
    const ResultPtr full = finished(runner.run(single, {}));
    checks.that("float32 is used when asked for", full->report.arithmetic == "fp32", full->report.arithmetic);
    // Half precision moves voxels whose logit is near zero, no more.
    checks.that("half precision finds the same structure within 2 %",
                share(half->report.tokens, full->report.tokens) < 0.02,
                std::to_string(half->report.tokens) + " and " + std::to_string(full->report.tokens));
}

void checkPreviews(Checks& checks, const GenerateRequest& request) {
    std::map<Stage, int> seen;
    JobRunner runner;
    const auto sink = [&](std::shared_ptr<const Preview> preview) { ++seen[preview->stage]; };
    finished(runner.run(request, RunContext({}, {}, sink)));
    checks.that("the structure is previewed", seen[Stage::Structure] > 0, std::to_string(seen[Stage::Structure]));
    checks.that("the shape is previewed", seen[Stage::ShapeDecode] > 0, std::to_string(seen[Stage::ShapeDecode]));
}

/// Asks to stop as soon as `stage` reports for the `nth` time and measures until run() answers.
void checkCancel(Checks& checks, JobRunner& runner, const GenerateRequest& request, Stage stage, int nth) {
    std::stop_source stop;
    Clock::time_point asked;
    const auto progress = [&](const Progress& p) {
        if (p.stage != stage || --nth > 0 || stop.stop_requested()) return;
        asked = Clock::now();
        stop.request_stop();
    };
    const JobOutcome outcome = runner.run(request, RunContext(stop.get_token(), progress));
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - asked).count();
    const std::string when = "cancel during " + std::string(name(stage));
    checks.that(when, std::holds_alternative<JobCancelled>(outcome) && ms < kCancelLimitMs,
                std::to_string(ms) + " ms, limit " + std::to_string(kCancelLimitMs));
}

/// Takes the card's memory but for `leave` bytes, whatever other programs hold.
at::Tensor occupyAllBut(std::uint64_t leave) {
    const std::uint64_t available = probeDevices().cards.at(0).freeBytes.value_or(0);
    const auto take = static_cast<std::int64_t>(available > leave ? available - leave : 0);
    return at::empty({take}, at::TensorOptions().dtype(at::kByte).device(c10::kCUDA));
}

/// The job must notice by itself: the memory is taken after the plan was made. The bundled model's weights are so
/// little of what its job needs that the leaner mode needs hardly less: there the memory comes back with the job's
/// warning.
void checkOutOfMemory(Checks& checks, const GenerateRequest& request) {
    c10::DeviceAllocator& memory = *c10::getDeviceAllocator(c10::kCUDA);
    const auto before = static_cast<std::uint64_t>(memory.getDeviceStats(0).allocated_bytes[0].current);
    const ResultPtr plenty = finished(JobRunner().run(request, {}));
    const std::uint64_t needed = plenty->report.peakCardBytes - before, left = needed * 4 / 5;
    memory.emptyCache();
    at::Tensor ballast;
    std::uint64_t taken = 0;
    const auto progress = [&](const Progress& p) {
        if (p.stage != Stage::Load || ballast.defined()) return;
        ballast = occupyAllBut(left);
        taken = ballast.nbytes();
    };
    const bool givesBack = request.modelDir == bundledModelDir();
    setLogSink([&](LogLevel level, const std::string& line) {
        std::printf("%s\n", line.substr(0, 200).c_str());
        if (level < LogLevel::Warning || !givesBack || !ballast.defined()) return;
        ballast = at::empty({0}, ballast.options());
        memory.emptyCache();
    });
    JobRunner runner;
    const JobOutcome outcome = runner.run(request, RunContext({}, progress));
    setLogSink({});
    const ResultPtr scarce = finished(outcome);
    const auto megabytes = [](std::uint64_t bytes) { return std::to_string(bytes / 1'000'000) + " MB"; };
    checks.that("a job that runs out of memory goes on with less", scarce->report.memory == "staged",
                scarce->report.memory + ", " + megabytes(needed) + " needed, " + megabytes(left) + " left, " +
                    megabytes(scarce->report.peakCardBytes - before - taken) + " used");
    checks.that("and says so", scarce->report.notes.size() == 1,
                scarce->report.notes.empty() ? "" : scarce->report.notes.front());
    checks.that("and finds the same structure", scarce->report.tokens == plenty->report.tokens,
                std::to_string(scarce->report.tokens) + " and " + std::to_string(plenty->report.tokens));
}

/// Of vertices of the same voxels, in voxels; infinite where there are not as many.
double largestShift(const ResultPtr& a, const ResultPtr& b) {
    const std::vector<Vec3f>&p = a->raw->mesh.positions, &q = b->raw->mesh.positions;
    if (p.size() != q.size() || a->raw->grid->coords != b->raw->grid->coords)
        return std::numeric_limits<double>::infinity();
    double largest = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i)
        for (std::size_t axis = 0; axis < 3; ++axis)
            largest = std::max(largest, std::abs(double(p[i][axis]) - double(q[i][axis])));
    return largest * a->raw->resolution;
}

/// A product of fewer rows may be summed in another order, so in half precision vertices shift by its rounding. Slabs
/// only save memory where there are more voxels than in one slab, so the peaks are told, not compared.
void checkSlabs(Checks& checks, GenerateRequest request) {
    std::map<MemoryMode, ResultPtr> results;
    for (const MemoryMode mode : {MemoryMode::Staged, MemoryMode::Chunked}) {
        request.memory = mode;
        results[mode] = finished(JobRunner().run(request, {}));
    }
    const ResultPtr &whole = results[MemoryMode::Staged], &slabs = results[MemoryMode::Chunked];
    const double shift = largestShift(whole, slabs);
    checks.that("decoders in slabs give the same voxels", shift < 0.05,
                std::to_string(whole->raw->mesh.positions.size()) + " vertices, the largest shift " +
                    std::to_string(shift) + " of a voxel, peaks " +
                    std::to_string(whole->report.peakCardBytes / 1'000'000) + " and " +
                    std::to_string(slabs->report.peakCardBytes / 1'000'000) + " MB");
}

int run(const std::filesystem::path& model) {
    const c10::InferenceMode inferenceMode;
    Checks checks;
    const GenerateRequest request = requestFor(model);
    checks.guarded("arithmetic", [&] { checkArithmetic(checks, request); });
    checks.guarded("previews", [&] { checkPreviews(checks, request); });
    auto runner = std::make_unique<JobRunner>();
    for (const auto& [stage, nth] :
         {std::pair{Stage::Load, 2}, std::pair{Stage::Structure, 5}, std::pair{Stage::Shape, 5},
          std::pair{Stage::ShapeDecode, 1}, std::pair{Stage::Texture, 5}, std::pair{Stage::TextureDecode, 1}})
        checks.guarded("cancel", [&, at = stage, n = nth] { checkCancel(checks, *runner, request, at, n); });
    runner.reset();  // its model would count
    checks.guarded("slabs", [&] { checkSlabs(checks, request); });
    checks.guarded("memory", [&] { checkOutOfMemory(checks, request); });
    std::printf("%d failed\n", checks.failures());
    return checks.failures() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace espalier

int main(int argc, char** argv) {
    constexpr int kSkipped = 77;
    const std::filesystem::path model = argc > 2 && std::string(argv[1]) == "--model" ? argv[2] : "";
    if (const std::string& problem = espalier::loadCuda(); !problem.empty()) {
        std::printf("skipped: %s\n", problem.c_str());
        return kSkipped;
    }
    return espalier::run(model.empty() ? espalier::bundledModelDir() : model);
}
