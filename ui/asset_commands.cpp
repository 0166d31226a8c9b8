#include "ui/asset_commands.h"

#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QSaveFile>

#include "inference/asset/asset_export.h"
#include "inference/asset/gaussian_export.h"
#include "inference/pipeline/radiance_field_file.h"
#include "ui/background_task.h"
#include "ui/stored_asset.h"

namespace espalier {
namespace {

QString exportNow(const MeshAsset& mesh, const QString& file, const ExportOptions& options) {
    const auto format = assetFormatFromName(QFileInfo(file).suffix().toStdString());
    if (!format)
        throw Error(ErrorCode::InvalidRequest,
                    AssetCommands::tr("%1 has no ending that Espalier can write.").arg(file).toStdString(),
                    AssetCommands::tr("Let the name end in one of these: %1.")
                        .arg(QString::fromStdString(assetFormatList()))
                        .toStdString());
    exportAsset(mesh, QFile::encodeName(file).toStdString(), *format, {}, options);
    return file;
}

QString exportGaussiansNow(const GaussianCloud& gaussians, const QString& file) {
    const auto format = gaussianFormatFromName(QFileInfo(file).suffix().toStdString());
    if (!format)
        throw Error(ErrorCode::InvalidRequest,
                    AssetCommands::tr("%1 has no ending that Gaussians are written with.").arg(file).toStdString(),
                    AssetCommands::tr("Let the name end in .ply or .splat.").toStdString());
    espalier::exportGaussians(gaussians, QFile::encodeName(file).toStdString(), *format);
    return file;
}

QString savePictureNow(const QImage& picture, const QString& file) {
    // Written beside and renamed: a full disk leaves no half picture.
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || !picture.save(&target, "PNG") || !target.commit())
        throw Error(ErrorCode::FileWrite,
                    AssetCommands::tr("%1 cannot be written: %2.").arg(file, target.errorString()).toStdString(),
                    AssetCommands::tr("Choose another folder, or free some space.").toStdString());
    return file;
}

}  // namespace

QString summaryText(const MeshStatistics& statistics) {
    const QLocale locale;
    const auto count = [&](std::size_t number) { return locale.toString(qulonglong(number)); };
    const auto extent = [&](std::size_t axis) {
        return locale.toString(double(statistics.box.max[axis] - statistics.box.min[axis]), 'f', 2);
    };
    const QStringList parts{
        AssetCommands::tr("%1 triangles").arg(count(statistics.triangles)),
        AssetCommands::tr("%1 vertices").arg(count(statistics.vertices)),
        statistics.components == 1 ? AssetCommands::tr("1 part")
                                   : AssetCommands::tr("%1 parts").arg(count(statistics.components)),
        statistics.watertight ? AssetCommands::tr("watertight") : AssetCommands::tr("not watertight"),
        AssetCommands::tr("%1 × %2 × %3 m").arg(extent(0), extent(1), extent(2))};
    return parts.join(QStringLiteral("   ·   "));
}

void AssetCommands::summarize(const MeshAssetPtr& mesh) {
    m_newest = mesh;
    runInPool(
        this, [mesh] { return summaryOf(*mesh); },
        [this, mesh](const AssetSummary& found) {
            if (mesh == m_newest) Q_EMIT summarized(found);
        },
        [this](const JobFailure& failure) {
            Q_EMIT
            failed(failure);
        });
}

template <typename Write>
void AssetCommands::exportInPool(Write write) {
    runInPool(
        this, std::move(write), [this](const QString& done) { Q_EMIT exported(done); },
        [this](const JobFailure& failure) { Q_EMIT failed(failure); });
}

void AssetCommands::exportMesh(const MeshAssetPtr& mesh, const QString& file, const ExportOptions& options) {
    exportInPool([mesh, file, options] { return exportNow(*mesh, file, options); });
}

void AssetCommands::exportStored(const QString& glb, const QString& file, const ExportOptions& options) {
    exportInPool([glb, file, options] { return exportNow(*readStoredAsset(glb), file, options); });
}

void AssetCommands::exportGaussians(const GaussianCloudPtr& gaussians, const QString& file) {
    exportInPool([gaussians, file] { return exportGaussiansNow(*gaussians, file); });
}

void AssetCommands::exportRadianceField(const RadianceFieldPtr& field, const QString& file) {
    exportInPool([field, file] {
        espalier::exportRadianceField(*field, QFile::encodeName(file).toStdString());
        return file;
    });
}

void AssetCommands::savePicture(const QImage& picture, const QString& file) {
    runInPool(
        this, [picture, file] { return savePictureNow(picture, file); },
        [this](const QString& done) {
            Q_EMIT
            pictureSaved(done);
        },
        [this](const JobFailure& failure) {
            Q_EMIT
            failed(failure);
        });
}

}  // namespace espalier
