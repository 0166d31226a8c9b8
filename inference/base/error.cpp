#include "inference/base/error.h"

#include <utility>

namespace espalier {

std::string_view name(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidRequest:
            return "invalid-request";
        case ErrorCode::ImageUnreadable:
            return "image-unreadable";
        case ErrorCode::ModelNotFound:
            return "model-not-found";
        case ErrorCode::CheckpointCorrupt:
            return "checkpoint-corrupt";
        case ErrorCode::DeviceUnavailable:
            return "device-unavailable";
        case ErrorCode::OutOfMemory:
            return "out-of-memory";
        case ErrorCode::EmptyResult:
            return "empty-result";
        case ErrorCode::FileRead:
            return "file-read";
        case ErrorCode::FileWrite:
            return "file-write";
        case ErrorCode::Internal:
            return "internal";
    }
    return "internal";
}

Error::Error(ErrorCode code, const std::string& message, std::string hint)
    : std::runtime_error(message), m_code(code), m_hint(std::move(hint)) {}

}  // namespace espalier
