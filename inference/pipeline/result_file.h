#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "inference/base/run_context.h"
#include "inference/pipeline/job_runner.h"
#include "inference/pipeline/raw_result.h"

namespace espalier {

inline constexpr const char* kResultExtension = ".espalier";

/// A finished job as it is kept: what made it, and what its asset can be made of again without sampling.
struct StoredResult {
    GenerateRequest request;              ///< without pictures, device and threads
    std::vector<std::uint8_t> thumbnail;  ///< a PNG of at most 256 x 256; empty = none
    std::shared_ptr<const RawResult> raw;
    std::shared_ptr<const JobLatents> latents;  ///< null = not kept
};

/// What of a job is to be kept. The seed and type that were really used are in the request. Throws Cancelled, and
/// Error(FileWrite) in a build that cannot write PNG.
StoredResult storedResult(const GenerateRequest& request, const GenerateResult& result, const RunContext& context = {});

/// Writes a compressed, versioned file from which loadResult() rebuilds all of `result` bit by bit; the same result
/// gives the same bytes. Whole or not there, like every output. Throws Error(FileWrite) naming the file, Cancelled.
void saveResult(const std::filesystem::path& file, const StoredResult& result, const RunContext& context = {});

/// Throws Error(FileRead) naming the file and what is wrong with it: not there, of another kind, of a newer version,
/// cut off, damaged. Sizes are checked before memory is taken for them. Throws Cancelled, Error(OutOfMemory).
StoredResult loadResult(const std::filesystem::path& file, const RunContext& context = {});

}  // namespace espalier
