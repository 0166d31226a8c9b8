#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "inference/asset/mesh_asset.h"
#include "inference/asset/part_file.h"
#include "inference/asset/texture_files.h"

namespace espalier {

/// The JSON of a glTF 2.0 file with one mesh and the binary buffer it describes, for gltf_writer only. Use: add what
/// the file has, then ask for text and binary.
class GltfDocument {
public:
    /// `mesh` must outlive the document. `name` is that of node and mesh.
    GltfDocument(const MeshAsset& mesh, const std::string& name);

    /// Textures in the buffer, behind the mesh. They must outlive the document.
    void embed(const EncodedTextures& textures);
    /// Textures, and the buffer, as files beside the JSON; their names stand as they are, so they need be valid URIs.
    using NameOf = std::function<std::string(const EncodedTexture&)>;
    void reference(const EncodedTextures& textures, const NameOf& nameOf);
    void referenceBuffer(const std::string& name);

    std::size_t binarySize() const { return m_binarySize; }
    void writeBinary(PartFile& out) const;
    std::string text() const;

private:
    int addView(std::size_t bytes);
    int addAccessor(nlohmann::json accessor, std::size_t bytes, int target);
    void addMesh(const std::string& name);
    nlohmann::json attributes();
    void addTexture(const EncodedTexture& texture, nlohmann::json image, nlohmann::json& place);
    void addTextures(const EncodedTextures& textures,
                     const std::function<nlohmann::json(const EncodedTexture&)>& image);

    const MeshAsset& m_mesh;
    std::size_t m_binarySize = 0;
    std::vector<const EncodedTexture*> m_embedded;
    nlohmann::json m_root;
};

}  // namespace espalier
