#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "inference/asset/image_encoder.h"
#include "inference/asset/mesh_asset.h"
#include "inference/asset/part_file.h"

namespace espalier {

/// A texture as the bytes of a picture file. No bytes = there is no such texture.
struct EncodedTexture {
    std::string name;  ///< "base_color": what it shows, part of its file's name
    ImageFormat format = ImageFormat::Png;
    std::vector<std::uint8_t> bytes;

    bool empty() const { return bytes.empty(); }
    std::string extension() const { return imageExtension(format); }
};

struct EncodedTextures {
    EncodedTexture baseColor{"base_color", {}, {}};
    EncodedTexture metallicRoughness{"metallic_roughness", {}, {}};
    EncodedTexture normal{"normal", {}, {}};
};

/// Opaque base colours lose their alpha, which also halves their PNG; translucent ones become PNG where JPEG was
/// wished.
EncodedTextures encodeTextures(const PbrTextures& textures, ImageFormat format, const RunContext& context);

/// One channel as a grey picture, for formats that know only those.
ImageBuffer channelOf(const ImageBuffer& image, int channel);

/// What the names of the files beside a model start with: its own stem where that is plain (letters, digits, "-", ".",
/// "_" and "~"). Readers disagree on how spaces and other characters are written inside of a file that names another,
/// so these become "_", and a number made of the whole stem keeps the files of different models apart.
std::string companionStem(const std::filesystem::path& model);

/// Adds `<companionStem(model)>_<name>.<extension>` beside the model to the group; returns its name without a folder.
std::string addTextureFile(const EncodedTexture& texture, const std::filesystem::path& model, PartFileGroup& group);

/// A colour per vertex for formats that know no textures: the mesh's own, else read from the base colour texture
/// between its texels; empty when there is neither.
std::vector<std::array<std::uint8_t, 4>> vertexColors(const MeshAsset& mesh, const RunContext& context);

}  // namespace espalier
