#pragma once

#include "tests/cuda/checks.h"

namespace espalier {

/// `isSmall`: sizes that compute-sanitizer gets through in seconds, where there are larger ones.
void checkTransformerKernels(Checks& checks, bool isSmall);
void checkCardAttention(Checks& checks);
void checkFlowModels(Checks& checks);

}  // namespace espalier
