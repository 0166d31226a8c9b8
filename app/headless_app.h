#pragma once

#include "app/options.h"

namespace espalier {

/// `espalier generate`: runs the pictures one after the other with the window's own JobRunner, on the calling thread. A
/// picture that fails is reported and the next one runs; what is wrong with the request itself is found before the
/// first. Returns the exit status. Needs a QCoreApplication.
int runGenerate(const GenerateOptions& options);

/// `espalier rebake`: the same for a kept result. Returns the exit status.
int runRebake(const RebakeOptions& options);

/// `espalier render`. Returns kSuccess or throws Error.
int runRender(const RenderOptions& options);

}  // namespace espalier
