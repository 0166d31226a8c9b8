#pragma once

#include <unistd.h>

#include <cstdlib>

namespace espalier {

/// Starts the program again with OpenMP's threads asleep, not spinning, while they wait for work; on a machine that has
/// other things to do a spinning thread takes the time from the one it waits for (a job took 68 s instead of 19).
/// OpenMP reads the setting when it is loaded, before main(), hence the second start. Returns when nothing is to be
/// done.
inline void restartWithPassiveWaiting(char** argv) {
    constexpr const char* kVariable = "OMP_WAIT_POLICY";
    if (std::getenv(kVariable)) return;
    setenv(kVariable, "passive", 0);
    execv("/proc/self/exe", argv);  // comes back only on failure, and the program works without it
}

}  // namespace espalier
