// Takes the place of asset_import.cpp and assimp_writer.cpp where Assimp is not installed.
#include "inference/asset/asset_import.h"
#include "inference/asset/assimp_writer.h"
#include "inference/base/error.h"

namespace espalier {

MeshAsset importAsset(const std::filesystem::path& file) {
    return importAsset(file, {});
}

MeshAsset importAsset(const std::filesystem::path& file, const PictureDecoder&) {
    throw Error(ErrorCode::FileRead, "Cannot read " + file.string() + ": this build of Espalier has no Assimp.",
                "Install Assimp's development files and build again.");
}

void writeWithAssimp(const MeshAsset&, const std::filesystem::path& file, AssimpFormat, ImageFormat,
                     const RunContext&) {
    throw Error(ErrorCode::FileWrite, "Cannot write " + file.string() + ": this build of Espalier has no Assimp.",
                "Export as GLB, OBJ, FBX or 3MF, or install Assimp's development files and build again.");
}

}  // namespace espalier
