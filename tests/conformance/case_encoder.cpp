#include "inference/models/dinov3_encoder.h"
#include "inference/pipeline/image_preprocess.h"
#include "tests/conformance/cases.h"
#include "tests/support/png_reader.h"

namespace espalier::conformance {
namespace {

/// The square picture size that gives so many tokens.
int imageSize(const DinoV3Config& config, std::int64_t tokens) {
    const auto patches = static_cast<double>(tokens - 1 - config.numRegisterTokens);
    return static_cast<int>(std::lround(std::sqrt(patches)) * config.patchSize);
}

}  // namespace

void compareEncoder(RecordedSet& set, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    const auto encoder = set.models().encoder();
    const int size = imageSize(encoder->config(), recorded.tensor("cond").size(1));
    const ImageBuffer picture = readPng(recorded.picture("on (\\S+\\.png)", "pipeline_preprocessed.png"));
    const ImageBuffer resized = resizeLanczos(picture, size, size);
    const at::Tensor pixels =
        at::from_blob(const_cast<std::uint8_t*>(resized.pixels.data()), {size, size, 3}, at::kByte);

    // A large resized picture lies in a PNG beside the case, and the tensor only holds its place.
    const auto resizedFile = recorded.folder / (recorded.name + "_resized.png");
    if (std::filesystem::exists(resizedFile)) {
        comparison.checkPicture("resized.png", readPng(resizedFile), resized, 0);
        if (recorded.has("resized_u8")) comparison.input("resized_u8");
    } else {
        comparison.check("resized_u8", pixels);
    }
    const at::Tensor values = imageNetPixelValues(pixels);
    comparison.check("pixel_values", values);

    const Tap tap = [&](std::string_view name, const at::Tensor& result) {
        comparison.check(std::string(name), result);
        // Long tables are recorded by their first rows: "rope_cos_first64rows".
        for (const auto& key : recorded.keysWithPrefix(std::string(name) + "_first"))
            comparison.check(key, result.slice(0, 0, recorded.tensor(key).size(0)));
    };
    comparison.require("cond", encoder->forward(values.to(set.models().device()), ForwardContext(nullptr, tap)));
}

}  // namespace espalier::conformance
