#pragma once

#include <filesystem>

#include "inference/asset/radiance_field.h"

namespace espalier {

inline constexpr const char* kRadianceFieldExtension = ".safetensors";

/// Writes the field as a safetensors file with the names of the reference: position [N, 3], depth [N, 1] uint8, trivec
/// [N, rank, 3, dim], density [N, rank], features_dc [N, rank, 1, 3], aabb [6], all else float32. Whole or not there,
/// like every output. Throws Error(FileWrite), Error(EmptyResult) for an empty field.
void exportRadianceField(const RadianceField& field, const std::filesystem::path& file);

/// Reads such a file. Throws Error(FileRead) naming it and what is wrong: not there, of another kind, damaged.
RadianceField importRadianceField(const std::filesystem::path& file);

}  // namespace espalier
