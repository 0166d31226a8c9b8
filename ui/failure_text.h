#pragma once

#include <QString>

#include "inference/base/progress.h"
#include "inference/pipeline/job_runner.h"

namespace espalier {

/// A few words for the head of a failure: "The picture cannot be used".
QString failureTitle(ErrorCode code);

/// What a person is told while a stage runs: "Finding the rough shape".
QString stageText(Stage stage);

/// The exception being handled as a failure; to be called in a catch block of a pool task, whose boundary it is.
JobFailure currentFailure();

}  // namespace espalier
