#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "inference/base/json_config.h"

namespace espalier {

// What the configurations of all networks check alike. All throw Error(CheckpointCorrupt) naming file and key.

/// An argument that nobody reads could change what the model computes: refuse it by name.
void refuseUnknown(const JsonConfig& args, std::initializer_list<const char*> known);

/// The required integer under `key`, above 0.
std::int64_t positive(const JsonConfig& args, const std::string& key);

/// A list that is not empty, of integers of at least `least`.
std::vector<std::int64_t> positiveList(const JsonConfig& args, const std::string& key, std::int64_t least);

/// pe_mode: the first TRELLIS fails with anything but "ape".
void requireAbsolutePositions(const JsonConfig& args);

/// num_heads or, without it, as many as num_head_channels (64) gives; heads of a multiple of `unit` channels.
std::int64_t headsOf(const JsonConfig& args, std::int64_t channels, std::int64_t unit);

/// mlp_ratio (4), above 0.
double mlpRatioOf(const JsonConfig& args);

}  // namespace espalier
