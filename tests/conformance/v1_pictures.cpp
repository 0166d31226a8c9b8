#include "inference/models/dinov2_encoder.h"
#include "inference/models/dinov3_encoder.h"
#include "inference/pipeline/image_preprocess.h"
#include "tests/conformance/v1_cases.h"
#include "tests/support/png_reader.h"

namespace espalier::conformance::v1 {
namespace {

constexpr double kMargin = 1.2;

at::Tensor pixelsOf(const ImageBuffer& image) {
    return at::from_blob(const_cast<std::uint8_t*>(image.pixels.data()), {image.height, image.width, image.channels},
                         at::kByte)
        .clone();
}

ImageBuffer named(const RecordedCase& recorded, const std::string& param) {
    return readPng(recorded.folder / recorded.meta.get<std::string>(param));
}

void checkPicture(Comparison& comparison, const std::string& key, const ImageBuffer& actual) {
    const RecordedCase& recorded = comparison.recorded();
    if (const auto file = recorded.pictures.find(key); file != recorded.pictures.end())
        comparison.checkPicture(key, readPng(recorded.folder / file->second), actual, recorded.tolerance.levels);
}

}  // namespace

void comparePicture(RecordedSet&, Comparison& comparison) {
    const ImageBuffer picture = named(comparison.recorded(), "image");
    const ObjectSquare square = objectSquare(picture, kMargin);
    comparison.check("mid.bbox", at::tensor(at::ArrayRef<int>(square.object.data(), 4)).to(at::kFloat), 0.0);
    comparison.check("mid.crop_box", at::tensor(at::ArrayRef<double>(square.exact.data(), 4)).to(at::kFloat), 0.0);
    comparison.check("mid.crop_size_wh",
                     at::tensor({square.rounded[2] - square.rounded[0], square.rounded[3] - square.rounded[1]}));
    checkPicture(comparison, "out.image", prepareImageV1(picture).image);
}

/// The recorded alpha stands in for what removes the background.
void comparePictureWithAlpha(RecordedSet&, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    CutOut cutOut{};
    ImageBuffer rgba = cutOutObject(named(recorded, "image"), cutOut);
    const ImageBuffer alpha = named(recorded, "alpha");
    ImageBuffer rgb(rgba.width, rgba.height, 3);
    for (std::size_t p = 0; p < rgb.pixels.size() / 3; ++p) {
        std::copy_n(&rgba.pixels[4 * p], 3, &rgb.pixels[3 * p]);
        rgba.pixels[4 * p + 3] = alpha.pixels[p * static_cast<std::size_t>(alpha.channels)];
    }
    checkPicture(comparison, "mid.rembg_input_rgb", rgb);
    checkPicture(comparison, "out.image", frameObjectV1(rgba));
}

void compareEncoder(RecordedSet& set, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    std::vector<at::Tensor> pixels;
    if (recorded.has("in.image"))
        pixels = comparison.input("in.image").unbind(0);
    else
        for (const auto& name : recorded.meta.get<std::vector<std::string>>("images"))
            pixels.push_back(pixelsOf(readPng(recorded.folder / name)));
    std::vector<at::Tensor> values;
    for (const at::Tensor& picture : pixels)
        values.push_back(imageNetPixelValues(picture));
    const at::Tensor batch = at::cat(values).to(set.device());
    comparison.check("mid.normalized_image_crop", batch.slice(2, 0, 32).slice(3, 0, 32));

    const DinoV2Encoder encoder = DinoV2Encoder::load(PipelineConfigV1::read(set.root()).encoderFile(), set.device());
    const Tap tap = [&](std::string_view name, const at::Tensor& result) {
        const std::string key = std::regex_replace(std::string(name), std::regex("blocks\\."), "block");
        checkFirstRows(comparison, "mid." + key, result);
        comparison.check("out." + key, result);
        if (name == "x_norm") comparison.check("out.x_norm_clstoken", result.select(1, 0));
    };
    comparison.require("out.cond", encoder.forward(batch, ForwardContext(nullptr, tap)));
}

}  // namespace espalier::conformance::v1
