#include "inference/asset/gltf_writer.h"

#include <array>
#include <limits>
#include <string>

#include "inference/asset/gltf_document.h"
#include "inference/asset/part_file.h"
#include "inference/asset/texture_files.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

// Names of the glTF 2.0 specification.
constexpr std::uint32_t kMagic = 0x46546C67, kVersion = 2, kJsonChunk = 0x4E4F534A, kBinChunk = 0x004E4942;
constexpr std::size_t kHeaderSize = 12, kChunkHeaderSize = 8;

}  // namespace

void writeGlb(const MeshAsset& mesh, const std::filesystem::path& file, ImageFormat textures,
              const RunContext& context) {
    GltfDocument document(mesh, file.stem().string());
    EncodedTextures encoded;
    if (mesh.textures) {
        encoded = encodeTextures(*mesh.textures, textures, context);
        document.embed(encoded);
    }
    std::string text = document.text();
    text.resize((text.size() + 3) / 4 * 4, ' ');
    const std::size_t binarySize = document.binarySize();
    const std::uint64_t total = kHeaderSize + kChunkHeaderSize + text.size() + kChunkHeaderSize + binarySize;
    if (total > std::numeric_limits<std::uint32_t>::max())
        throw Error(ErrorCode::FileWrite, "Cannot write " + file.string() + ": a GLB file ends at 4 GB.",
                    "Choose fewer faces, or export as PLY.");

    PartFile out(file, total, context);
    const std::array<std::uint32_t, 5> head{kMagic, kVersion, std::uint32_t(total), std::uint32_t(text.size()),
                                            kJsonChunk};
    out.write(head.data(), sizeof(head));
    out.write(text);
    const std::array<std::uint32_t, 2> binaryHead{std::uint32_t(binarySize), kBinChunk};
    out.write(binaryHead.data(), sizeof(binaryHead));
    document.writeBinary(out);
    out.commit();
}

void writeGltf(const MeshAsset& mesh, const std::filesystem::path& file, ImageFormat textures,
               const RunContext& context) {
    const EncodedTextures encoded =
        mesh.textures ? encodeTextures(*mesh.textures, textures, context) : EncodedTextures();
    GltfDocument document(mesh, file.stem().string());
    const std::string bufferName = companionStem(file) + ".bin";
    PartFileGroup group(file, 0, context);
    if (mesh.textures)
        document.reference(encoded, [&](const EncodedTexture& t) { return addTextureFile(t, file, group); });
    document.referenceBuffer(bufferName);
    document.writeBinary(group.add(file.parent_path() / bufferName, document.binarySize()));
    group.model().write(document.text());
    group.commit();
}

}  // namespace espalier
