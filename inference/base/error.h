#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace espalier {

/// What went wrong, by kind. The command line maps each to an exit status (app/), the window to a title.
enum class ErrorCode {
    InvalidRequest,     ///< a parameter out of range; found before any work
    ImageUnreadable,    ///< the picture cannot be opened, decoded, or has nothing in it
    ModelNotFound,      ///< a checkpoint folder or one of its files is missing
    CheckpointCorrupt,  ///< a file is there but truncated, mistyped, or does not fit its configuration
    DeviceUnavailable,  ///< the wanted device cannot run the job
    OutOfMemory,        ///< host or card memory ran out
    EmptyResult,        ///< the model produced nothing to show for this picture
    FileRead,           ///< a file other than picture or checkpoint cannot be read
    FileWrite,          ///< an output cannot be written (read-only folder, disk full)
    Internal,           ///< a defect of Espalier itself
};

/// Stable short name, for logs and --json ("checkpoint-corrupt").
std::string_view name(ErrorCode code);

/// The one exception type for failures. `what()` is one sentence for the user that names the file or the parameter;
/// `hint()` is one sentence on what the user can do, possibly empty.
class Error : public std::runtime_error {
public:
    Error(ErrorCode code, const std::string& message, std::string hint = {});

    ErrorCode code() const noexcept { return m_code; }
    const std::string& hint() const noexcept { return m_hint; }

private:
    ErrorCode m_code;
    std::string m_hint;
};

/// Thrown by RunContext::checkpoint() after a stop request. Not an Error: nothing failed.
class Cancelled {};

}  // namespace espalier
