#include "inference/asset/obj_writer.h"

#include <charconv>
#include <string>
#include <string_view>

#include "inference/asset/axes.h"
#include "inference/asset/part_file.h"

namespace espalier {
namespace {

/// Lines of text on their way to a file. Numbers take the shortest form that reads back as the same value.
class LineWriter {
public:
    explicit LineWriter(PartFile& out) : m_out(out) {}

    void add(std::string_view text) { m_text += text; }

    template <typename Number>
    void addNumber(Number value) {
        char digits[32];
        m_text.append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
    }
    void add(const Vec3f& vector) {
        for (const float part : vector) {
            add(" ");
            addNumber(part);
        }
    }
    void endLine() {
        m_text += '\n';
        if (m_text.size() >= (1 << 20)) flush();
    }
    void flush() {
        m_out.write(m_text);
        m_text.clear();
    }

private:
    PartFile& m_out;
    std::string m_text;
};

void addVertices(const MeshAsset& mesh, LineWriter& lines) {
    for (std::size_t i = 0; i < mesh.vertexCount(); ++i) {
        lines.add("v");
        lines.add(toYUp(mesh.positions[i]));
        if (!mesh.colors.empty()) {
            const auto& c = mesh.colors[i];
            lines.add(Vec3f{c[0] / 255.0f, c[1] / 255.0f, c[2] / 255.0f});
        }
        lines.endLine();
    }
    for (const auto& normal : mesh.normals) {
        lines.add("vn");
        lines.add(toYUp(normal));
        lines.endLine();
    }
}

void addFaces(const MeshAsset& mesh, LineWriter& lines) {
    for (const auto& triangle : mesh.triangles) {
        lines.add("f");
        for (const auto vertex : triangle) {
            lines.add(" ");
            lines.addNumber(vertex + 1);
            if (mesh.normals.empty()) continue;
            lines.add("//");
            lines.addNumber(vertex + 1);
        }
        lines.endLine();
    }
}

}  // namespace

void writeObj(const MeshAsset& mesh, const std::filesystem::path& file, const RunContext& context) {
    // What a line usually takes; only the progress depends on it.
    constexpr std::size_t kVectorBytes = 36, kFaceBytes = 46;
    const std::size_t vectors = mesh.positions.size() + mesh.colors.size() + mesh.normals.size();
    PartFile out(file, vectors * kVectorBytes + mesh.triangleCount() * kFaceBytes, context);
    LineWriter lines(out);
    lines.add("# Espalier " ESPALIER_VERSION "\n");
    addVertices(mesh, lines);
    addFaces(mesh, lines);
    lines.flush();
    out.commit();
}

}  // namespace espalier
