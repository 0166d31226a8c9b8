#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "inference/device/machine.h"

namespace espalier {

/// One small computation on a card, compared with the processor's answer.
struct TestItem {
    std::string name;  ///< "elementwise", "product fp16", "attention flash bf16", "own kernels"
    bool passed = false;
    bool required = false;  ///< without it the card cannot be used; of the others some serve in place of others
    std::string words;      ///< what went wrong, in LibTorch's words; empty when it passed
};

/// What a card answered.
struct SelfTest {
    std::vector<TestItem> items;
    std::string attention;  ///< what serves the flows: "own" or LibTorch's "flash", "cudnn", ...
    double seconds = 0.0;
    bool fromCache = false;

    /// "product bf16: no kernel image ...", the first required item that failed; "" = the card can be used.
    std::string failure() const;
    /// Some attention other than the one that writes out all scores works in half precision.
    bool hasFusedAttention() const;
};

/// The answer for `card`, from the cache when driver, LibTorch, card and kernels are those of then, else from a test
/// that takes about a second. loadCuda() must have succeeded. Never throws: a failure is an answer.
SelfTest testCard(const Machine& machine, const CudaDevice& card);

/// The cache: a JSON file with one answer per key. Reading gives nothing when there is none or the file is damaged;
/// writing keeps the other keys of a sound file and gives up quietly when the folder is read-only.
std::filesystem::path selfTestCacheFile();
std::string selfTestKey(const Machine& machine, const CudaDevice& card);
std::optional<SelfTest> readSelfTest(const std::filesystem::path& file, const std::string& key);
void writeSelfTest(const std::filesystem::path& file, const std::string& key, const SelfTest& test);

}  // namespace espalier
