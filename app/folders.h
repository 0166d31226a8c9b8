#pragma once

#include <filesystem>

namespace espalier {

/// Creates the folder and its parents where they are missing. Throws Error(FileWrite) naming it and the cause.
void makeFolder(const std::filesystem::path& folder);

/// Throws Error(FileWrite) when a file in `folder` could not be created: missing, no folder, read-only. So that a job
/// of minutes does not end with nowhere to write.
void requireWritable(const std::filesystem::path& folder);

}  // namespace espalier
