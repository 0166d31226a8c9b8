#include "inference/tensor/safetensors.h"

#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "inference/base/error.h"
#include "inference/tensor/mapped_file.h"

namespace espalier {

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;  // the format's own limit

constexpr std::array<std::pair<std::string_view, at::ScalarType>, 11> kDtypes{{{"F64", at::kDouble},
                                                                               {"F32", at::kFloat},
                                                                               {"F16", at::kHalf},
                                                                               {"BF16", at::kBFloat16},
                                                                               {"I64", at::kLong},
                                                                               {"I32", at::kInt},
                                                                               {"I16", at::kShort},
                                                                               {"I8", at::kChar},
                                                                               {"U8", at::kByte},
                                                                               {"BOOL", at::kBool},
                                                                               {"C64", at::kComplexFloat}}};

std::optional<at::ScalarType> dtypeFromName(std::string_view name) {
    for (const auto& [text, dtype] : kDtypes)
        if (text == name) return dtype;
    return std::nullopt;
}

std::string nameOfDtype(at::ScalarType wanted) {
    for (const auto& [text, dtype] : kDtypes)
        if (dtype == wanted) return std::string(text);
    throw Error(ErrorCode::Internal, std::string("Tensors of type ") + c10::toString(wanted) + " cannot be written.");
}

constexpr auto complain = complainAboutFile;

/// Parses the header and refuses a key that occurs twice: the JSON library would keep the last one silently.
nlohmann::json parseUniqueKeys(const std::string& file, std::string_view text) {
    std::vector<std::set<std::string>> open;
    const auto watch = [&](int, nlohmann::json::parse_event_t event, nlohmann::json& value) {
        using Event = nlohmann::json::parse_event_t;
        if (event == Event::object_start) open.emplace_back();
        if (event == Event::object_end) open.pop_back();
        if (event == Event::key && !open.back().insert(value.get<std::string>()).second)
            complain(file, "the key " + value.get<std::string>() + " occurs twice in the header");
        return true;
    };
    try {
        return nlohmann::json::parse(text.begin(), text.end(), watch);
    } catch (const nlohmann::json::exception&) {
        complain(file, "the header is not valid JSON");
    }
}

std::size_t nonNegative(const std::string& file, const std::string& key, const nlohmann::json& number) {
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!number.is_number_unsigned() || number.get<std::uint64_t>() > kMost)
        complain(file, key + " has a shape or offset that is not a non-negative integer");
    return number.get<std::size_t>();
}

/// Bytes of a tensor of this shape; nullopt when the number does not fit.
std::optional<std::size_t> byteCount(const std::vector<std::int64_t>& shape, std::size_t itemBytes) {
    std::size_t bytes = itemBytes;
    for (const std::int64_t extent : shape)
        if (__builtin_mul_overflow(bytes, static_cast<std::size_t>(extent), &bytes)) return std::nullopt;
    return bytes;
}

}  // namespace

std::shared_ptr<const SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path) {
    std::shared_ptr<SafetensorsFile> file(new SafetensorsFile);
    file->m_name = path.string();
    file->m_mapping = MappedFile::open(path, kLengthBytes);
    std::uint64_t headerBytes = 0;
    std::memcpy(&headerBytes, file->m_mapping->data(), kLengthBytes);
    if (headerBytes > kMaxHeaderBytes)
        complain(file->m_name, "the header claims " + std::to_string(headerBytes) + " bytes, more than any header has");
    if (headerBytes > file->m_mapping->size() - kLengthBytes)
        complain(file->m_name, "the file ends before its header does");
    file->parseHeader({file->m_mapping->data() + kLengthBytes, headerBytes}, kLengthBytes + headerBytes);
    return file;
}

