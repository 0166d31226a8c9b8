#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "inference/base/run_context.h"

namespace espalier {

/// Receives the result of a named module ("blocks.0.self_attn") while a network runs; used to find the first module
/// that differs from recorded results. Token tensors arrive as [tokens, C]: a dense [B, L, C] has the same numbers in
/// this order.
using Tap = std::function<void(std::string_view name, const at::Tensor& result)>;

/// What a running network needs from outside: a way to be stopped and, in tests, a tap. Passed by reference down the
/// modules; costs nothing when empty. Holds references: the RunContext and the Tap must outlive it.
class ForwardContext {
public:
    ForwardContext() = default;
    explicit ForwardContext(const RunContext& run) : m_run(&run) {}
    ForwardContext(const RunContext* run, const Tap& tap) : m_run(run), m_tap(tap ? &tap : nullptr) {}

    /// Throws Cancelled once a stop was requested.
    void checkpoint() const {
        if (m_run) m_run->checkpoint();
    }

    bool isTapping() const { return m_tap != nullptr; }
    void tap(std::string_view name, const at::Tensor& result) const;
    /// Reports `result` as the result of the module that this context belongs to.
    void tap(const at::Tensor& result) const;

    /// The context of a sub-module. Without a tap no name is built.
    ForwardContext sub(std::string_view name) const;
    ForwardContext sub(std::string_view name, std::int64_t index) const;

private:
    const RunContext* m_run = nullptr;
    const Tap* m_tap = nullptr;
    std::string m_prefix;
};

}  // namespace espalier
