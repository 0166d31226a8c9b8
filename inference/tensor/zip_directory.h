#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "inference/tensor/mapped_file.h"

namespace espalier {

/// The members of a ZIP archive in memory by name, as views of the mapping. Knows ZIP64 and stored members only:
/// torch.save compresses nothing. Throws Error(CheckpointCorrupt) naming the file when the archive is damaged, a member
/// is compressed, encrypted or lies outside the file, or a name occurs twice.
std::map<std::string, std::string_view> readZipDirectory(const MappedFile& file, const std::string& name);

}  // namespace espalier
