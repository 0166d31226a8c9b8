#include "inference/models/mesh_cuda.h"

#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include "inference/base/error.h"
#include "inference/models/mesh_kernels.h"
#include "inference/tensor/sparse_cuda.h"
#include "inference/tensor/sparse_kernels.h"

namespace espalier::cuda {

namespace {

template <typename T>
const T* dataOf(const at::Tensor& t, at::IntArrayRef shape) {
    if (!t.is_cuda() || t.scalar_type() != c10::CppTypeToScalarType<T>::value || !t.is_contiguous() ||
        t.sizes() != shape)
        throw Error(ErrorCode::Internal, "A meshing kernel for the card was given a tensor that does not fit.");
    return t.const_data_ptr<T>();
}

}  // namespace

std::pair<at::Tensor, at::Tensor> meshDualGrid(const at::Tensor& coords, const at::Tensor& map,
                                               const at::Tensor& dualVertices, const at::Tensor& intersected,
                                               const at::Tensor& splitWeights, std::int64_t resolution) {
    const c10::cuda::CUDAGuard guard(coords.device());
    const auto stream = c10::cuda::getCurrentCUDAStream();
    const std::int64_t count = coords.size(0);
    const kernels::DualGridJob job{dataOf<std::int32_t>(coords, {count, 4}),
                                   dataOf<std::int32_t>(map, {count, 27}),
                                   dataOf<float>(dualVertices, {count, 3}),
                                   dataOf<bool>(intersected, {count, 3}),
                                   splitWeights.defined() ? dataOf<float>(splitWeights, {count}) : nullptr,
                                   count,
                                   static_cast<std::int32_t>(resolution)};
    at::Tensor positions = at::empty({count, 3}, dualVertices.options());
    const at::Tensor complete = at::empty({3 * count}, intersected.options());
    C10_CUDA_CHECK(
        kernels::placeVertices(job, positions.mutable_data_ptr<float>(), complete.mutable_data_ptr<bool>(), stream));
    const at::Tensor edges = complete.nonzero().squeeze(1).contiguous();
    at::Tensor triangles = at::empty({2 * edges.size(0), 3}, coords.options());
    C10_CUDA_CHECK(kernels::splitQuads(job, positions.const_data_ptr<float>(), edges.const_data_ptr<std::int64_t>(),
                                       edges.size(0), triangles.mutable_data_ptr<std::int32_t>(), stream));
    return {positions, triangles};
}

at::Tensor sampleVoxels(const at::Tensor& coords, const at::Tensor& attributes, const at::Tensor& positions) {
    const c10::cuda::CUDAGuard guard(coords.device());
    const std::int64_t channels = attributes.size(1), count = positions.size(0);
    const float* const values = dataOf<float>(attributes, {coords.size(0), channels});
    const float* const places = dataOf<float>(positions, {count, 3});
    const DeviceHash hash = buildDeviceHash(coords);
    at::Tensor samples = at::empty({count, channels}, attributes.options());
    C10_CUDA_CHECK(kernels::sampleVoxels(kernels::hashTable(hash.keys.data_ptr(), hash.rows.data_ptr(), coords.size(0)),
                                         values, static_cast<std::int32_t>(channels), places, count,
                                         samples.mutable_data_ptr<float>(), c10::cuda::getCurrentCUDAStream()));
    return samples;
}

}  // namespace espalier::cuda
