#include "inference/pipeline/result_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "inference/asset/image_encoder.h"
#include "inference/asset/part_file.h"
#include "inference/base/error.h"
#include "inference/pipeline/image_preprocess.h"
#include "inference/pipeline/packed_rows.h"
#include "inference/pipeline/request_json.h"

// The file: kMagic, then version, length and checksum of a JSON header, 32 bits each, then the header, then the parts
// that it lists, each a list of rows as packRows() makes it. All little-endian.

namespace espalier {
namespace {

using nlohmann::json;
using std::filesystem::path;

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kMagic = "ESPALIER";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kPrefix = 20;
constexpr std::size_t kLongestHeader = 1 << 20;
constexpr std::size_t kMostRows = 1'000'000'000;
constexpr std::size_t kMostWords = 4096;
constexpr int kFinestGrid = 1 << 14;
constexpr int kThumbnail = 256;

template <typename T>
constexpr std::size_t kWordsOf = sizeof(T) / 4;

/// Three flags as a word each: they compress to almost nothing.
std::vector<std::uint32_t> flagWords(const std::vector<std::array<std::uint8_t, 3>>& flags) {
    std::vector<std::uint32_t> words(flags.size());
    std::transform(flags.begin(), flags.end(), words.begin(),
                   [](const auto& f) { return f[0] | std::uint32_t(f[1]) << 1 | std::uint32_t(f[2]) << 2; });
    return words;
}

std::vector<std::array<std::uint8_t, 3>> wordFlags(const std::vector<std::uint32_t>& words) {
    std::vector<std::array<std::uint8_t, 3>> flags(words.size());
    std::transform(words.begin(), words.end(), flags.begin(), [](std::uint32_t w) {
        return std::array<std::uint8_t, 3>{std::uint8_t(w & 1), std::uint8_t(w >> 1 & 1), std::uint8_t(w >> 2 & 1)};
    });
    return flags;
}

template <typename T>
bool sameBytes(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

/// Whether the mesh can be left out, since meshing its grid once more gives it back. A card's meshes may differ in the
/// last bit.
bool comesOfGrid(const RawResult& raw, const RunContext& context) {
    if (!raw.grid || !raw.mesh.normals.empty() || !raw.mesh.colors.empty() || !raw.mesh.metallicRoughness.empty())
        return false;
    const MeshAsset again = meshDualGrid(raw.grid->view(raw.resolution), context);
    return sameBytes(again.positions, raw.mesh.positions) && sameBytes(again.triangles, raw.mesh.triangles);
}

class Writer {
public:
    explicit Writer(const RunContext& context) : m_context(context) {}

    template <typename T>
    void add(const char* name, const std::vector<T>& rows, bool isDifference = false) {
        static_assert(sizeof(T) % 4 == 0);
        add(name, std::as_bytes(std::span(rows)), {rows.size(), kWordsOf<T>, isDifference});
    }

    void add(const char* name, std::span<const std::byte> data, const RowLayout& layout) {
        m_parts.push_back(packRows(data, layout, m_context));
        m_list.push_back({{"name", name},
                          {"rows", layout.rows},
                          {"words", layout.words},
                          {"difference", layout.isDifference},
                          {"bytes", m_parts.back().size()},
                          {"checksum", checksum(m_parts.back())}});
    }

    void write(const path& file, json header) const {
        header["parts"] = m_list;
        const std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
        std::uint64_t size = kPrefix + text.size();
        for (const auto& part : m_parts)
            size += part.size();
        PartFile out(file, size, m_context);
        const std::uint32_t numbers[]{kVersion, std::uint32_t(text.size()),
                                      checksum({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()})};
        out.write(kMagic);
        out.write(numbers, sizeof numbers);
        out.write(text);
        for (const auto& part : m_parts)
            out.write(part.data(), part.size());
        out.commit();
    }

private:
    const RunContext& m_context;
    json m_list = json::array();
    std::vector<std::vector<std::uint8_t>> m_parts;
};

void addMesh(Writer& writer, const MeshAsset& mesh) {
    writer.add("mesh positions", mesh.positions);
    writer.add("mesh triangles", mesh.triangles, true);
    if (!mesh.normals.empty()) writer.add("mesh normals", mesh.normals);
    if (!mesh.colors.empty()) writer.add("mesh colours", mesh.colors);
    if (!mesh.metallicRoughness.empty()) writer.add("mesh materials", mesh.metallicRoughness);
}

void addGrid(Writer& writer, const RawGrid& grid) {
    writer.add("grid coords", grid.coords, true);
    writer.add("grid vertices", grid.dualVertices);
    writer.add("grid crossings", flagWords(grid.intersected));
    writer.add("grid weights", grid.splitWeights);
}

void addGaussians(Writer& writer, const GaussianCloud& cloud) {
    writer.add("gaussian positions", cloud.positions);
    writer.add("gaussian colours", cloud.features);
    writer.add("gaussian scales", cloud.scales);
    writer.add("gaussian rotations", cloud.rotations);
    writer.add("gaussian opacities", cloud.opacities);
}

void addRadianceField(Writer& writer, const RadianceField& field) {
    const std::size_t count = field.size();
    const auto addRows = [&](const char* name, const std::vector<float>& values) {
        writer.add(name, std::as_bytes(std::span(values)), {count, values.size() / count});
    };
    writer.add("field positions", field.positions);
    writer.add("field depths", std::vector<std::uint32_t>(field.depths.begin(), field.depths.end()));
    addRows("field vectors", field.vectors);
    addRows("field densities", field.densities);
    addRows("field colours", field.features);
}

void addLatents(Writer& writer, const JobLatents& latents) {
    writer.add("latent coords", latents.coords, true);
    for (const auto& [name, values] : {std::pair("shape latent", &latents.shape), {"texture latent", &latents.texture}})
        if (!latents.coords.empty() && !values->empty())
            writer.add(name, std::as_bytes(std::span(*values)),
                       {latents.coords.size(), values->size() / latents.coords.size()});
}

class Reader {
public:
    Reader(const path& file, const RunContext& context) : m_file(file), m_context(context) {
        std::error_code failure;
        if (!std::filesystem::is_regular_file(file, failure))
            fail("cannot be read: there is no such file", "Check its name.");
        m_size = std::filesystem::file_size(file, failure);
        m_in.open(file, std::ios::binary);
        if (failure || !m_in) fail("cannot be read", "Check that you may read it.");
        readHeader();
        listParts();
    }

    const json& header() const { return m_header; }
    bool has(const std::string& name) const { return find(name) != nullptr; }

    template <typename T>
    std::vector<T> take(const std::string& name) {
        const Part* const part = find(name);
        if (!part || part->layout.words != kWordsOf<T>) damaged();
        std::vector<T> rows(part->layout.rows);
        unpack(*part, std::as_writable_bytes(std::span(rows)));
        return rows;
    }

    /// Rows of any length, end to end; there must be `rows` of them.
    std::vector<float> takeRows(const std::string& name, std::size_t rows) {
        const Part* const part = find(name);
        if (!part) return {};
        if (part->layout.rows != rows) damaged();
        std::vector<float> values(rows * part->layout.words);
        unpack(*part, std::as_writable_bytes(std::span(values)));
        return values;
    }

    [[noreturn]] void damaged() const {
        fail("is damaged", "Copy it once more from where it came, or generate the model again.");
    }
    void require(bool isSound) const {
        if (!isSound) damaged();
    }

private:
    struct Part {
        std::string name;
        RowLayout layout;
        std::uint64_t begin = 0;
        std::size_t bytes = 0;
        std::uint32_t sum = 0;
    };

    [[noreturn]] void fail(const std::string& what, const std::string& hint) const {
        throw Error(ErrorCode::FileRead, m_file.string() + " " + what + ".", hint);
    }
    void read(void* to, std::size_t bytes) {
        if (!m_in.read(static_cast<char*>(to), std::streamsize(bytes))) cutOff();
    }
    [[noreturn]] void cutOff() const {
        fail("ends too early", "It was not copied whole: copy it once more, or generate the model again.");
    }

    void readHeader();
    void listParts();
    const Part* find(const std::string& name) const {
        const auto part = std::find_if(m_parts.begin(), m_parts.end(), [&](const Part& p) { return p.name == name; });
        return part == m_parts.end() ? nullptr : &*part;
    }
    void unpack(const Part& part, std::span<std::byte> data) {
        std::vector<std::uint8_t> packed(part.bytes);
        m_in.seekg(std::streamoff(part.begin));
        read(packed.data(), packed.size());
        require(checksum(packed) == part.sum && unpackRows(packed, part.layout, data, m_context));
    }

    path m_file;
    const RunContext& m_context;
    std::ifstream m_in;
    std::uint64_t m_size = 0;
    json m_header;
    std::vector<Part> m_parts;
};

void Reader::readHeader() {
    std::string magic(kMagic.size(), '\0');
    if (!m_in.read(magic.data(), std::streamsize(magic.size())) || magic != kMagic)
        fail("is not a result that Espalier kept", "Choose a file that 'espalier generate --keep' wrote.");
    std::uint32_t numbers[3];
    read(numbers, sizeof numbers);
    const auto [version, length, sum] = numbers;
    if (version > kVersion)
        fail("was written by a newer version of Espalier (format " + std::to_string(version) + ")", "Update Espalier.");
    require(version == kVersion && length <= kLongestHeader);
    std::string text(length, '\0');
    read(text.data(), text.size());
    require(checksum({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}) == sum);
    m_header = json::parse(text, nullptr, /*allow_exceptions=*/false);
    require(m_header.is_object());
}

/// Everything that is taken memory for later is held against the file's real size here.
void Reader::listParts() {
    std::uint64_t end = std::uint64_t(m_in.tellg());
    for (const json& entry : m_header.at("parts")) {
        Part part{entry.at("name").get<std::string>(),
                  {entry.at("rows").get<std::size_t>(), entry.at("words").get<std::size_t>(),
                   entry.at("difference").get<bool>()},
                  end,
                  entry.at("bytes").get<std::size_t>(),
                  entry.at("checksum").get<std::uint32_t>()};
        require(part.layout.rows <= kMostRows && part.layout.words >= 1 && part.layout.words <= kMostWords);
        if (part.bytes > m_size - end) cutOff();
        require(canUnpackTo(part.layout.bytes(), part.bytes));
        end += part.bytes;
        m_parts.push_back(std::move(part));
    }
    require(end == m_size);
}

bool areWithin(const std::vector<VoxelCoord>& coords, int resolution) {
    return std::all_of(coords.begin(), coords.end(), [&](const VoxelCoord& c) {
        return std::all_of(c.begin(), c.end(), [&](std::int32_t i) { return i >= 0 && i < resolution; });
    });
}

std::shared_ptr<const RawGrid> takeGrid(Reader& reader, int resolution) {
    auto grid = std::make_shared<RawGrid>();
    grid->coords = reader.take<VoxelCoord>("grid coords");
    grid->dualVertices = reader.take<Vec3f>("grid vertices");
    grid->intersected = wordFlags(reader.take<std::uint32_t>("grid crossings"));
    grid->splitWeights = reader.take<float>("grid weights");
    const std::size_t count = grid->coords.size();
    reader.require(grid->dualVertices.size() == count && grid->intersected.size() == count &&
                   (grid->splitWeights.empty() || grid->splitWeights.size() == count));
    reader.require(areWithin(grid->coords, resolution));
    return grid;
}

MeshAsset takeMesh(Reader& reader) {
    MeshAsset mesh;
    mesh.positions = reader.take<Vec3f>("mesh positions");
    mesh.triangles = reader.take<std::array<std::uint32_t, 3>>("mesh triangles");
    if (reader.has("mesh normals")) mesh.normals = reader.take<Vec3f>("mesh normals");
    if (reader.has("mesh colours")) mesh.colors = reader.take<std::array<std::uint8_t, 4>>("mesh colours");
    if (reader.has("mesh materials")) mesh.metallicRoughness = reader.take<std::array<float, 2>>("mesh materials");
    const auto fits = [&](const auto& list) { return list.empty() || list.size() == mesh.positions.size(); };
    reader.require(fits(mesh.normals) && fits(mesh.colors) && fits(mesh.metallicRoughness));
    for (const auto& t : mesh.triangles)
        reader.require(std::all_of(t.begin(), t.end(), [&](std::uint32_t v) { return v < mesh.positions.size(); }));
    return mesh;
}

GaussianCloudPtr takeGaussians(Reader& reader) {
    if (!reader.has("gaussian positions")) return nullptr;
    auto cloud = std::make_shared<GaussianCloud>();
    cloud->positions = reader.take<Vec3f>("gaussian positions");
    cloud->features = reader.take<Vec3f>("gaussian colours");
    cloud->scales = reader.take<Vec3f>("gaussian scales");
    cloud->rotations = reader.take<std::array<float, 4>>("gaussian rotations");
    cloud->opacities = reader.take<float>("gaussian opacities");
    for (const std::size_t count :
         {cloud->features.size(), cloud->scales.size(), cloud->rotations.size(), cloud->opacities.size()})
        reader.require(count == cloud->size());
    return cloud;
}

RadianceFieldPtr takeRadianceField(Reader& reader) {
    if (!reader.has("field positions")) return nullptr;
    auto field = std::make_shared<RadianceField>();
    field->positions = reader.take<Vec3f>("field positions");
    const std::size_t count = field->size();
    for (const std::uint32_t depth : reader.take<std::uint32_t>("field depths")) {
        reader.require(depth <= RadianceField::kDeepest);
        field->depths.push_back(std::uint8_t(depth));
    }
    field->vectors = reader.takeRows("field vectors", count);
    field->densities = reader.takeRows("field densities", count);
    field->features = reader.takeRows("field colours", count);
    reader.require(count > 0);
    field->rank = field->densities.size() / count;
    reader.require(field->rank > 0);
    field->dim = field->vectors.size() / (3 * count * field->rank);
    reader.require(field->isSound());
    return field;
}

std::shared_ptr<const RawResult> takeRaw(Reader& reader, const RunContext& context) {
    auto raw = std::make_shared<RawResult>();
    raw->resolution = reader.header().at("resolution").get<int>();
    reader.require(raw->resolution >= 1 && raw->resolution <= kFinestGrid);
    if (reader.has("grid coords")) raw->grid = takeGrid(reader, raw->resolution);
    if (reader.has("mesh positions"))
        raw->mesh = takeMesh(reader);
    else if (raw->grid)
        raw->mesh = meshDualGrid(raw->grid->view(raw->resolution), context);
    else
        reader.damaged();
    raw->gaussians = takeGaussians(reader);
    raw->radianceField = takeRadianceField(reader);
    if (!reader.has("voxel attributes")) return raw;
    raw->attributes = reader.take<PbrAttributes>("voxel attributes");
    if (reader.has("voxel coords"))
        raw->coords = reader.take<VoxelCoord>("voxel coords");
    else if (raw->grid)
        raw->coords = raw->grid->coords;
    reader.require(raw->coords.size() == raw->attributes.size() && areWithin(raw->coords, raw->resolution));
    return raw;
}

std::shared_ptr<const JobLatents> takeLatents(Reader& reader) {
    if (!reader.has("latent coords")) return nullptr;
    auto latents = std::make_shared<JobLatents>();
    latents->grid = reader.header().at("latent_grid").get<int>();
    latents->coords = reader.take<VoxelCoord>("latent coords");
    reader.require(areWithin(latents->coords, latents->grid));
    latents->shape = reader.takeRows("shape latent", latents->coords.size());
    latents->texture = reader.takeRows("texture latent", latents->coords.size());
    return latents;
}

std::vector<std::uint8_t> takeThumbnail(Reader& reader) {
    const auto bytes = reader.header().at("thumbnail_bytes").get<std::size_t>();
    if (bytes == 0) return {};
    const auto words = reader.take<std::uint32_t>("thumbnail");
    reader.require(bytes <= words.size() * 4);
    std::vector<std::uint8_t> png(bytes);
    std::memcpy(png.data(), words.data(), bytes);
    return png;
}

}  // namespace

StoredResult storedResult(const GenerateRequest& request, const GenerateResult& result, const RunContext& context) {
    StoredResult stored{request, {}, result.raw, result.latents};
    stored.request.image = {};
    stored.request.moreViews.clear();
    stored.request.seed = result.report.seed;
    stored.request.type = result.report.type;
    const ImageBuffer& picture = result.preparedImage;
    if (picture.empty()) return stored;
    const double scale = std::min(1.0, double(kThumbnail) / std::max(picture.width, picture.height));
    const auto scaled = [&](int length) { return std::max(1, int(length * scale)); };
    stored.thumbnail = encodeImage(resizeLanczos(picture, scaled(picture.width), scaled(picture.height), context),
                                   ImageFormat::Png, ImageContent::Color, context);
    return stored;
}

void saveResult(const path& file, const StoredResult& result, const RunContext& context) {
    const RawResult& raw = *result.raw;
    json header{{"request", toJson(result.request)},
                {"resolution", raw.resolution},
                {"thumbnail_bytes", result.thumbnail.size()}};
    Writer writer(context);
    if (!result.thumbnail.empty()) {
        std::vector<std::uint32_t> words((result.thumbnail.size() + 3) / 4);
        std::memcpy(words.data(), result.thumbnail.data(), result.thumbnail.size());
        writer.add("thumbnail", words);
    }
    if (raw.grid) addGrid(writer, *raw.grid);
    if (!comesOfGrid(raw, context)) addMesh(writer, raw.mesh);
    if (!raw.attributes.empty()) {
        if (!raw.grid || raw.coords != raw.grid->coords) writer.add("voxel coords", raw.coords, true);
        writer.add("voxel attributes", raw.attributes);
    }
    if (raw.gaussians) addGaussians(writer, *raw.gaussians);
    if (raw.radianceField) addRadianceField(writer, *raw.radianceField);
    if (result.latents) {
        header["latent_grid"] = result.latents->grid;
        addLatents(writer, *result.latents);
    }
    writer.write(file, std::move(header));
}

StoredResult loadResult(const path& file, const RunContext& context) {
    try {
        Reader reader(file, context);
        StoredResult result;
        try {
            result.request = requestFromJson(reader.header().at("request"));
        } catch (const Error&) {
            reader.damaged();
        }
        result.thumbnail = takeThumbnail(reader);
        result.raw = takeRaw(reader, context);
        result.latents = takeLatents(reader);
        return result;
    } catch (const json::exception&) {
        throw Error(ErrorCode::FileRead, file.string() + " is damaged.",
                    "Copy it once more from where it came, or generate the model again.");
    }
}

}  // namespace espalier
