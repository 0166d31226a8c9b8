#include "inference/asset/texture_files.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace espalier {
namespace {

ImageBuffer withoutAlpha(const ImageBuffer& image) {
    ImageBuffer result(image.width, image.height, 3);
    for (std::size_t i = 0, count = std::size_t(image.width) * image.height; i < count; ++i)
        std::copy_n(image.pixels.data() + i * image.channels, 3, result.pixels.data() + i * 3);
    return result;
}

/// Between the four nearest texels; beyond the edge the last texel goes on.
std::array<std::uint8_t, 4> sample(const ImageBuffer& image, const std::array<float, 2>& uv) {
    const float x = std::clamp(uv[0], 0.0f, 1.0f) * float(image.width) - 0.5f;
    const float y = (1.0f - std::clamp(uv[1], 0.0f, 1.0f)) * float(image.height) - 0.5f;
    const int left = int(std::floor(x)), top = int(std::floor(y));
    const float right = x - float(left), low = y - float(top);
    const auto texel = [&image](int column, int row) {
        return image.at(std::clamp(column, 0, image.width - 1), std::clamp(row, 0, image.height - 1));
    };
    std::array<std::uint8_t, 4> result{0, 0, 0, 255};
    for (int c = 0; c < std::min(4, image.channels); ++c) {
        const float upper = float(texel(left, top)[c]) * (1 - right) + float(texel(left + 1, top)[c]) * right;
        const float lower = float(texel(left, top + 1)[c]) * (1 - right) + float(texel(left + 1, top + 1)[c]) * right;
        result[c] = std::uint8_t(std::lround(upper * (1 - low) + lower * low));
    }
    return result;
}

}  // namespace

EncodedTextures encodeTextures(const PbrTextures& textures, ImageFormat format, const RunContext& context) {
    EncodedTextures result;
    const bool keepAlpha = textures.translucent && textures.baseColor.channels == 4;
    const auto encode = [&](EncodedTexture& to, const ImageBuffer& image, ImageFormat as, ImageContent content) {
        if (image.empty()) return;
        to.format = as;
        to.bytes = encodeImage(image, as, content, context);
    };
    encode(result.baseColor, keepAlpha ? textures.baseColor : withoutAlpha(textures.baseColor),
           keepAlpha && format == ImageFormat::Jpeg ? ImageFormat::Png : format, ImageContent::Color);
    encode(result.metallicRoughness, textures.metallicRoughness, format, ImageContent::Data);
    encode(result.normal, textures.normal, format, ImageContent::Data);
    return result;
}

ImageBuffer channelOf(const ImageBuffer& image, int channel) {
    ImageBuffer result(image.width, image.height, 1);
    for (std::size_t i = 0; i < result.pixels.size(); ++i)
        result.pixels[i] = image.pixels[i * image.channels + channel];
    return result;
}

std::string companionStem(const std::filesystem::path& model) {
    const std::string stem = model.stem().string();
    std::string plain;
    std::uint32_t hash = 2166136261u;  // FNV-1a
    for (const unsigned char c : stem) {
        const bool isPlain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                             c == '.' || c == '_' || c == '~';
        plain += isPlain ? char(c) : '_';
        hash = (hash ^ c) * 16777619u;
    }
    if (plain == stem) return stem;
    char suffix[10];
    std::snprintf(suffix, sizeof(suffix), "-%08x", unsigned(hash));
    return plain + suffix;
}

std::string addTextureFile(const EncodedTexture& texture, const std::filesystem::path& model, PartFileGroup& group) {
    const std::string name = companionStem(model) + "_" + texture.name + "." + texture.extension();
    PartFile& out = group.add(model.parent_path() / name, texture.bytes.size());
    out.write(texture.bytes.data(), texture.bytes.size());
    return name;
}

std::vector<std::array<std::uint8_t, 4>> vertexColors(const MeshAsset& mesh, const RunContext& context) {
    if (!mesh.textures) return mesh.colors;
    std::vector<std::array<std::uint8_t, 4>> colors(mesh.vertexCount());
    for (std::size_t i = 0; i < colors.size(); ++i) {
        if (i % (1 << 16) == 0) context.checkpoint();
        colors[i] = sample(mesh.textures->baseColor, mesh.uvs[i]);
        if (!mesh.textures->translucent) colors[i][3] = 255;
    }
    return colors;
}

}  // namespace espalier
