#pragma once

#include <string>

#include "inference/base/error.h"

namespace espalier {

/// Exit statuses of the program, a promise to scripts: numbers are never reused. README.md lists them too.
enum ExitStatus : int {
    kSuccess = 0,
    kInternalError = 1,
    kInvalidRequest = 2,
    kImageUnreadable = 3,
    kModelNotFound = 4,
    kCheckpointCorrupt = 5,
    kDeviceUnavailable = 6,
    kOutOfMemory = 7,
    kEmptyResult = 8,
    kFileUnreadable = 9,
    kFileUnwritable = 10,
    kNoDisplay = 11,
    kCannotStart = 12,
    kCancelled = 130,  ///< 128 + SIGINT, as shells expect
};

ExitStatus exitStatusOf(ErrorCode code);

/// The table for --help, one "number  meaning" line each.
std::string exitStatusTable();

}  // namespace espalier
