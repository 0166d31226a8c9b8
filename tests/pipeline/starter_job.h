#pragma once

#include "inference/pipeline/generate_request.h"
#include "inference/pipeline/model_library.h"
#include "tests/support/png_reader.h"

namespace espalier {

/// A job of the bundled model on one of the sample pictures ("duck").
inline GenerateRequest starterRequest(const std::string& sample) {
    GenerateRequest request;
    request.image = readPng(std::filesystem::path(ESPALIER_SOURCE_DIR "/resources/samples") / (sample + ".png"));
    request.modelDir = bundledModelDir();
    request.seed = 42;
    return request;
}

/// The same with as few steps as possible, for tests of everything but the numbers.
inline GenerateRequest quickRequest(const std::string& sample = "robot") {
    GenerateRequest request = starterRequest(sample);
    request.structure.steps = 4;
    request.shape.steps = request.texture.steps = 1;
    return request;
}

}  // namespace espalier
