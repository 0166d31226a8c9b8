#include "inference/pipeline/radiance_field_file.h"

#include <algorithm>

#include "inference/base/error.h"
#include "inference/tensor/safetensors.h"

namespace espalier {
namespace {

constexpr const char* kHint = "Choose a file that 'espalier generate --radiance-field' wrote.";
constexpr const char* kKind = "representation";
constexpr const char* kStrivec = "strivec";
constexpr const char *kPosition = "position", *kDepth = "depth", *kVectors = "trivec", *kDensity = "density",
                     *kFeatures = "features_dc", *kBox = "aabb";

template <typename Value>
at::Tensor viewOf(const std::vector<Value>& values, at::IntArrayRef shape, at::ScalarType type) {
    return at::from_blob(const_cast<Value*>(values.data()), shape, at::TensorOptions().dtype(type));
}

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
    throw Error(ErrorCode::FileRead, file.string() + " " + what + ".", kHint);
}

/// One tensor of a file, checked as it is taken.
class Reader {
public:
    Reader(const SafetensorsFile& in, const std::filesystem::path& file) : m_in(in), m_file(file) {}

    const std::vector<std::int64_t>& shape(const char* key) const {
        const auto found = m_in.entries().find(key);
        if (found == m_in.entries().end()) fail(m_file, std::string("has no ") + key);
        return found->second.shape;
    }

    template <typename Row>
    std::vector<Row> take(const char* key, const std::vector<std::int64_t>& shape, at::ScalarType type) const {
        if (this->shape(key) != shape) fail(m_file, std::string("has a ") + key + " of another shape than its others");
        const at::Tensor values = m_in.tensor(key);
        if (values.scalar_type() != type) fail(m_file, std::string("has a ") + key + " of another type");
        if (!at::isfinite(values).all().item<bool>()) fail(m_file, std::string("has a ") + key + " that is no number");
        const at::Tensor plain = values.contiguous();
        const auto* first = static_cast<const Row*>(plain.const_data_ptr());
        return {first, first + plain.nbytes() / sizeof(Row)};
    }

private:
    const SafetensorsFile& m_in;
    const std::filesystem::path& m_file;
};

RadianceField read(const SafetensorsFile& in, const std::filesystem::path& file) {
    constexpr std::int64_t kMostRank = 1024, kMostDim = 1024;
    const auto kind = in.metadata().find(kKind);
    if (kind == in.metadata().end() || kind->second != kStrivec) fail(file, "holds no radiance field");
    const Reader reader(in, file);
    const auto shape = reader.shape(kVectors);
    if (shape.size() != 4 || shape[1] < 1 || shape[1] > kMostRank || shape[3] < 2 || shape[3] > kMostDim)
        fail(file, "has vectors of an unknown shape");
    const std::int64_t count = shape[0], rank = shape[1], dim = shape[3];
    const auto box = reader.take<float>(kBox, {6}, at::kFloat);
    if (!std::equal(box.begin(), box.end(), RadianceField::kBox.begin())) fail(file, "lies in another box");
    RadianceField field{.rank = static_cast<std::size_t>(rank),
                        .dim = static_cast<std::size_t>(dim),
                        .positions = reader.take<Vec3f>(kPosition, {count, 3}, at::kFloat),
                        .depths = reader.take<std::uint8_t>(kDepth, {count, 1}, at::kByte),
                        .vectors = reader.take<float>(kVectors, {count, rank, 3, dim}, at::kFloat),
                        .densities = reader.take<float>(kDensity, {count, rank}, at::kFloat),
                        .features = reader.take<float>(kFeatures, {count, rank, 1, 3}, at::kFloat)};
    if (!field.isSound()) fail(file, "is damaged");
    return field;
}

}  // namespace

void exportRadianceField(const RadianceField& field, const std::filesystem::path& file) {
    if (field.size() == 0)
        throw Error(ErrorCode::EmptyResult, "There is no radiance field to write to " + file.string() + ".",
                    "Try another seed or another picture.");
    const auto count = static_cast<std::int64_t>(field.size());
    const auto rank = static_cast<std::int64_t>(field.rank), dim = static_cast<std::int64_t>(field.dim);
    const std::vector<float> box(RadianceField::kBox.begin(), RadianceField::kBox.end());
    writeSafetensors(file,
                     {{kPosition, viewOf(field.positions, {count, 3}, at::kFloat)},
                      {kDepth, viewOf(field.depths, {count, 1}, at::kByte)},
                      {kVectors, viewOf(field.vectors, {count, rank, 3, dim}, at::kFloat)},
                      {kDensity, viewOf(field.densities, {count, rank}, at::kFloat)},
                      {kFeatures, viewOf(field.features, {count, rank, 1, 3}, at::kFloat)},
                      {kBox, viewOf(box, {6}, at::kFloat)}},
                     {{kKind, kStrivec}});
}

RadianceField importRadianceField(const std::filesystem::path& file) {
    try {
        return read(*SafetensorsFile::open(file), file);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::FileRead) throw;
        throw Error(ErrorCode::FileRead, error.what(), kHint);
    }
}

}  // namespace espalier
