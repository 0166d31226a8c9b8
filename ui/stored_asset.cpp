#include "ui/stored_asset.h"

#include <QFile>

#include "inference/asset/asset_import.h"
#include "ui/image_loader.h"

namespace espalier {

MeshAssetPtr readStoredAsset(const QString& glb) {
    const auto decode = [](std::span<const std::uint8_t> bytes, const std::string& name) {
        return loadImage(QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size())),
                         QString::fromStdString(name));
    };
    return std::make_shared<MeshAsset>(importAsset(QFile::encodeName(glb).toStdString(), decode));
}

}  // namespace espalier
