#pragma once

#include <ATen/core/ScalarType.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// A tensor as a state dict's pickle describes it: a strided view of a storage.
struct PickledTensor {
    at::ScalarType dtype = at::kFloat;
    std::string storage;  ///< its member's name below "data/"
    std::int64_t storageItems = 0;
    std::int64_t offset = 0;  ///< in items
    std::vector<std::int64_t> shape, strides;
};

/// Reads pickle of protocol 2 as torch.save writes it for a flat dictionary of tensors. Nothing is run: the operations
/// are interpreted on values of this reader's own, and only tensors, their storages, ordered dictionaries and
/// parameters can be built. Throws Error(CheckpointCorrupt) naming `file` and the operation, class or value that is
/// refused.
std::map<std::string, PickledTensor> readStateDictPickle(std::string_view pickle, const std::string& file);

}  // namespace espalier
