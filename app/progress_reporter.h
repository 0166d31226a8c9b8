#pragma once

#include <filesystem>
#include <string>

#include "app/options.h"
#include "inference/base/error.h"
#include "inference/base/progress.h"
#include "inference/pipeline/job_runner.h"

namespace espalier {

/// Tells the user about the jobs of a headless run, in the chosen style. Results and JSON lines go to stdout, progress
/// and failures to stderr. Not thread-safe: called on the thread that runs the job.
class ProgressReporter {
public:
    explicit ProgressReporter(ProgressStyle style);

    /// A picture's job begins; `number` of `count`.
    void begin(const std::filesystem::path& input, int number, int count);
    void progress(const Progress& progress);
    void finish(const std::filesystem::path& output, const GenerateResult& result);
    void fail(const JobFailure& failure);
    void cancelled();

private:
    void drawBar(const Progress& progress);
    void clearBar();
    void printLine(const Progress& progress);

    ProgressStyle m_style;
    bool m_terminal;
    std::filesystem::path m_input;
    std::string m_heading;     ///< "2/5 chair" in a batch, "chair" otherwise
    int m_barColumns = 0;      ///< columns that the bar on the screen takes
    double m_lastDraw = -1.0;  ///< elapsed seconds of the last bar
    double m_lastFraction = 0.0;
    Stage m_lastStage = Stage::Load;
    bool m_anyLine = false;
};

}  // namespace espalier
