#pragma once

#include <functional>
#include <string>

#include "inference/base/error.h"

namespace espalier::test {

/// What `action` threw; an Internal error that says so when it threw nothing.
inline Error failureOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    return Error(ErrorCode::Internal, "nothing failed");
}

inline bool mentions(const Error& error, const std::string& words) {
    return std::string(error.what()).find(words) != std::string::npos;
}

}  // namespace espalier::test
