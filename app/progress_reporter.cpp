#include "app/progress_reporter.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace espalier {
namespace {

using nlohmann::json;

/// "1:07"
std::string clockText(double seconds) {
    const long whole = std::lround(seconds);
    char text[32];
    std::snprintf(text, sizeof text, "%ld:%02ld", whole / 60, whole % 60);
    return text;
}

std::string stepText(const Progress& progress) {
    char steps[32] = "";
    if (progress.of > 1) std::snprintf(steps, sizeof steps, " %d/%d", progress.step, progress.of);
    return std::string(name(progress.stage)) + steps;
}

std::string timeText(const Progress& progress) {
    std::string text = clockText(progress.elapsedSeconds);
    if (progress.etaSeconds) text += ", " + clockText(*progress.etaSeconds) + " left";
    return text;
}

void printJson(const json& line) {
    // A file name need not be UTF-8; JSON must be.
    std::puts(line.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
    std::fflush(stdout);
}

json toJson(const Progress& progress) {
    json line{{"event", "progress"}, {"stage", name(progress.stage)}, {"step", progress.step},
              {"of", progress.of},   {"fraction", progress.fraction}, {"elapsed_seconds", progress.elapsedSeconds}};
    if (progress.etaSeconds) line["eta_seconds"] = *progress.etaSeconds;
    return line;
}

json toJson(const RunReport& report) {
    json stages = json::object();
    for (const auto& [stage, seconds] : report.stageSeconds) {
        const std::string key(name(stage));
        stages[key] = stages.value(key, 0.0) + seconds;
    }
    return {{"seed", report.seed},
            {"type", name(report.type)},
            {"resolution", report.resolution},
            {"tokens", report.tokens},
            {"voxels", report.voxels},
            {"device", report.device},
            {"attention", report.attentionBackend},
            {"total_seconds", report.totalSeconds},
            {"stage_seconds", stages},
            {"peak_memory_bytes", report.peakMemoryBytes}};
}

}  // namespace

ProgressReporter::ProgressReporter(ProgressStyle style) : m_style(style), m_terminal(isatty(STDERR_FILENO) == 1) {}

void ProgressReporter::begin(const std::filesystem::path& input, int number, int count) {
    m_input = input;
    m_heading = input.stem().string();
    if (count > 1) {
        char position[32];
        std::snprintf(position, sizeof position, "%d/%d ", number, count);
        m_heading.insert(0, position);
    }
    m_lastDraw = -1.0;
    m_lastFraction = 0.0;
    m_anyLine = false;
    if (m_style == ProgressStyle::Json)
        printJson({{"event", "begin"}, {"input", input.string()}, {"number", number}, {"count", count}});
}

void ProgressReporter::progress(const Progress& progress) {
    m_lastFraction = progress.fraction;
    if (m_style == ProgressStyle::Json) printJson(toJson(progress));
    if (m_style == ProgressStyle::Plain) m_terminal ? drawBar(progress) : printLine(progress);
}

void ProgressReporter::drawBar(const Progress& progress) {
    constexpr double kRedrawSeconds = 0.1;
    if (progress.elapsedSeconds - m_lastDraw < kRedrawSeconds && progress.fraction < 1.0) return;
    m_lastDraw = progress.elapsedSeconds;
    constexpr int kCells = 24;
    const int filled = int(std::lround(progress.fraction * kCells));
    char percent[8];
    std::snprintf(percent, sizeof percent, "%3d %%", int(progress.fraction * 100.0));
    const std::string text = m_heading + " [" + std::string(filled, '=') + std::string(kCells - filled, ' ') + "] " +
                             percent + "  " + stepText(progress) + "  " + timeText(progress);
    const int padding = std::max(0, m_barColumns - int(text.size()));
    std::fprintf(stderr, "\r%s%s", text.c_str(), std::string(padding, ' ').c_str());
    m_barColumns = int(text.size());
}

void ProgressReporter::clearBar() {
    if (m_barColumns > 0) std::fprintf(stderr, "\r%s\r", std::string(m_barColumns, ' ').c_str());
    m_barColumns = 0;
}

void ProgressReporter::printLine(const Progress& progress) {
    constexpr double kLineSeconds = 2.0;
    const bool newStage = !m_anyLine || progress.stage != m_lastStage;
    if (!newStage && progress.elapsedSeconds - m_lastDraw < kLineSeconds) return;
    m_anyLine = true;
    m_lastStage = progress.stage;
    m_lastDraw = progress.elapsedSeconds;
    std::fprintf(stderr, "%s: %3d %%, %s, %s\n", m_heading.c_str(), int(progress.fraction * 100.0),
                 stepText(progress).c_str(), timeText(progress).c_str());
}

void ProgressReporter::finish(const std::filesystem::path& output, const GenerateResult& result) {
    clearBar();
    const MeshAsset& mesh = *result.mesh;
    if (m_style == ProgressStyle::Json) {
        json line = toJson(result.report);
        line.update({{"event", "finished"},
                     {"input", m_input.string()},
                     {"output", output.string()},
                     {"vertices", mesh.vertexCount()},
                     {"triangles", mesh.triangleCount()}});
        if (result.gaussians) line["gaussians"] = result.gaussians->size();
        if (result.radianceField) line["radiance_field_voxels"] = result.radianceField->size();
        printJson(line);
        return;
    }
    std::printf("%s: %zu vertices, %zu triangles, seed %llu, %.1f s\n", output.c_str(), mesh.vertexCount(),
                mesh.triangleCount(), static_cast<unsigned long long>(result.report.seed), result.report.totalSeconds);
    std::fflush(stdout);
}

void ProgressReporter::fail(const JobFailure& failure) {
    clearBar();
    if (m_style == ProgressStyle::Json) {
        printJson({{"event", "failed"},
                   {"input", m_input.string()},
                   {"code", name(failure.code)},
                   {"message", failure.message},
                   {"hint", failure.hint}});
    }
    std::fprintf(stderr, "espalier: %s%s%s\n", failure.message.c_str(), failure.hint.empty() ? "" : " ",
                 failure.hint.c_str());
}

void ProgressReporter::cancelled() {
    clearBar();
    if (m_style == ProgressStyle::Json) printJson({{"event", "cancelled"}, {"input", m_input.string()}});
    std::fputs("Cancelled.\n", stderr);
}

}  // namespace espalier
