#pragma once

#include <nlohmann/json_fwd.hpp>

#include "inference/pipeline/generate_request.h"

namespace espalier {

/// A request without its picture and without what concerns the machine alone (device, card, memory, threads, previews).
nlohmann::json toJson(const GenerateRequest& request);

/// The reverse; what is absent keeps its default. Throws nlohmann::json::exception for a value of the wrong type, and
/// Error(InvalidRequest) for an unknown type of pipeline.
GenerateRequest requestFromJson(const nlohmann::json& json);

}  // namespace espalier
