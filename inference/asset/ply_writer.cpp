#include "inference/asset/ply_writer.h"

#include <bit>
#include <cstring>
#include <string>

#include "inference/asset/part_file.h"
#include "inference/asset/texture_files.h"

namespace espalier {
namespace {

static_assert(std::endian::native == std::endian::little, "the header says little endian");

std::string header(const MeshAsset& mesh, bool hasColors) {
    std::string text = "ply\nformat binary_little_endian 1.0\ncomment Espalier " ESPALIER_VERSION "\n";
    text += "element vertex " + std::to_string(mesh.vertexCount()) + "\n";
    text += "property float x\nproperty float y\nproperty float z\n";
    if (!mesh.normals.empty()) text += "property float nx\nproperty float ny\nproperty float nz\n";
    if (hasColors) text += "property uchar red\nproperty uchar green\nproperty uchar blue\nproperty uchar alpha\n";
    text += "element face " + std::to_string(mesh.triangleCount()) + "\n";
    return text + "property list uchar int vertex_indices\nend_header\n";
}

/// A record whose fields lie without gaps, as PLY wants them.
class Packer {
public:
    template <typename Field>
    void add(const Field& field) {
        const auto at = m_bytes.size();
        m_bytes.resize(at + sizeof(field));
        std::memcpy(m_bytes.data() + at, &field, sizeof(field));
    }
    void flushTo(PartFile& out) {
        out.write(m_bytes.data(), m_bytes.size());
        m_bytes.clear();
    }
    bool full() const { return m_bytes.size() >= (1 << 20); }

private:
    std::vector<char> m_bytes;
};

}  // namespace

void writePly(const MeshAsset& mesh, const std::filesystem::path& file, const RunContext& context) {
    const auto colors = vertexColors(mesh, context);
    const std::string text = header(mesh, !colors.empty());
    const std::size_t vertexBytes = sizeof(Vec3f) * (mesh.normals.empty() ? 1 : 2) + (colors.empty() ? 0 : 4);
    const std::size_t faceBytes = 1 + sizeof(mesh.triangles[0]);
    PartFile out(file, text.size() + mesh.vertexCount() * vertexBytes + mesh.triangleCount() * faceBytes, context);
    out.write(text);

    Packer packer;
    for (std::size_t i = 0; i < mesh.vertexCount(); ++i) {
        packer.add(mesh.positions[i]);
        if (!mesh.normals.empty()) packer.add(mesh.normals[i]);
        if (!colors.empty()) packer.add(colors[i]);
        if (packer.full()) packer.flushTo(out);
    }
    for (const auto& triangle : mesh.triangles) {
        packer.add(std::uint8_t(3));
        packer.add(triangle);
        if (packer.full()) packer.flushTo(out);
    }
    packer.flushTo(out);
    out.commit();
}

}  // namespace espalier
