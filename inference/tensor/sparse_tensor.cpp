#include "inference/tensor/sparse_tensor.h"

#include <ATen/Parallel.h>

#include "inference/base/error.h"
#include "inference/tensor/coord_hash.h"

namespace espalier {

namespace {

std::vector<std::int64_t> batchOffsets(const at::Tensor& coords, std::int64_t batchSize) {
    if (batchSize == 1 && !coords.is_cpu()) return {0, coords.size(0)};
    const at::Tensor batch = coords.select(1, 0).to(at::kCPU, at::kInt).contiguous();
    const std::int32_t* b = batch.const_data_ptr<std::int32_t>();
    const std::int64_t rows = batch.size(0);
    const std::int64_t last = rows > 0 ? b[rows - 1] + 1 : 0;
    if (batchSize == 0) batchSize = last;
    if (last > batchSize || (rows > 0 && b[0] < 0)) throw Error(ErrorCode::Internal, "A batch index is out of range.");
    std::vector<std::int64_t> offsets(static_cast<std::size_t>(batchSize) + 1, rows);
    offsets[0] = 0;
    std::int64_t element = 0;
    for (std::int64_t row = 0; row < rows; ++row) {
        if (b[row] < element) throw Error(ErrorCode::Internal, "The voxels of a batch element are not contiguous.");
        while (element < b[row])
            offsets[static_cast<std::size_t>(++element)] = row;
    }
    return offsets;
}

/// Each pair of opposite neighbours is looked up once; the other half follows from it.
at::Tensor neighbourMapOnCpu(const at::Tensor& coordsAnywhere) {
    constexpr std::int64_t kCentre = 13;
    constexpr std::int64_t kRowsPerTask = 4096;
    const at::Tensor coords = coordsAnywhere.cpu().contiguous();
    const CoordHash hash(coords);
    const std::int64_t rows = coords.size(0);
    at::Tensor map = at::full({rows, 27}, -1, at::kInt);
    std::int32_t* const table = map.mutable_data_ptr<std::int32_t>();
    const std::int32_t* const c = coords.const_data_ptr<std::int32_t>();
    at::parallel_for(0, rows, kRowsPerTask, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int32_t* p = c + 4 * row;
            table[row * 27 + kCentre] = static_cast<std::int32_t>(row);
            for (int k = 0; k < kCentre; ++k) {
                const std::int32_t other = hash.find(p[0], p[1] + k / 9 - 1, p[2] + k / 3 % 3 - 1, p[3] + k % 3 - 1);
                if (other < 0) continue;
                table[row * 27 + k] = other;
                table[other * std::int64_t{27} + 26 - k] = static_cast<std::int32_t>(row);
            }
        }
    });
    return map;
}

}  // namespace

CoordSet::CoordSet(at::Tensor coords, std::int64_t batchSize) : m_coords(std::move(coords)) {
    if (m_coords.dim() != 2 || m_coords.size(1) != 4 || m_coords.scalar_type() != at::kInt)
        throw Error(ErrorCode::Internal, "Voxel coordinates must be [N, 4] int32.");
    m_coords = m_coords.contiguous();
    m_offsets = batchOffsets(m_coords, batchSize);
}

CoordSet::CoordSet(at::Tensor coords, CoordSetPtr coarse, at::Tensor slot)
    : CoordSet(std::move(coords), coarse->batchSize()) {
    m_coarse = std::move(coarse);
    m_slot = std::move(slot);
}

at::Tensor CoordSet::buildNeighbourMap() const {
    if (!m_coords.is_cuda() || !cudaOps()) return neighbourMapOnCpu(m_coords).to(m_coords.device());
    if (m_coarse) return cudaOps()->refinedNeighbourMap(m_coarse->neighbourMap(), m_slot);
    return cudaOps()->neighbourMap(m_coords);
}

const at::Tensor& CoordSet::neighbourMap() const {
    std::call_once(m_neighbourOnce, [this] { m_neighbourMap = buildNeighbourMap(); });
    return m_neighbourMap;
}

const ConvolutionOrder& CoordSet::convolutionOrder() const {
    std::call_once(m_orderOnce, [this] { m_order = cudaOps()->convolutionOrder(neighbourMap(), {}); });
    return m_order;
}

CoordSetPtr CoordSet::on(const CoordSetPtr& set, c10::Device device) {
    if (set->m_coords.device() == device) return set;
    const std::lock_guard lock(set->m_copyMutex);
    if (!set->m_copy || set->m_copy->m_coords.device() != device)
        set->m_copy = std::make_shared<const CoordSet>(set->m_coords.to(device), set->batchSize());
    return set->m_copy;
}

SparseTensor::SparseTensor(at::Tensor features, CoordSetPtr coordSet)
    : feats(std::move(features)), set(std::move(coordSet)) {
    if (feats.dim() < 1 || feats.size(0) != set->size())
        throw Error(ErrorCode::Internal, "Features and coordinates differ in their number of rows.");
}

SparseTensor::SparseTensor(at::Tensor features, const at::Tensor& coords)
    : SparseTensor(std::move(features), std::make_shared<const CoordSet>(coords)) {}

}  // namespace espalier
