#pragma once

#include <ATen/ATen.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <string>

namespace espalier {

/// Prints a line per check and counts the failures.
class Checks {
public:
    /// ||result - expected|| / ||expected|| <= limit, in double precision on the processor; NaN never passes.
    void near(const std::string& what, const at::Tensor& result, const at::Tensor& expected, double limit) {
        const at::Tensor a = result.cpu().to(at::kDouble), b = expected.cpu().to(at::kDouble);
        const bool sameShape = a.sizes() == b.sizes();
        const double error = sameShape ? (a - b).norm().item<double>() / std::max(b.norm().item<double>(), 1e-300) : -1;
        print(what, sameShape && error <= limit, "error " + text(error) + ", limit " + text(limit));
    }
    /// Equal in dtype, shape and every number.
    void equal(const std::string& what, const at::Tensor& result, const at::Tensor& expected) {
        const bool sameKind = result.sizes() == expected.sizes() && result.scalar_type() == expected.scalar_type();
        const auto different = sameKind ? result.cpu().ne(expected.cpu()).sum().item<std::int64_t>() : 0;
        print(what, sameKind && different == 0,
              sameKind ? std::to_string(different) + " numbers differ" : "another dtype or shape");
    }
    void that(const std::string& what, bool holds, const std::string& detail = "") { print(what, holds, detail); }

    /// A check that throws has failed.
    void guarded(const std::string& what, const std::function<void()>& check) {
        try {
            check();
        } catch (const std::exception& error) {
            print(what, false, std::string(error.what()).substr(0, 600));
        }
    }
    int failures() const { return m_failures; }
    int count() const { return m_count; }

private:
    static std::string text(double value) {
        char buffer[32];
        std::snprintf(buffer, sizeof buffer, "%.2e", value);
        return buffer;
    }
    void print(const std::string& what, bool passed, const std::string& detail) {
        ++m_count;
        m_failures += passed ? 0 : 1;
        std::printf("%s  %s  %s\n", passed ? "ok  " : "FAIL", what.c_str(), detail.c_str());
        std::fflush(stdout);
    }

    int m_count = 0;
    int m_failures = 0;
};

}  // namespace espalier
