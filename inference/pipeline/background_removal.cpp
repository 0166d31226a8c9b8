#include "inference/pipeline/background_removal.h"

#include <dlfcn.h>

#include <algorithm>

#include "inference/base/log.h"
#include "inference/base/module_path.h"
#include "inference/pipeline/grabcut_module.h"

namespace espalier {
namespace {

GrabCut* openGrabCut() {
    const std::filesystem::path file = findModule(kGrabCutModule);
    if (file.empty()) return nullptr;
    void* const module = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed: it serves until the end
    auto* const function = module ? reinterpret_cast<GrabCut*>(dlsym(module, kGrabCutSymbol)) : nullptr;
    if (!function) log(LogLevel::Warning, "Backgrounds cannot be removed: " + std::string(dlerror()));
    return function;
}

GrabCut* grabCut() {
    static GrabCut* const function = openGrabCut();
    return function;
}

std::vector<std::uint8_t> rgbOf(const ImageBuffer& image) {
    if (image.channels == 3) return image.pixels;
    std::vector<std::uint8_t> rgb(image.pixels.size() / 4 * 3);
    for (std::size_t p = 0; p < rgb.size() / 3; ++p)
        std::copy_n(&image.pixels[4 * p], 3, &rgb[3 * p]);
    return rgb;
}

}  // namespace

bool canFindObject() {
    return grabCut() != nullptr;
}

std::optional<Matte> findObject(const ImageBuffer& image, const std::vector<CutOutMark>& marks,
                                const RunContext& context) {
    context.checkpoint();
    if (!canFindObject() || image.empty()) return std::nullopt;
    const std::vector<std::uint8_t> rgb = rgbOf(image);
    Matte matte(rgb.size() / 3);
    const GrabCutTask task{
        .rgb = rgb.data(),
        .marks = marks.empty() ? nullptr : reinterpret_cast<const std::uint8_t*>(marks.data()),
        .matte = matte.data(),
        .width = image.width,
        .height = image.height,
        .stop = [](const void* asker) { return static_cast<const RunContext*>(asker)->stopRequested(); },
        .asker = &context};
    const bool found = grabCut()(&task);
    context.checkpoint();
    if (!found) return std::nullopt;
    for (std::size_t p = 0; p < marks.size(); ++p) {
        if (marks[p] == CutOutMark::Keep) matte[p] = 255;
        if (marks[p] == CutOutMark::Erase) matte[p] = 0;
    }
    return matte;
}

std::uint8_t alphaFor(std::uint8_t matte, int threshold) {
    constexpr int kSoftness = 32;  // levels on each side of the threshold
    const int steep = (int(matte) - threshold + kSoftness) * 255 / (2 * kSoftness);
    if (matte == 0 || matte == 255) return matte;  // what is certain stays so at every threshold
    return std::uint8_t(std::clamp(steep, 0, 255));
}

}  // namespace espalier
