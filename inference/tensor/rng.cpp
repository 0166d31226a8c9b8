#include "inference/tensor/rng.h"

#include <ATen/CPUGeneratorImpl.h>

namespace espalier {

NoiseSource::NoiseSource(std::uint64_t seed) : m_generator(at::detail::createCPUGenerator(seed)) {}

at::Tensor NoiseSource::randn(at::IntArrayRef shape) {
    return at::randn(shape, m_generator, at::TensorOptions().dtype(at::kFloat));
}

}  // namespace espalier
