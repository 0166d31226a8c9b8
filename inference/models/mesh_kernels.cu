#include "inference/models/mesh_kernels.h"

namespace espalier::kernels {

namespace {

constexpr int kThreads = 256;

unsigned blocksFor(std::int64_t items) {
    return unsigned((items + kThreads - 1) / kThreads);
}

__device__ std::int64_t globalThread() {
    return std::int64_t(blockIdx.x) * kThreads + threadIdx.x;
}

/// The map's columns of the four voxels around the lattice edge along each axis.
constexpr int column(int x, int y, int z) {
    return (x + 1) * 9 + (y + 1) * 3 + z + 1;
}
__constant__ const signed char kEdgeColumns[3][4] = {
    {column(0, 0, 0), column(0, 0, 1), column(0, 1, 1), column(0, 1, 0)},
    {column(0, 0, 0), column(1, 0, 0), column(1, 0, 1), column(0, 0, 1)},
    {column(0, 0, 0), column(0, 1, 0), column(1, 1, 0), column(1, 0, 0)},
};

__global__ void placeKernel(const DualGridJob job, float voxelSize, float* positions, bool* complete) {
    const std::int64_t item = globalThread();
    if (item >= 3 * job.count) return;
    const std::int64_t voxel = item / 3;
    const int axis = int(item % 3);
    const float cell = __fadd_rn(float(job.coords[voxel * 4 + 1 + axis]), job.dualVertices[item]);
    positions[item] = __fadd_rn(__fmul_rn(cell, voxelSize), -0.5f);
    bool exist = job.intersected[item];
    for (int corner = 0; corner < 4; ++corner)
        exist = exist && job.map[voxel * 27 + kEdgeColumns[axis][corner]] >= 0;
    complete[item] = exist;
}

__device__ void subtract(const float* a, const float* b, float* difference) {
    for (int axis = 0; axis < 3; ++axis)
        difference[axis] = __fadd_rn(a[axis], -b[axis]);
}

__device__ void cross(const float* a, const float* b, float* product) {
    for (int axis = 0; axis < 3; ++axis) {
        const int next = (axis + 1) % 3, last = (axis + 2) % 3;
        product[axis] = __fadd_rn(__fmul_rn(a[next], b[last]), -__fmul_rn(a[last], b[next]));
    }
}

/// See firstDiagonalByNormals() in dual_grid_mesher.cpp.
__device__ bool firstDiagonalByNormals(const std::int32_t* quad, const float* positions) {
    const float* p[4];
    for (int corner = 0; corner < 4; ++corner)
        p[corner] = positions + 3 * std::int64_t(quad[corner]);
    float a[3], b[3], n0[3], n1[3];
    subtract(p[1], p[0], a);
    subtract(p[2], p[0], b);
    cross(a, b, n0);
    subtract(p[2], p[1], a);
    subtract(p[0], p[1], b);
    cross(a, b, n1);
    const float sum = __fadd_rn(__fmul_rn(n0[0], n1[0]), __fmul_rn(n0[1], n1[1]));
    return fabsf(__fadd_rn(sum, __fmul_rn(n0[2], n1[2]))) > 0.0f;
}

__global__ void splitKernel(const DualGridJob job, const float* positions, const std::int64_t* edges,
                            std::int64_t edgeCount, std::int32_t* triangles) {
    const std::int64_t item = globalThread();
    if (item >= edgeCount) return;
    const std::int64_t voxel = edges[item] / 3;
    std::int32_t q[4];
    for (int corner = 0; corner < 4; ++corner)
        q[corner] = job.map[voxel * 27 + kEdgeColumns[edges[item] % 3][corner]];
    const float* const w = job.splitWeights;
    const bool first =
        w ? __fmul_rn(w[q[0]], w[q[2]]) > __fmul_rn(w[q[1]], w[q[3]]) : firstDiagonalByNormals(q, positions);
    const int order[2][6] = {{0, 1, 3, 3, 1, 2}, {0, 1, 2, 0, 2, 3}};
    for (int corner = 0; corner < 6; ++corner)
        triangles[6 * item + corner] = q[order[first][corner]];
}

__global__ void sampleKernel(HashTable table, const float* attributes, std::int32_t channels, const float* positions,
                             std::int64_t count, float* samples) {
    const std::int64_t item = globalThread();
    if (item >= count) return;
    float q[3];
    std::int32_t base[3];
    for (int axis = 0; axis < 3; ++axis) {
        q[axis] = positions[3 * item + axis];
        base[axis] = std::int32_t(floorf(__fadd_rn(q[axis], -0.5f)));
    }
    std::int32_t rows[8];
    float weights[8], sum = 0.0f;
    for (int corner = 0; corner < 8; ++corner) {
        const std::int32_t p[3] = {base[0] + (corner & 1), base[1] + (corner >> 1 & 1), base[2] + (corner >> 2 & 1)};
        rows[corner] = findRow(table, 0, p[0], p[1], p[2]);
        if (rows[corner] < 0) continue;
        weights[corner] = 1.0f;
        for (int axis = 0; axis < 3; ++axis) {
            const float distance = fabsf(__fadd_rn(__fadd_rn(q[axis], -float(p[axis])), -0.5f));
            weights[corner] = __fmul_rn(weights[corner], __fadd_rn(1.0f, -distance));
        }
        sum = __fadd_rn(sum, weights[corner]);
    }
    sum = fmaxf(sum, 1e-12f);
    for (std::int32_t channel = 0; channel < channels; ++channel) {
        float sample = 0.0f;
        for (int corner = 0; corner < 8; ++corner) {
            if (rows[corner] < 0) continue;
            const float value = attributes[std::int64_t(rows[corner]) * channels + channel];
            sample = __fadd_rn(sample, __fmul_rn(value, __fdiv_rn(weights[corner], sum)));
        }
        samples[item * channels + channel] = sample;
    }
}

}  // namespace

cudaError_t placeVertices(const DualGridJob& job, float* positions, bool* complete, cudaStream_t stream) {
    if (job.count > 0)
        placeKernel<<<blocksFor(3 * job.count), kThreads, 0, stream>>>(job, 1.0f / float(job.resolution), positions,
                                                                       complete);
    return cudaGetLastError();
}

cudaError_t splitQuads(const DualGridJob& job, const float* positions, const std::int64_t* edges,
                       std::int64_t edgeCount, std::int32_t* triangles, cudaStream_t stream) {
    if (edgeCount > 0)
        splitKernel<<<blocksFor(edgeCount), kThreads, 0, stream>>>(job, positions, edges, edgeCount, triangles);
    return cudaGetLastError();
}

cudaError_t sampleVoxels(const HashTable& table, const float* attributes, std::int32_t channels, const float* positions,
                         std::int64_t count, float* samples, cudaStream_t stream) {
    if (count > 0)
        sampleKernel<<<blocksFor(count), kThreads, 0, stream>>>(table, attributes, channels, positions, count, samples);
    return cudaGetLastError();
}

}  // namespace espalier::kernels
