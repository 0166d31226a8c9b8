#include "ui/asset_facts.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <map>

#include "inference/asset/texture_files.h"
#include "ui/failure_text.h"

namespace espalier {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("espalier", text);
}

QString count(std::size_t number) {
    return QLocale().toString(qulonglong(number));
}

/// Where textures have seams, vertices are repeated at the same place; the surface goes on there.
MeshStatistics surfaceStatistics(const MeshAsset& mesh) {
    if (mesh.uvs.empty()) return statistics(mesh);
    MeshAsset surface;
    std::map<Vec3f, std::uint32_t> places;
    for (const auto& triangle : mesh.triangles) {
        auto& joined = surface.triangles.emplace_back();
        for (std::size_t corner = 0; corner < 3; ++corner) {
            const Vec3f& position = mesh.positions[triangle[corner]];
            const auto [place, isNew] = places.try_emplace(position, std::uint32_t(surface.positions.size()));
            if (isNew) surface.positions.push_back(position);
            joined[corner] = place->second;
        }
    }
    return statistics(surface);
}

constexpr int kRowsEncoded = 512;

/// Bands of a texture's rows, one below the other: about 512 rows from everywhere in it.
ImageBuffer sampleOf(const ImageBuffer& image) {
    constexpr int kBandRows = 32;
    if (image.height < 2 * kRowsEncoded) return image;
    ImageBuffer sample(image.width, kRowsEncoded, image.channels);
    for (int y = 0; y < kRowsEncoded; y += kBandRows) {
        const int from = y * (image.height / kRowsEncoded);
        std::copy_n(image.at(0, from), std::size_t(kBandRows) * image.width * image.channels, sample.at(0, y));
    }
    return sample;
}

/// About how large the textures are as PNG: encoding all of large ones would take seconds.
qint64 pngBytes(const PbrTextures& textures) {
    PbrTextures samples;
    samples.translucent = textures.translucent;
    const auto scale = [](const ImageBuffer& image, const EncodedTexture& sample) {
        return qint64(sample.bytes.size()) * std::max(1, image.height / kRowsEncoded);
    };
    samples.baseColor = sampleOf(textures.baseColor);
    samples.metallicRoughness = sampleOf(textures.metallicRoughness);
    samples.normal = sampleOf(textures.normal);
    const EncodedTextures encoded = encodeTextures(samples, ImageFormat::Png, {});
    return scale(textures.baseColor, encoded.baseColor) + scale(textures.metallicRoughness, encoded.metallicRoughness) +
           scale(textures.normal, encoded.normal);
}

qint64 glbBytes(const MeshAsset& mesh) {
    constexpr std::size_t positionAndNormal = 2 * 3 * sizeof(float);
    std::size_t perVertex = positionAndNormal;
    if (!mesh.uvs.empty()) perVertex += 2 * sizeof(float);
    if (!mesh.tangents.empty()) perVertex += 4 * sizeof(float);
    if (!mesh.textures && !mesh.colors.empty()) perVertex += 4 * sizeof(std::uint16_t);
    qint64 bytes = qint64(mesh.vertexCount() * perVertex + mesh.triangleCount() * 3 * sizeof(std::uint32_t));
    if (mesh.textures) bytes += pngBytes(*mesh.textures);
    return bytes;
}

}  // namespace

AssetSummary summaryOf(const MeshAsset& mesh) {
    return {surfaceStatistics(mesh), glbBytes(mesh)};
}

QString assetFacts(const MeshAsset& mesh, const AssetSummary& summary, const AssetReport& report) {
    const MeshStatistics& statistics = summary.statistics;
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
    lines << tr("About %1 as GLB").arg(QLocale().formattedDataSize(summary.glbBytes, 1, QLocale::DataSizeSIFormat));
    for (const auto& [stage, seconds] : report.stageSeconds)
        lines << tr("%1: %2 s").arg(stageText(stage), QLocale().toString(seconds, 'f', 1));
    return lines.join(QLatin1Char('\n'));
}

}  // namespace espalier
