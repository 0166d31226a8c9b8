#include "inference/pipeline/request_json.h"

#include <nlohmann/json.hpp>

#include "inference/base/error.h"

namespace espalier {
namespace {

using nlohmann::json;

template <typename T>
void put(json& to, const char* key, const std::optional<T>& value) {
    if (value) to[key] = *value;
}

template <typename T>
void take(const json& from, const char* key, T& value) {
    if (from.contains(key)) from.at(key).get_to(value);
}

template <typename T>
void take(const json& from, const char* key, std::optional<T>& value) {
    if (from.contains(key)) value = from.at(key).get<T>();
}

json samplerJson(const SamplerOverrides& sampler) {
    json result = json::object();
    put(result, "steps", sampler.steps);
    put(result, "guidance", sampler.guidanceStrength);
    put(result, "rescale", sampler.guidanceRescale);
    put(result, "interval", sampler.guidanceInterval);
    put(result, "rescale_t", sampler.rescaleT);
    return result;
}

void takeSampler(const json& from, const char* key, SamplerOverrides& sampler) {
    if (!from.contains(key)) return;
    const json& values = from.at(key);
    take(values, "steps", sampler.steps);
    take(values, "guidance", sampler.guidanceStrength);
    take(values, "rescale", sampler.guidanceRescale);
    take(values, "interval", sampler.guidanceInterval);
    take(values, "rescale_t", sampler.rescaleT);
}

json assetJson(const AssetSettings& asset) {
    return {{"faces", asset.faceTarget},         {"remove_inner_shells", asset.removeInnerShells},
            {"fill_holes", asset.fillHoles},     {"remesh", asset.remesh},
            {"texture_size", asset.textureSize}, {"normal_map", asset.normalMap}};
}

AssetSettings assetFromJson(const json& from) {
    AssetSettings asset;
    take(from, "faces", asset.faceTarget);
    take(from, "remove_inner_shells", asset.removeInnerShells);
    take(from, "fill_holes", asset.fillHoles);
    take(from, "remesh", asset.remesh);
    take(from, "texture_size", asset.textureSize);
    take(from, "normal_map", asset.normalMap);
    return asset;
}

}  // namespace

json toJson(const GenerateRequest& request) {
    json result{{"model", request.modelDir.string()},
                {"seed", request.seed},
                {"structure", samplerJson(request.structure)},
                {"shape", samplerJson(request.shape)},
                {"texture", samplerJson(request.texture)},
                {"max_tokens", request.maxTokens},
                {"geometry_only", request.geometryOnly},
                {"raw", request.raw},
                {"single_precision", request.singlePrecision},
                {"asset", assetJson(request.asset)},
                {"gaussians", request.gaussians},
                {"radiance_field", request.radianceField},
                {"views", name(request.views)}};
    if (request.keepBackground) result["keep_background"] = true;
    if (request.type) result["type"] = name(*request.type);
    return result;
}

GenerateRequest requestFromJson(const json& from) {
    GenerateRequest request;
    request.modelDir = from.value("model", std::string());
    if (from.contains("type")) {
        const auto text = from.at("type").get<std::string>();
        request.type = pipelineTypeFromName(text);
        if (!request.type) throw Error(ErrorCode::InvalidRequest, "There is no pipeline type \"" + text + "\".");
    }
    take(from, "seed", request.seed);
    takeSampler(from, "structure", request.structure);
    takeSampler(from, "shape", request.shape);
    takeSampler(from, "texture", request.texture);
    take(from, "max_tokens", request.maxTokens);
    take(from, "geometry_only", request.geometryOnly);
    take(from, "raw", request.raw);
    take(from, "gaussians", request.gaussians);
    take(from, "radiance_field", request.radianceField);
    if (from.contains("views")) {
        const auto text = from.at("views").get<std::string>();
        const auto views = viewModeFromName(text);
        if (!views) throw Error(ErrorCode::InvalidRequest, "There is no way to take views called \"" + text + "\".");
        request.views = *views;
    }
    take(from, "single_precision", request.singlePrecision);
    take(from, "keep_background", request.keepBackground);
    if (from.contains("asset")) request.asset = assetFromJson(from.at("asset"));
    return request;
}

}  // namespace espalier
