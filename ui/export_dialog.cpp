#include "ui/export_dialog.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

#include "inference/asset/asset_export.h"
#include "inference/asset/gaussian_export.h"
#include "inference/pipeline/radiance_field_file.h"

namespace espalier {
namespace {

QString filterFor(AssetFormat format) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("espalier", text); };
    const QString pattern = QStringLiteral(" (*.%1)").arg(QString::fromStdString(fileExtension(format)));
    switch (format) {
        case AssetFormat::Glb:
            return tr("glTF binary, for Blender, game engines and the web") + pattern;
        case AssetFormat::Obj:
            return tr("Wavefront OBJ, for nearly every 3D program") + pattern;
        case AssetFormat::Ply:
            return tr("Stanford PLY, with a colour per vertex") + pattern;
        case AssetFormat::Stl:
            return tr("STL, for 3D printing, without colours") + pattern;
        case AssetFormat::Gltf:
            return tr("glTF with its textures as files of their own") + pattern;
        case AssetFormat::Fbx:
            return tr("Autodesk FBX, for game engines") + pattern;
        case AssetFormat::Dae:
            return tr("COLLADA") + pattern;
        case AssetFormat::ThreeMf:
            return tr("3MF, for 3D printing in colour") + pattern;
        case AssetFormat::Usdz:
            return tr("USDZ, for augmented reality on Apple devices") + pattern;
    }
    return {};
}

}  // namespace

QString askExportFile(QWidget* parent, const QString& folder, const QString& baseName) {
    QStringList filters;
    for (const AssetFormat format : allAssetFormats())
        filters << filterFor(format);
    QFileDialog dialog(parent, QCoreApplication::translate("ExportDialog", "Export the model"), folder);
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setFileMode(QFileDialog::AnyFile);
    dialog.setNameFilters(filters);
    const auto chosenExtension = [&] {
        const auto index = filters.indexOf(dialog.selectedNameFilter());
        return QString::fromStdString(fileExtension(allAssetFormats().at(std::size_t(std::max(qsizetype(0), index)))));
    };
    dialog.setDefaultSuffix(chosenExtension());
    QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog,
                     [&] { dialog.setDefaultSuffix(chosenExtension()); });
    dialog.selectFile(baseName + QLatin1Char('.') + chosenExtension());
    if (dialog.exec() != QDialog::Accepted) return {};
    const QString file = dialog.selectedFiles().value(0);
    const bool known = assetFormatFromName(QFileInfo(file).suffix().toStdString()).has_value();
    return known || file.isEmpty() ? file : file + QLatin1Char('.') + chosenExtension();
}

QString askGaussiansFile(QWidget* parent, const QString& folder, const QString& baseName) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("espalier", text); };
    const QStringList filters{tr("3D Gaussian Splatting, exact (*.ply)"),
                              tr("Compact, for viewers on the web (*.splat)")};
    QString filter = filters.front();
    QString file = QFileDialog::getSaveFileName(parent, tr("Export the Gaussians"),
                                                QDir(folder).filePath(baseName + QStringLiteral(".ply")),
                                                filters.join(QStringLiteral(";;")), &filter);
    if (!file.isEmpty() && !gaussianFormatFromName(QFileInfo(file).suffix().toStdString()))
        file += filter == filters.front() ? QStringLiteral(".ply") : QStringLiteral(".splat");
    return file;
}

QString askRadianceFieldFile(QWidget* parent, const QString& folder, const QString& baseName) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("espalier", text); };
    const QString file = QFileDialog::getSaveFileName(parent, tr("Export the radiance field"),
                                                      QDir(folder).filePath(baseName + kRadianceFieldExtension),
                                                      tr("Tensors of a radiance field (*.safetensors)"));
    return file.isEmpty() || file.endsWith(QLatin1String(kRadianceFieldExtension)) ? file
                                                                                   : file + kRadianceFieldExtension;
}

}  // namespace espalier
