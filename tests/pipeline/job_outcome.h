#pragma once

#include <QtGlobal>

#include "inference/pipeline/job_runner.h"

namespace espalier {

using Result = std::shared_ptr<const GenerateResult>;

/// How a job failed; says so where it did not.
inline const JobFailure& failureOf(const JobOutcome& outcome) {
    static const JobFailure none{ErrorCode::Internal, "the job did not fail", {}, {}};
    const auto* failure = std::get_if<JobFailure>(&outcome);
    return failure ? *failure : none;
}

/// What a job gave, or null, with the failure in the log.
inline Result resultOf(const JobOutcome& outcome) {
    const auto* result = std::get_if<Result>(&outcome);
    if (!result) qWarning("%s", failureOf(outcome).message.c_str());
    return result ? *result : nullptr;
}

}  // namespace espalier
