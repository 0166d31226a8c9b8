#pragma once

#include <QJsonObject>

#include "inference/pipeline/generate_request.h"

namespace espalier {

/// A request without its picture. Fields that are at their defaults may be missing from either side.
QJsonObject jsonFromRequest(const GenerateRequest& request);
GenerateRequest requestFromJson(const QJsonObject& object);

}  // namespace espalier
