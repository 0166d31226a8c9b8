#pragma once

#include <QImage>
#include <QObject>

#include "inference/asset/asset_export.h"
#include "inference/asset/gaussian_cloud.h"
#include "inference/asset/mesh_asset.h"
#include "inference/asset/radiance_field.h"
#include "inference/pipeline/job_runner.h"
#include "ui/asset_facts.h"

namespace espalier {

/// One line about a mesh: triangles, vertices, parts, watertight or not, size in metres.
QString summaryText(const MeshStatistics& statistics);

/// What is done with a finished mesh away from the GUI thread: count it, write it.
class AssetCommands : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Answers with summarized(), unless a newer mesh was given meanwhile.
    void summarize(const MeshAssetPtr& mesh);
    /// The format follows from the file's extension. Answers with exported() or failed().
    void exportMesh(const MeshAssetPtr& mesh, const QString& file, const ExportOptions& options);
    /// The same for an asset that lies in the history.
    void exportStored(const QString& glb, const QString& file, const ExportOptions& options);
    /// Gaussians, in the same way.
    void exportGaussians(const GaussianCloudPtr& gaussians, const QString& file);
    void exportRadianceField(const RadianceFieldPtr& field, const QString& file);
    /// Answers with pictureSaved() or failed().
    void savePicture(const QImage& picture, const QString& file);

Q_SIGNALS:
    void summarized(const espalier::AssetSummary& summary);
    void exported(const QString& file);
    void pictureSaved(const QString& file);
    void failed(const espalier::JobFailure& failure);

private:
    /// Writes in a worker; `write` returns the file's name.
    template <typename Write>
    void exportInPool(Write write);

    MeshAssetPtr m_newest;
};

}  // namespace espalier
