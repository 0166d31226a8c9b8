#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "app/options.h"

namespace espalier {

/// One picture of a headless run and where its asset goes.
struct PlannedJob {
    std::filesystem::path picture;
    std::filesystem::path output;
    AssetFormat format = AssetFormat::Glb;
    std::filesystem::path keep;           ///< where its result is kept; empty: not at all
    std::filesystem::path gaussians;      ///< where its Gaussians go, the same
    std::filesystem::path radianceField;  ///< where its radiance field goes, the same
};

/// `format`, or what the name of `output` tells. Throws Error(InvalidRequest) when it tells none.
AssetFormat formatOf(const std::filesystem::path& output, std::optional<AssetFormat> format);

/// Resolves folders into their pictures (by name, not below), creates the folders of a batch and checks that the
/// outputs can be written, before any work. A single picture goes to `output` itself, unless that is a folder.
/// Throws Error: ImageUnreadable (no such file, a folder without pictures), InvalidRequest (unknown format, two outputs
/// of one name, further views of several pictures), FileWrite.
std::vector<PlannedJob> planBatch(const GenerateOptions& options);

}  // namespace espalier
