#include "ui/asset_facts.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include "ui/failure_text.h"

namespace espalier {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("AssetFacts", text);
}

QString count(std::size_t number) {
    return QLocale().toString(qulonglong(number));
}

/// Baked colours compress about this well as PNG: flat charts over a flat ground.
constexpr double kPngShare = 0.35;

double pngBytes(const ImageBuffer& image) {
    return double(image.pixels.size()) * kPngShare;
}

}  // namespace

qint64 estimatedGlbBytes(const MeshAsset& mesh) {
    constexpr std::size_t positionAndNormal = 2 * 3 * sizeof(float);
    std::size_t perVertex = positionAndNormal;
    if (!mesh.uvs.empty()) perVertex += 2 * sizeof(float);
    if (!mesh.tangents.empty()) perVertex += 4 * sizeof(float);
    if (!mesh.textures && !mesh.colors.empty()) perVertex += 4 * sizeof(std::uint16_t);
    double bytes = double(mesh.vertexCount() * perVertex + mesh.triangleCount() * 3 * sizeof(std::uint32_t));
    if (mesh.textures)
        bytes += pngBytes(mesh.textures->baseColor) + pngBytes(mesh.textures->metallicRoughness) +
                 pngBytes(mesh.textures->normal);
    return qint64(bytes);
}

QString assetFacts(const MeshAsset& mesh, const MeshStatistics& statistics, const AssetReport& report) {
    QStringList lines;
    lines << tr("%1 faces, %2 vertices").arg(count(mesh.triangleCount()), count(mesh.vertexCount()));
    if (report.simplify.facesBefore > report.simplify.facesAfter)
        lines.last() += tr(" (from %1 faces)").arg(count(report.clean.facesBefore));
    lines << (statistics.components == 1 ? tr("1 part") : tr("%1 parts").arg(count(statistics.components))) + ", " +
                 (statistics.watertight ? tr("watertight") : tr("not watertight"));
    if (mesh.textures) {
        const ImageBuffer& color = mesh.textures->baseColor;
        lines << tr("Textures %1 × %2%3")
                     .arg(color.width)
                     .arg(color.height)
                     .arg(mesh.textures->normal.empty() ? QString() : tr(" with normal map"));
        if (report.unwrap.charts > 0)
            lines << tr("%1 charts cover %2 % of them")
                         .arg(count(report.unwrap.charts))
                         .arg(QLocale().toString(report.unwrap.usedShare * 100, 'f', 0));
    } else {
        lines << (mesh.colors.empty() ? tr("No colours") : tr("Colours at the vertices"));
    }
    lines << tr("About %1 as GLB")
                 .arg(QLocale().formattedDataSize(estimatedGlbBytes(mesh), 1, QLocale::DataSizeSIFormat));
    for (const auto& [stage, seconds] : report.stageSeconds)
        lines << tr("%1: %2 s").arg(stageText(stage), QLocale().toString(seconds, 'f', 1));
    return lines.join(QLatin1Char('\n'));
}

}  // namespace espalier