void SafetensorsFile::parseHeader(std::string_view header, std::size_t dataBegin) {
    const nlohmann::json root = parseUniqueKeys(m_name, header);
    if (!root.is_object()) complain(m_name, "the header is not a JSON object");
    const std::size_t dataBytes = m_mapping->size() - dataBegin;
    std::map<std::size_t, std::pair<std::size_t, std::string>> ranges;  // begin -> end, key

    for (const auto& [key, value] : root.items()) {
        if (key == "__metadata__") {
            for (const auto& [name, text] : value.items())
                if (text.is_string()) m_metadata[name] = text.get<std::string>();
            continue;
        }
        if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") ||
            !value.contains("data_offsets"))
            complain(m_name, key + " lacks dtype, shape or data_offsets");
        if (!value["dtype"].is_string() || !value["shape"].is_array() || !value["data_offsets"].is_array() ||
            value["data_offsets"].size() != 2)
            complain(m_name, key + " has a malformed entry");
        const auto dtype = dtypeFromName(value["dtype"].get<std::string>());
        if (!dtype) complain(m_name, key + " has the unknown dtype " + value["dtype"].get<std::string>());

        TensorInfo info{*dtype, {}};
        for (const auto& extent : value["shape"])
            info.shape.push_back(static_cast<std::int64_t>(nonNegative(m_name, key, extent)));
        const std::size_t begin = nonNegative(m_name, key, value["data_offsets"][0]);
        const std::size_t end = nonNegative(m_name, key, value["data_offsets"][1]);
        if (begin > end || end > dataBytes)
            complain(m_name, key + " lies outside the file (bytes " + std::to_string(begin) + " to " +
                                 std::to_string(end) + " of " + std::to_string(dataBytes) + ")");
        if (byteCount(info.shape, c10::elementSize(*dtype)) != end - begin)
            complain(m_name, key + " occupies " + std::to_string(end - begin) + " bytes, which does not fit its shape");
        if (end > begin && !ranges.emplace(begin, std::pair{end, key}).second)
            complain(m_name, key + " overlaps " + ranges[begin].second);
        m_offsets[key] = dataBegin + begin;
        m_entries[key] = std::move(info);
    }
    for (auto it = ranges.begin(); it != ranges.end() && std::next(it) != ranges.end(); ++it)
        if (it->second.first > std::next(it)->first)
            complain(m_name, std::next(it)->second.second + " overlaps " + it->second.second);
    const std::size_t described = ranges.empty() ? 0 : ranges.rbegin()->second.first;
    if (described != dataBytes)
        complain(m_name, std::to_string(dataBytes - described) + " bytes follow the last tensor");
}

at::Tensor SafetensorsFile::tensor(const std::string& key) const {
    const auto it = m_entries.find(key);
    if (it == m_entries.end()) complain(m_name, key + " is missing");
    const auto& [dtype, shape] = it->second;
    char* const data = m_mapping->data() + m_offsets.at(key);
    const auto options = at::TensorOptions().dtype(dtype);
    const std::size_t itemBytes = c10::elementSize(dtype);
    if (reinterpret_cast<std::uintptr_t>(data) % itemBytes != 0) {
        at::Tensor copy = at::empty(shape, options);
        if (copy.nbytes() > 0) std::memcpy(copy.data_ptr(), data, copy.nbytes());
        return copy;
    }
    return at::from_blob(
        data, shape, [keepAlive = m_mapping](void*) {}, options);
}

void writeSafetensors(const std::filesystem::path& file, const std::map<std::string, at::Tensor>& tensors,
                      const std::map<std::string, std::string>& metadata) {
    nlohmann::json header = nlohmann::json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::size_t offset = 0;
    for (const auto& [key, tensor] : tensors) {
        header[key] = {{"dtype", nameOfDtype(tensor.scalar_type())},
                       {"shape", tensor.sizes().vec()},
                       {"data_offsets", {offset, offset + tensor.nbytes()}}};
        offset += tensor.nbytes();
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');  // keeps the data aligned

    std::filesystem::path part = file;
    part += ".part";
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    const std::uint64_t length = text.size();
    out.write(reinterpret_cast<const char*>(&length), kLengthBytes);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    for (const auto& [key, tensor] : tensors) {
        const at::Tensor data = tensor.cpu().contiguous();
        out.write(static_cast<const char*>(data.data_ptr()), static_cast<std::streamsize>(data.nbytes()));
    }
    out.close();
    std::error_code failure;
    if (out) std::filesystem::rename(part, file, failure);
    if (!out || failure) {
        std::filesystem::remove(part, failure);
        throw Error(ErrorCode::FileWrite, "Cannot write " + file.string() + ".",
                    "Check that the folder exists and is writable and that the disk is not full.");
    }
}

}  // namespace espalier
