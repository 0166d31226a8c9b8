#pragma once

#include <filesystem>
#include <string>

namespace espalier {

/// Where one of Espalier's own modules, opened at run time, lies: beside the code, in ../lib/espalier as seen from a
/// program in bin/, or in the build tree. Empty when this build has none of that file name.
std::filesystem::path findModule(const std::string& fileName);

}  // namespace espalier
