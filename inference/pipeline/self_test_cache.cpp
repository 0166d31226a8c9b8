// The cache of the cards' answers; see self_test.h.
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "inference/pipeline/self_test.h"

namespace fs = std::filesystem;

namespace espalier {
namespace {

using nlohmann::json;

/// The file's object, empty when there is no sound one.
json readCache(const fs::path& file) {
    std::ifstream in(file);
    json cache = json::parse(in, nullptr, /*allow_exceptions=*/false);
    return cache.is_object() ? cache : json::object();
}

json toJson(const SelfTest& test) {
    json items = json::array();
    for (const TestItem& item : test.items)
        items.push_back(
            {{"name", item.name}, {"passed", item.passed}, {"required", item.required}, {"words", item.words}});
    return {{"items", items}, {"attention", test.attention}, {"seconds", test.seconds}};
}

/// Throws json::exception when the object is not one of ours.
SelfTest fromJson(const json& object) {
    SelfTest test;
    for (const json& item : object.at("items"))
        test.items.push_back({item.at("name").get<std::string>(), item.at("passed").get<bool>(),
                              item.at("required").get<bool>(), item.at("words").get<std::string>()});
    test.attention = object.at("attention").get<std::string>();
    test.seconds = object.at("seconds").get<double>();
    test.fromCache = true;
    return test;
}

}  // namespace

fs::path selfTestCacheFile() {
    const auto told = [](const char* variable) -> fs::path {
        const char* value = std::getenv(variable);
        return value ? value : "";
    };
    fs::path folder = told("XDG_CACHE_HOME");
    if (!folder.is_absolute()) folder = told("HOME") / ".cache";
    return folder / "espalier" / "card_tests.json";
}

std::string selfTestKey(const Machine& machine, const CudaDevice& card) {
    const DeviceProbe& probe = machine.probe;
    return probe.driverVersion + ", CUDA " + std::to_string(probe.driverCudaMajor) + "." +
           std::to_string(probe.driverCudaMinor) + "; LibTorch " + machine.torch.label() + "; " +
           (card.uuid.empty() ? card.name + " " + std::to_string(card.index) : card.uuid) + "; kernels " +
           machine.kernels.architectures.text();
}

std::optional<SelfTest> readSelfTest(const fs::path& file, const std::string& key) {
    const json cache = readCache(file);
    const auto found = cache.find(key);
    if (found == cache.end()) return std::nullopt;
    try {
        return fromJson(*found);
    } catch (const json::exception&) {
        return std::nullopt;  // damaged: it is written again after the next test
    }
}

void writeSelfTest(const fs::path& file, const std::string& key, const SelfTest& test) {
    json cache = readCache(file);
    cache[key] = toJson(test);
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    // Another program may read meanwhile: it sees the old file or the new one.
    const fs::path part = file.string() + "." + std::to_string(::getpid());
    std::ofstream(part) << cache.dump(1, ' ', false, json::error_handler_t::replace);
    fs::rename(part, file, error);
    if (error) fs::remove(part, error);
}

}  // namespace espalier
