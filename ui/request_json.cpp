#include "ui/request_json.h"

#include <QFile>
#include <QJsonArray>
#include <algorithm>

namespace espalier {
namespace {

QJsonObject toJson(const SamplerOverrides& overrides) {
    QJsonObject object;
    if (overrides.steps) object["steps"] = *overrides.steps;
    if (overrides.guidanceStrength) object["guidance_strength"] = *overrides.guidanceStrength;
    if (overrides.guidanceRescale) object["guidance_rescale"] = *overrides.guidanceRescale;
    if (overrides.guidanceInterval)
        object["guidance_interval"] = QJsonArray{(*overrides.guidanceInterval)[0], (*overrides.guidanceInterval)[1]};
    if (overrides.rescaleT) object["rescale_t"] = *overrides.rescaleT;
    return object;
}

SamplerOverrides overridesFrom(const QJsonObject& object) {
    SamplerOverrides overrides;
    const auto number = [&object](const char* key) -> std::optional<double> {
        const QJsonValue value = object[QLatin1String(key)];
        return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
    };
    if (const auto steps = number("steps")) overrides.steps = int(*steps);
    overrides.guidanceStrength = number("guidance_strength");
    overrides.guidanceRescale = number("guidance_rescale");
    overrides.rescaleT = number("rescale_t");
    const QJsonArray interval = object["guidance_interval"].toArray();
    if (interval.size() == 2) overrides.guidanceInterval = {interval[0].toDouble(), interval[1].toDouble()};
    return overrides;
}

QJsonObject toJson(const AssetSettings& settings) {
    return {{"faces", qint64(settings.faceTarget)}, {"remove_inner_shells", settings.removeInnerShells},
            {"fill_holes", settings.fillHoles},     {"remesh", settings.remesh},
            {"texture_size", settings.textureSize}, {"normal_map", settings.normalMap}};
}

AssetSettings assetSettingsFrom(const QJsonObject& object) {
    const AssetSettings own;
    AssetSettings settings;
    settings.faceTarget = std::size_t(std::max(0.0, object["faces"].toDouble(double(own.faceTarget))));
    settings.removeInnerShells = object["remove_inner_shells"].toBool(own.removeInnerShells);
    settings.fillHoles = object["fill_holes"].toBool(own.fillHoles);
    settings.remesh = object["remesh"].toBool(own.remesh);
    settings.textureSize = object["texture_size"].toInt(own.textureSize);
    settings.normalMap = object["normal_map"].toBool(own.normalMap);
    return settings;
}

}  // namespace

QJsonObject jsonFromRequest(const GenerateRequest& request) {
    QJsonObject object{
        {"model", QFile::decodeName(request.modelDir.string().c_str())},
        {"seed", QString::number(request.seed)},  // a JSON number keeps 53 bits only
        {"structure", toJson(request.structure)},
        {"shape", toJson(request.shape)},
        {"texture", toJson(request.texture)},
        {"geometry_only", request.geometryOnly},
        {"device", int(request.device)},
        {"asset", toJson(request.asset)},
    };
    if (request.type) object["type"] = QString::fromStdString(std::string(name(*request.type)));
    if (request.memory) object["memory"] = int(*request.memory);
    return object;
}

GenerateRequest requestFromJson(const QJsonObject& object) {
    GenerateRequest request;
    request.modelDir = QFile::encodeName(object["model"].toString()).toStdString();
    request.seed = object["seed"].toString().toULongLong();
    request.type = pipelineTypeFromName(object["type"].toString().toStdString());
    request.structure = overridesFrom(object["structure"].toObject());
    request.shape = overridesFrom(object["shape"].toObject());
    request.texture = overridesFrom(object["texture"].toObject());
    request.geometryOnly = object["geometry_only"].toBool();
    request.asset = assetSettingsFrom(object["asset"].toObject());
    const int device = object["device"].toInt();
    if (device >= int(DeviceChoice::Auto) && device <= int(DeviceChoice::Cuda)) request.device = DeviceChoice(device);
    const int memory = object["memory"].toInt(-1);
    if (memory >= int(MemoryMode::Resident) && memory <= int(MemoryMode::Chunked)) request.memory = MemoryMode(memory);
    return request;
}

}  // namespace espalier
