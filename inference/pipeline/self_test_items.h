#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <functional>
#include <string>
#include <vector>

namespace espalier {

/// One computation of the small test.
struct NamedTest {
    std::string name;
    bool required = false;
    std::function<void()> run;  ///< throws when the card cannot do it, or does it wrong
};

/// Numbers between -1 and 1, each unlike its neighbours, that need no generator.
at::Tensor pattern(at::IntArrayRef shape, double step);

/// Throws when the card's answer is off by more than a result in half precision may be, or is not a number.
void requireClose(const at::Tensor& onCard, const at::Tensor& reference);

/// Each of Espalier's own kernels; none where their module is not there.
std::vector<NamedTest> ownKernelTests(c10::Device device);

}  // namespace espalier
