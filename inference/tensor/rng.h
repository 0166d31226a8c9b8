#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace espalier {

/// Normal noise on the CPU: the numbers that Python draws after torch.manual_seed(seed), call for call. Leaves the
/// global generator alone.
class NoiseSource {
public:
    explicit NoiseSource(std::uint64_t seed);
    /// A copy goes on with the same numbers, independently.
    NoiseSource(const NoiseSource& other) : m_generator(other.m_generator.clone()) {}
    NoiseSource& operator=(const NoiseSource& other) {
        m_generator = other.m_generator.clone();
        return *this;
    }

    /// The next torch.randn(*shape), float32 on the CPU.
    at::Tensor randn(at::IntArrayRef shape);

private:
    at::Generator m_generator;
};

}  // namespace espalier
