#include <webp/encode.h>
#include <webp/mux.h>

#include "inference/asset/animation_encoder.h"
#include "inference/asset/image_codecs.h"

namespace espalier {
namespace {

[[noreturn]] void fail(const char* cause) {
    failEncoding("animated WebP", cause, "Choose a smaller size, or PNG frames.");
}

}  // namespace

struct AnimationEncoder::State {
    std::unique_ptr<WebPAnimEncoder, void (*)(WebPAnimEncoder*)> encoder{nullptr, WebPAnimEncoderDelete};
    int timeMs = 0;
};

AnimationEncoder::AnimationEncoder(int width, int height) : m_state(std::make_unique<State>()) {
    WebPAnimEncoderOptions options;
    if (!WebPAnimEncoderOptionsInit(&options)) fail("the installed library is another version");
    options.anim_params.loop_count = 0;  // endless
    m_state->encoder.reset(WebPAnimEncoderNew(width, height, &options));
    if (!m_state->encoder) fail("the library refuses this size");
}

AnimationEncoder::~AnimationEncoder() = default;

void AnimationEncoder::add(const ImageBuffer& frame, int durationMs) {
    WebPConfig config;
    WebPPicture picture;
    if (!WebPConfigPreset(&config, WEBP_PRESET_PICTURE, 90.0f) || !WebPPictureInit(&picture))
        fail("the installed library is another version");
    config.method = 2;  // slower ones take three times as long for a few per cent
    const std::unique_ptr<WebPPicture, void (*)(WebPPicture*)> owner(&picture, WebPPictureFree);
    picture.width = frame.width;
    picture.height = frame.height;
    picture.use_argb = 1;
    if (!WebPPictureImportRGBA(&picture, frame.pixels.data(), frame.width * frame.channels) ||
        !WebPAnimEncoderAdd(m_state->encoder.get(), &picture, m_state->timeMs, &config))
        fail(WebPAnimEncoderGetError(m_state->encoder.get()));
    m_state->timeMs += durationMs;
}

std::vector<std::uint8_t> AnimationEncoder::finish() {
    WebPData data;
    WebPDataInit(&data);
    const std::unique_ptr<WebPData, void (*)(WebPData*)> owner(&data, WebPDataClear);
    if (!WebPAnimEncoderAdd(m_state->encoder.get(), nullptr, m_state->timeMs, nullptr) ||
        !WebPAnimEncoderAssemble(m_state->encoder.get(), &data))
        fail(WebPAnimEncoderGetError(m_state->encoder.get()));
    return {data.bytes, data.bytes + data.size};
}

}  // namespace espalier
