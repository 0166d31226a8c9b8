#include "inference/tensor/torch_pickle.h"

#include <cstring>

#include "inference/tensor/mapped_file.h"
#include "inference/tensor/safetensors.h"
#include "inference/tensor/state_dict_pickle.h"
#include "inference/tensor/zip_directory.h"

namespace espalier {

namespace {

constexpr std::string_view kPickleMember = "/data.pkl";

/// Items of the storage that the tensor reaches to; nullopt when the number does not fit.
std::optional<std::int64_t> reach(const PickledTensor& tensor) {
    std::int64_t last = tensor.offset;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        std::int64_t step = 0;
        if (tensor.shape[i] == 0) return tensor.offset;
        if (__builtin_mul_overflow(tensor.shape[i] - 1, tensor.strides[i], &step) ||
            __builtin_add_overflow(last, step, &last))
            return std::nullopt;
    }
    return __builtin_add_overflow(last, 1, &last) ? std::nullopt : std::optional(last);
}

/// A tensor may view one item many times, but none of a checkpoint is larger than its storage.
bool isLargerThanStorage(const PickledTensor& tensor) {
    std::int64_t items = 1;
    for (const std::int64_t extent : tensor.shape)
        if (__builtin_mul_overflow(items, extent, &items)) return true;
    return items > tensor.storageItems;
}

}  // namespace

std::shared_ptr<const TorchPickleFile> TorchPickleFile::open(const std::filesystem::path& path) {
    std::shared_ptr<TorchPickleFile> file(new TorchPickleFile);
    file->m_name = path.string();
    file->m_mapping = MappedFile::open(path, 1);
    const auto members = readZipDirectory(*file->m_mapping, file->m_name);
    const auto pickle = std::find_if(members.begin(), members.end(),
                                     [](const auto& member) { return member.first.ends_with(kPickleMember); });
    if (pickle == members.end()) complainAboutFile(file->m_name, "the archive holds no data.pkl");
    const std::string root = pickle->first.substr(0, pickle->first.size() - kPickleMember.size());
    if (const auto order = members.find(root + "/byteorder"); order != members.end() && order->second != "little")
        complainAboutFile(file->m_name, "it was saved on a big-endian machine");

    for (auto& [key, tensor] : readStateDictPickle(pickle->second, file->m_name)) {
        const auto complain = [&](const std::string& problem) { complainAboutFile(file->m_name, key + problem); };
        const auto storage = members.find(root + "/data/" + tensor.storage);
        if (storage == members.end()) complain(" refers to the storage " + tensor.storage + ", which is missing");
        const auto items = static_cast<std::int64_t>(storage->second.size() / c10::elementSize(tensor.dtype));
        const auto last = reach(tensor);
        if (!last || *last > std::min(items, tensor.storageItems) || isLargerThanStorage(tensor))
            complain(" reaches beyond its storage");
        file->m_places[key] = {const_cast<char*>(storage->second.data()) +
                                   tensor.offset * static_cast<std::int64_t>(c10::elementSize(tensor.dtype)),
                               tensor.strides};
        file->m_entries[key] = {tensor.dtype, tensor.shape};
    }
    return file;
}

at::Tensor TorchPickleFile::tensor(const std::string& key) const {
    const auto it = m_entries.find(key);
    if (it == m_entries.end()) complainAboutFile(m_name, key + " is missing");
    const auto& [dtype, shape] = it->second;
    const Place& place = m_places.at(key);
    const auto options = at::TensorOptions().dtype(dtype);
    const std::size_t itemBytes = c10::elementSize(dtype);
    if (reinterpret_cast<std::uintptr_t>(place.data) % itemBytes == 0)
        return at::from_blob(
            place.data, shape, place.strides, [keepAlive = m_mapping](void*) {}, options);
    // Rare: the archive was written by something that does not align storages. Copied whole, then viewed.
    std::int64_t items = 1;
    for (std::size_t i = 0; i < shape.size(); ++i)
        items = shape[i] == 0 ? 0 : items + (shape[i] - 1) * place.strides[i];
    const at::Tensor copy = at::empty({items}, options);
    if (items > 0) std::memcpy(copy.data_ptr(), place.data, copy.nbytes());
    return copy.as_strided(shape, place.strides);
}

std::shared_ptr<const TensorSource> openWeights(const std::filesystem::path& file) {
    if (file.extension() == ".pth" || file.extension() == ".pt") return TorchPickleFile::open(file);
    return SafetensorsFile::open(file);
}

}  // namespace espalier
