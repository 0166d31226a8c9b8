// Stands in for packed_rows.cpp in a build without zlib: results can then be made but not kept.
#include "inference/base/error.h"
#include "inference/pipeline/packed_rows.h"

namespace espalier {
namespace {

[[noreturn]] void refuse(ErrorCode code) {
    throw Error(code, "This build of Espalier has no zlib, so it neither keeps results nor reads kept ones.",
                "Install zlib1g-dev and build again.");
}

}  // namespace

std::vector<std::uint8_t> packRows(std::span<const std::byte>, const RowLayout&, const RunContext&) {
    refuse(ErrorCode::FileWrite);
}

bool unpackRows(std::span<const std::uint8_t>, const RowLayout&, std::span<std::byte>, const RunContext&) {
    refuse(ErrorCode::FileRead);
}

bool canUnpackTo(std::size_t, std::size_t) {
    return true;
}

std::uint32_t checksum(std::span<const std::uint8_t>) {
    return 0;
}

}  // namespace espalier
