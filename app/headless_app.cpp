#include "app/headless_app.h"

#include <algorithm>
#include <optional>
#include <random>
#include <span>

#include "app/batch_plan.h"
#include "app/exit_status.h"
#include "app/interrupt_guard.h"
#include "app/picture_writer.h"
#include "app/preview_writer.h"
#include "app/progress_reporter.h"
#include "inference/asset/asset_import.h"
#include "inference/asset/gaussian_export.h"
#include "inference/meshing/radiance_field_render.h"
#include "inference/pipeline/image_preprocess.h"
#include "inference/pipeline/job_runner.h"
#include "inference/pipeline/model_library.h"
#include "inference/pipeline/radiance_field_file.h"
#include "inference/pipeline/result_file.h"
#include "ui/image_loader.h"

namespace espalier {
namespace {

/// The problems that can be told before a picture is opened.
void requireValid(const GenerateRequest& request) {
    const auto problems = request.check();
    const auto first = std::find_if(problems.begin(), problems.end(), [](const auto& p) { return p.field != "image"; });
    if (first != problems.end()) throw Error(ErrorCode::InvalidRequest, first->message, first->hint);
}

std::uint64_t randomSeed() {
    // 31 bits: short enough to read out and type again.
    return std::random_device{}() & 0x7fffffffu;
}

JobFailure toFailure(const Error& error) {
    return {error.code(), error.what(), error.hint(), {}};
}

ImageBuffer pictureIn(const std::filesystem::path& file) {
    return loadImage(QString::fromStdString(file.string()));
}

/// What the model will see of the picture.
ImageBuffer preparedFor(const GenerateRequest& request) {
    const bool isFirst = readModelInfo(request.modelDir).defaultType == PipelineType::k256;
    return (isFirst ? prepareImageV1(request.image, {}, request.keepBackground)
                    : prepareImage(request.image, {}, request.keepBackground))
        .image;
}

/// Seen as the reference looks at its fields: from twice the box's side away, through 40 degrees.
ImageBuffer pictureOfField(const RadianceField& field, const RenderView& view) {
    const RenderCamera camera =
        turntableCamera({}, 2.0, view.azimuthDegrees, view.elevationDegrees, 40.0, view.width, view.height);
    constexpr Vec3f kBackground{0.925f, 0.925f, 0.925f};  // renderMesh()'s
    return renderRadianceField(field, camera).over(kBackground);
}

void finish(ProgressReporter& reporter, const std::filesystem::path& output, const GenerateResult& result) {
    // However the pipeline planned its stages: a written file is the end of the job.
    reporter.progress({.stage = Stage::Write,
                       .step = 1,
                       .of = 1,
                       .fraction = 1.0,
                       .elapsedSeconds = result.report.totalSeconds,
                       .etaSeconds = 0.0});
    reporter.finish(output, result);
}

class HeadlessRun {
public:
    HeadlessRun(const GenerateOptions& options, ProgressReporter& reporter)
        : m_options(options), m_jobs(planBatch(options)), m_reporter(reporter) {}

    int run() {
        int status = kSuccess;
        for (std::size_t i = 0; i < m_jobs.size(); ++i) {
            m_reporter.begin(m_jobs[i].picture, int(i) + 1, int(m_jobs.size()));
            const int jobStatus = runOne(m_jobs[i]);
            if (jobStatus == kCancelled) return kCancelled;
            if (status == kSuccess) status = jobStatus;
        }
        return status;
    }

private:
    int runOne(const PlannedJob& job) {
        try {
            return generate(job);
        } catch (const Cancelled&) {
            m_reporter.cancelled();
            return kCancelled;
        } catch (const Error& error) {
            return failed(toFailure(error));
        }
    }

