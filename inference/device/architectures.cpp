#include "inference/device/architectures.h"

#include <algorithm>
#include <charconv>

namespace espalier {
namespace {

/// Adds the number at the start of `text` unless a letter follows it.
void addNumber(std::vector<int>& list, std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isPlain = end == text.data() + text.size() || *end < 'a' || *end > 'z';
    if (error == std::errc() && isPlain && std::find(list.begin(), list.end(), number) == list.end())
        list.push_back(number);
}

void sort(Architectures& code) {
    std::sort(code.machineCode.begin(), code.machineCode.end());
    std::sort(code.ptx.begin(), code.ptx.end());
}

}  // namespace

bool Architectures::serve(int capability) const {
    const auto runsMachineCode = [capability](int code) { return code / 10 == capability / 10 && code <= capability; };
    return std::any_of(machineCode.begin(), machineCode.end(), runsMachineCode) ||
           std::any_of(ptx.begin(), ptx.end(), [capability](int code) { return code <= capability; });
}

std::string Architectures::text() const {
    std::string list;
    for (const int code : machineCode)
        list += (list.empty() ? "sm_" : " sm_") + std::to_string(code);
    for (const int code : ptx) {
        if (!list.empty()) list += " and ";
        list += "PTX for sm_" + std::to_string(code);
    }
    return list;
}

Architectures Architectures::fromCompilerFlags(std::string_view flags) {
    constexpr std::string_view kMachineCode = "code=sm_";
    constexpr std::string_view kPtx = "code=compute_";
    Architectures code;
    for (auto at = flags.find("code="); at != std::string_view::npos; at = flags.find("code=", at + 1)) {
        const std::string_view rest = flags.substr(at);
        if (rest.starts_with(kMachineCode)) addNumber(code.machineCode, rest.substr(kMachineCode.size()));
        if (rest.starts_with(kPtx)) addNumber(code.ptx, rest.substr(kPtx.size()));
    }
    sort(code);
    return code;
}

Architectures Architectures::fromList(std::string_view list) {
    constexpr std::string_view kPtx = "ptx";
    Architectures code;
    while (!list.empty()) {
        const std::string_view word = list.substr(0, list.find(' '));
        list.remove_prefix(std::min(list.size(), word.size() + 1));
        word.starts_with(kPtx) ? addNumber(code.ptx, word.substr(kPtx.size())) : addNumber(code.machineCode, word);
    }
    sort(code);
    return code;
}

}  // namespace espalier
