#pragma once

#include "app/options.h"

namespace espalier {

/// Opens the window and runs it until it is closed. Creates the QApplication. Returns the exit status. Without a
/// display the process ends here, with one sentence and kNoDisplay.
int runWindow(const WindowOptions& options, int argc, char** argv);

}  // namespace espalier
