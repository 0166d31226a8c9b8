#pragma once

#include <filesystem>
#include <utility>

#include "inference/pipeline/generate_request.h"
#include "ui/image_loader.h"
#include "ui/job_queue.h"

namespace espalier {

inline const QString kSampleFolder = QStringLiteral(ESPALIER_SOURCE_DIR "/resources/samples/");
inline const std::filesystem::path kStarterModel = ESPALIER_SOURCE_DIR "/resources/starter_model";

/// Few steps: the real model in a few seconds.
inline constexpr int kQuickStructureSteps = 4;
inline constexpr int kQuickLatentSteps = 2;

/// A small asset: textures of the full size take longer than the model.
inline const AssetSettings kQuickAsset{.faceTarget = 5000, .textureSize = 512};

/// A real job of the starter model.
inline GenerateRequest quickRequest(const QString& sample = QStringLiteral("robot.png")) {
    GenerateRequest request;
    request.image = loadImage(kSampleFolder + sample);
    request.modelDir = kStarterModel;
    request.structure.steps = kQuickStructureSteps;
    request.shape.steps = kQuickLatentSteps;
    request.texture.steps = kQuickLatentSteps;
    request.asset = kQuickAsset;
    return request;
}

/// The same as the window orders it.
inline JobOrder quickOrder(const QString& sample = QStringLiteral("robot.png")) {
    JobOrder order;
    order.title = sample;
    order.request = quickRequest(sample);
    order.picture = [image = std::exchange(order.request.image, {})] { return image; };
    return order;
}

}  // namespace espalier
