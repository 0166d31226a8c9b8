#pragma once

#include "app/options.h"

namespace espalier {

/// `espalier doctor`: what this machine has and which models it can run, on stdout. Returns kSuccess: finding no card
/// is an answer, not a failure.
int runDoctor(const DoctorOptions& options);

}  // namespace espalier
