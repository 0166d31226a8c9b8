#include "inference/asset/three_mf_writer.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>

#include "inference/asset/part_file.h"
#include "inference/asset/texture_files.h"
#include "inference/asset/zip_file.h"

namespace espalier {
namespace {

constexpr std::string_view kContentTypes = R"(<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
</Types>
)";
constexpr std::string_view kRelationships = R"(<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Target="/3D/3dmodel.model" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
</Relationships>
)";
constexpr std::string_view kModelStart = R"(<?xml version="1.0" encoding="UTF-8"?>
<model unit="millimeter" xml:lang="en-US" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" xmlns:m="http://schemas.microsoft.com/3dmanufacturing/material/2015/02">
<metadata name="Application">Espalier )" ESPALIER_VERSION R"(</metadata>
<resources>
)";

using Color = std::array<std::uint8_t, 4>;
constexpr std::size_t kCheckEvery = 1 << 16;

/// Numbers the different values of a list in the order of their first use.
template <typename Value>
struct Distinct {
    std::vector<Value> values;
    std::vector<std::uint32_t> numbers;  ///< per item of the list: which of the values it is

    Distinct(const std::vector<Value>& items, const RunContext& context) {
        std::unordered_map<std::string_view, std::uint32_t> known;
        known.reserve(items.size());
        numbers.reserve(items.size());
        for (const auto& item : items) {
            if (numbers.size() % kCheckEvery == 0) context.checkpoint();
            const std::string_view key(reinterpret_cast<const char*>(&item), sizeof(item));
            const auto [at, isNew] = known.try_emplace(key, std::uint32_t(values.size()));
            if (isNew) values.push_back(item);
            numbers.push_back(at->second);
        }
    }
};

/// XML as it grows. Numbers take the shortest form that reads back as the same value.
struct Text {
    std::string bytes;

    template <typename Number>
    Text& addNumber(std::string_view before, Number value) {
        char digits[32];
        bytes += before;
        bytes.append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
        return *this;
    }
    Text& add(std::string_view text) {
        bytes += text;
        return *this;
    }
};

void addColors(Text& text, const std::vector<Color>& colors) {
    text.add("<m:colorgroup id=\"1\">\n");
    for (const auto& c : colors) {
        char line[48];
        std::snprintf(line, sizeof(line), "<m:color color=\"#%02X%02X%02X%02X\"/>\n", c[0], c[1], c[2], c[3]);
        text.add(line);
    }
    text.add("</m:colorgroup>\n");
}

void addVertices(Text& text, const std::vector<Vec3f>& positions, const RunContext& context) {
    text.add("<vertices>\n");
    for (std::size_t i = 0; i < positions.size(); ++i) {
        if (i % kCheckEvery == 0) context.checkpoint();
        const auto& p = positions[i];
        text.addNumber("<vertex x=\"", p[0]).addNumber("\" y=\"", p[1]).addNumber("\" z=\"", p[2]).add("\"/>\n");
    }
    text.add("</vertices>\n");
}

void addTriangles(Text& text, const MeshAsset& mesh, const std::vector<std::uint32_t>& places,
                  const std::vector<std::uint32_t>& colors, const RunContext& context) {
    text.add("<triangles>\n");
    for (std::size_t i = 0; i < mesh.triangleCount(); ++i) {
        if (i % kCheckEvery == 0) context.checkpoint();
        const auto& [a, b, c] = mesh.triangles[i];
        // The format forbids triangles without three different corners.
        if (places[a] == places[b] || places[b] == places[c] || places[c] == places[a]) continue;
        text.addNumber("<triangle v1=\"", places[a]).addNumber("\" v2=\"", places[b]).addNumber("\" v3=\"", places[c]);
        if (!colors.empty())
            text.addNumber("\" pid=\"1\" p1=\"", colors[a])
                .addNumber("\" p2=\"", colors[b])
                .addNumber("\" p3=\"", colors[c]);
        text.add("\"/>\n");
    }
    text.add("</triangles>\n");
}

/// Adding zero turns -0 into 0, which are one place and different bytes.
std::vector<Vec3f> withoutNegativeZeros(std::vector<Vec3f> positions) {
    for (auto& position : positions)
        for (auto& part : position)
            part += 0.0f;
    return positions;
}

std::string modelText(const MeshAsset& mesh, const RunContext& context) {
    const Distinct<Vec3f> places(withoutNegativeZeros(mesh.positions), context);
    const Distinct<Color> colors(vertexColors(mesh, context), context);
    Text text;
    text.add(kModelStart);
    if (!colors.values.empty()) addColors(text, colors.values);
    text.add("<object id=\"2\" type=\"model\"");
    if (!colors.values.empty()) text.add(" pid=\"1\" pindex=\"0\"");
    text.add(">\n<mesh>\n");
    addVertices(text, places.values, context);
    addTriangles(text, mesh, places.numbers, colors.numbers, context);
    const auto [min, max] = bounds(mesh);
    text.add("</mesh>\n</object>\n</resources>\n<build>\n<item objectid=\"2\" transform=\"1 0 0 0 1 0 0 0 1");
    for (const float least : min)
        text.addNumber(" ", least < 0.0f ? -least : 0.0f);
    return text.add("\"/>\n</build>\n</model>\n").bytes;
}

}  // namespace

void write3mf(const MeshAsset& mesh, const std::filesystem::path& file, const RunContext& context) {
    const std::string model = modelText(mesh, context);
    PartFile out(file, model.size(), context);
    ZipFile zip(out, 1);
    zip.add("[Content_Types].xml", kContentTypes);
    zip.add("_rels/.rels", kRelationships);
    zip.add("3D/3dmodel.model", model);
    zip.finish();
    out.commit();
}

}  // namespace espalier