    int generate(const PlannedJob& job) {
        m_interrupt.setPartialFile(job.output.string() + ".part");
        GenerateRequest request = m_options.request;
        request.image = pictureIn(job.picture);
        for (const auto& view : m_options.views)
            request.moreViews.push_back(pictureIn(view));
        if (m_options.randomSeed) request.seed = randomSeed();

        std::optional<PreviewWriter> previews;
        if (!m_options.previewDir.empty()) {
            const bool batch = m_jobs.size() > 1;
            previews.emplace(batch ? m_options.previewDir / job.picture.stem() : m_options.previewDir,
                             m_interrupt.token());
            writePicture(preparedFor(request), previews->folder() / "prepared.png");
        }
        const RunContext context = makeContext(previews);
        const JobOutcome outcome = m_runner.run(request, context);
        if (const auto* failure = std::get_if<JobFailure>(&outcome)) return failed(*failure);
        if (std::holds_alternative<JobCancelled>(outcome)) throw Cancelled{};

        const auto& result = *std::get<std::shared_ptr<const GenerateResult>>(outcome);
        if (!job.keep.empty()) {
            m_interrupt.setPartialFile(job.keep.string() + ".part");
            saveResult(job.keep, storedResult(request, result, context), context);
        }
        if (!job.gaussians.empty()) {
            m_interrupt.setPartialFile(job.gaussians.string() + ".part");
            const auto format = *gaussianFormatFromName(job.gaussians.extension().string());
            exportGaussians(*result.gaussians, job.gaussians, format, context);
        }
        if (!job.radianceField.empty()) {
            m_interrupt.setPartialFile(job.radianceField.string() + ".part");
            exportRadianceField(*result.radianceField, job.radianceField);
        }
        m_interrupt.setPartialFile(job.output.string() + ".part");
        exportAsset(*result.mesh, job.output, job.format, context, m_options.exporting);
        finish(m_reporter, job.output, result);
        return kSuccess;
    }

    RunContext makeContext(std::optional<PreviewWriter>& previews) {
        RunContext::PreviewSink sink;
        if (previews) sink = [&previews](auto preview) { previews->take(std::move(preview)); };
        return RunContext(
            m_interrupt.token(), [this](const Progress& progress) { m_reporter.progress(progress); }, std::move(sink));
    }

    int failed(const JobFailure& failure) {
        m_reporter.fail(failure);
        return exitStatusOf(failure.code);
    }

    const GenerateOptions& m_options;
    std::vector<PlannedJob> m_jobs;
    ProgressReporter& m_reporter;
    JobRunner m_runner;
    InterruptGuard m_interrupt;
};

}  // namespace

int runGenerate(const GenerateOptions& options) {
    ProgressReporter reporter(options.progress);
    try {
        GenerateOptions complete = options;
        if (complete.request.modelDir.empty()) complete.request.modelDir = bundledModelDir();
        requireValid(complete.request);
        return HeadlessRun(complete, reporter).run();
    } catch (const Error& error) {
        reporter.fail(toFailure(error));
        return exitStatusOf(error.code());
    }
}

int runRebake(const RebakeOptions& options) {
    ProgressReporter reporter(options.progress);
    InterruptGuard interrupt;
    const auto failed = [&](const JobFailure& failure) {
        reporter.fail(failure);
        return exitStatusOf(failure.code);
    };
    try {
        const AssetFormat format = formatOf(options.output, options.format);
        interrupt.setPartialFile(options.output.string() + ".part");
        reporter.begin(options.input, 1, 1);
        const RunContext context(interrupt.token(), [&](const Progress& progress) { reporter.progress(progress); });
        StoredResult stored = loadResult(options.input, context);
        stored.request.asset = options.asset;
        stored.request.raw = options.raw;
        const JobOutcome outcome = JobRunner().remake(stored.raw, stored.request, context);
        if (const auto* failure = std::get_if<JobFailure>(&outcome)) return failed(*failure);
        if (std::holds_alternative<JobCancelled>(outcome)) throw Cancelled{};
        const auto& result = *std::get<std::shared_ptr<const GenerateResult>>(outcome);
        exportAsset(*result.mesh, options.output, format, context, options.exporting);
        finish(reporter, options.output, result);
        return kSuccess;
    } catch (const Cancelled&) {
        reporter.cancelled();
        return kCancelled;
    } catch (const Error& error) {
        return failed(toFailure(error));
    }
}

int runRender(const RenderOptions& options) {
    if (options.input.extension() == kRadianceFieldExtension) {
        writePicture(pictureOfField(importRadianceField(options.input), options.view), options.output);
        return kSuccess;
    }
    const auto decode = [](std::span<const std::uint8_t> bytes, const std::string& name) {
        return loadImage(QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size())),
                         QString::fromStdString(name));
    };
    writePicture(renderMesh(importAsset(options.input, decode), options.view), options.output);
    return kSuccess;
}

}  // namespace espalier
