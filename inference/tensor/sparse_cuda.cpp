#include "inference/tensor/sparse_cuda.h"

#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include "inference/base/error.h"
#include "inference/tensor/sparse_kernels.h"

namespace espalier::cuda {

namespace {

constexpr std::int64_t kNeighbours = 27;
constexpr std::int64_t kChildren = 8;

void require(bool holds, const char* what) {
    if (!holds) throw Error(ErrorCode::Internal, std::string("A sparse kernel for the card was given ") + what + ".");
}

const std::int32_t* rowsOf(const at::Tensor& t, std::int64_t width) {
    require(t.is_cuda() && t.scalar_type() == at::kInt && t.is_contiguous() && t.dim() == 2 && t.size(1) == width,
            "coordinates or a map of another shape");
    require(t.size(0) < (std::int64_t{1} << 31) / kNeighbours, "too many voxels");
    return t.const_data_ptr<std::int32_t>();
}

const std::int64_t* slotsOf(const at::Tensor& t) {
    if (!t.defined()) return nullptr;
    require(t.is_cuda() && t.scalar_type() == at::kLong && t.is_contiguous() && t.dim() == 1, "slots of another shape");
    return t.const_data_ptr<std::int64_t>();
}

}  // namespace

DeviceHash buildDeviceHash(const at::Tensor& coords) {
    const std::int32_t* const c = rowsOf(coords, 4);
    const std::int64_t capacity = kernels::hashCapacity(coords.size(0));
    DeviceHash hash{at::empty({capacity}, coords.options().dtype(at::kLong)), at::empty({capacity}, coords.options())};
    C10_CUDA_CHECK(kernels::buildHash(kernels::hashTable(hash.keys.data_ptr(), hash.rows.data_ptr(), coords.size(0)), c,
                                      coords.size(0), c10::cuda::getCurrentCUDAStream()));
    return hash;
}

at::Tensor neighbourMap(const at::Tensor& coords) {
    const c10::cuda::CUDAGuard guard(coords.device());
    const DeviceHash hash = buildDeviceHash(coords);
    at::Tensor map = at::empty({coords.size(0), kNeighbours}, coords.options());
    C10_CUDA_CHECK(kernels::lookUpNeighbours(
        kernels::hashTable(hash.keys.data_ptr(), hash.rows.data_ptr(), coords.size(0)), rowsOf(coords, 4),
        coords.size(0), map.mutable_data_ptr<std::int32_t>(), c10::cuda::getCurrentCUDAStream()));
    return map;
}

at::Tensor refinedNeighbourMap(const at::Tensor& coarseMap, const at::Tensor& slot) {
    const c10::cuda::CUDAGuard guard(slot.device());
    const at::Tensor childRow = at::empty({kChildren * coarseMap.size(0)}, coarseMap.options());
    at::Tensor map = at::empty({slot.size(0), kNeighbours}, coarseMap.options());
    C10_CUDA_CHECK(kernels::refineNeighbours(rowsOf(coarseMap, kNeighbours), coarseMap.size(0), slotsOf(slot),
                                             slot.size(0), childRow.mutable_data_ptr<std::int32_t>(),
                                             map.mutable_data_ptr<std::int32_t>(), c10::cuda::getCurrentCUDAStream()));
    return map;
}

at::Tensor childCoords(const at::Tensor& coarse, const at::Tensor& slot) {
    const c10::cuda::CUDAGuard guard(slot.device());
    at::Tensor coords = at::empty({slot.size(0), 4}, coarse.options());
    C10_CUDA_CHECK(kernels::childCoords(rowsOf(coarse, 4), slotsOf(slot), slot.size(0),
                                        coords.mutable_data_ptr<std::int32_t>(), c10::cuda::getCurrentCUDAStream()));
    return coords;
}

ConvolutionOrder convolutionOrder(const at::Tensor& map, const at::Tensor& slot) {
    const c10::cuda::CUDAGuard guard(map.device());
    const auto stream = c10::cuda::getCurrentCUDAStream();
    const std::int64_t count = slot.defined() ? slot.size(0) : map.size(0);
    const std::int64_t groups = slot.defined() ? kChildren : 1;
    ConvolutionOrder order;
    order.masks = at::empty({map.size(0)}, map.options());
    at::Tensor keys = at::empty({count}, map.options());
    auto* const masks = order.masks.mutable_data_ptr<std::int32_t>();
    C10_CUDA_CHECK(kernels::neighbourMasks(rowsOf(map, kNeighbours), map.size(0), masks, stream));
    C10_CUDA_CHECK(
        kernels::orderKeys(masks, map.size(0), slotsOf(slot), count, keys.mutable_data_ptr<std::int32_t>(), stream));
    const auto [sorted, indices] = keys.sort();
    order.rows = indices.to(at::kInt);
    const at::Tensor begin = at::arange(groups + 1, map.options()).bitwise_left_shift_(kernels::kGroupShift);
    order.groupBegin = count > 0 ? at::searchsorted(sorted, begin, /*out_int32=*/true) : at::zeros_like(begin);
    return order;
}

}  // namespace espalier::cuda
