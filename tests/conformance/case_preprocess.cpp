#include "inference/pipeline/image_preprocess.h"
#include "tests/conformance/cases.h"
#include "tests/support/png_reader.h"

namespace espalier::conformance {
namespace {

ImageBuffer pictureOf(const at::Tensor& pixels) {
    const at::Tensor u8 = pixels.contiguous();
    ImageBuffer image(int(u8.size(1)), int(u8.size(0)), int(u8.size(2)));
    std::copy_n(u8.const_data_ptr<std::uint8_t>(), image.pixels.size(), image.pixels.begin());
    return image;
}

}  // namespace

void comparePreprocess(RecordedSet&, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    const ImageBuffer picture = readPng(recorded.picture("on (\\S+\\.png)", recorded.name + ".png"));
    if (recorded.has("input_rgba_u8"))
        comparison.checkPicture("input_rgba_u8", pictureOf(recorded.tensor("input_rgba_u8")), picture, 0);

    CutOut cutOut{};
    const ImageBuffer resized = cutOutObject(picture, cutOut);
    const bool isResampled = resized.width != picture.width || resized.height != picture.height;
    const int levels = isResampled ? recorded.tolerance.levels : 0;
    const auto resizedFile = recorded.folder / (recorded.name + "_resized.png");
    if (std::filesystem::exists(resizedFile))
        comparison.checkPicture("resized.png", readPng(resizedFile), resized, levels);

    const ObjectSquare square = objectSquare(resized);
    comparison.check("alpha_bbox_xyxy", at::tensor(at::ArrayRef<int>(square.object.data(), 4)));
    comparison.check("crop_box_float", at::tensor(at::ArrayRef<double>(square.exact.data(), 4), at::kDouble));
    comparison.check("crop_box_int", at::tensor(at::ArrayRef<int>(square.rounded.data(), 4)));

    const ImageBuffer output = prepareImage(picture).image;
    if (recorded.has("output_rgb_u8"))
        comparison.checkPicture("output_rgb_u8", pictureOf(recorded.tensor("output_rgb_u8")), output, levels);
    const auto outputFile = recorded.folder / (recorded.name + "_output.png");
    if (std::filesystem::exists(outputFile)) comparison.checkPicture("output.png", readPng(outputFile), output, levels);
}

}  // namespace espalier::conformance
