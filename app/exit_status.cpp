#include "app/exit_status.h"

namespace espalier {

ExitStatus exitStatusOf(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidRequest:
            return kInvalidRequest;
        case ErrorCode::ImageUnreadable:
            return kImageUnreadable;
        case ErrorCode::ModelNotFound:
            return kModelNotFound;
        case ErrorCode::CheckpointCorrupt:
            return kCheckpointCorrupt;
        case ErrorCode::DeviceUnavailable:
            return kDeviceUnavailable;
        case ErrorCode::OutOfMemory:
            return kOutOfMemory;
        case ErrorCode::EmptyResult:
            return kEmptyResult;
        case ErrorCode::FileRead:
            return kFileUnreadable;
        case ErrorCode::FileWrite:
            return kFileUnwritable;
        case ErrorCode::Internal:
            return kInternalError;
    }
    return kInternalError;
}

std::string exitStatusTable() {
    return "Exit status:\n"
           "    0  done\n"
           "    1  a defect of Espalier itself\n"
           "    2  an option or argument is wrong\n"
           "    3  the picture cannot be read, or there is nothing in it\n"
           "    4  the model's folder or one of its files is missing\n"
           "    5  a file of the model is damaged or does not fit\n"
           "    6  the wanted device cannot run the job\n"
           "    7  memory ran out\n"
           "    8  the model found no object in this picture\n"
           "    9  a file other than picture or model cannot be read\n"
           "   10  an output cannot be written\n"
           "   11  there is no display for the window\n"
           "   12  a library is missing, Espalier cannot start\n"
           "  130  cancelled\n"
           "Of several pictures, the first failure decides.\n";
}

}  // namespace espalier
