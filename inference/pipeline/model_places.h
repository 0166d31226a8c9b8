#pragma once

#include <filesystem>
#include <vector>

namespace espalier {

/// Where a repository path that a pipeline.json names may lie on disk, most likely first: the reference tries
/// root/path, then path itself; people keep repositories beside each other, with or without their owner's folder.
std::vector<std::filesystem::path> placesFor(const std::filesystem::path& root, const std::filesystem::path& path);

/// Path without extension of a network's two files. Throws Error(ModelNotFound) naming the first place searched.
std::filesystem::path findModelStem(const std::filesystem::path& root, const std::string& model,
                                    const std::filesystem::path& path);

}  // namespace espalier
