// conformance DIR [--device cpu|cuda] [--json]: runs every case recorded in DIR and compares.

#include <cstdio>
#include <cstring>
#include <iostream>

#include "inference/device/cuda_loader.h"
#include "tests/conformance/cases.h"
#include "tests/conformance/v1_cases.h"
#include "tests/support/passive_waiting.h"

namespace espalier::conformance {
namespace {

struct Kind {
    std::regex pattern;
    void (*compare)(RecordedSet&, Comparison&);
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {std::regex("preprocess(_.*)?"), comparePreprocess},
        {std::regex("dino(_.*)?"), compareEncoder},
        {std::regex("ss_flow(_.*)?"), compareStructureFlow},
        {std::regex("ss_decoder(_.*)?"), compareStructureDecoder},
        {std::regex("sparse_primitives(_.*)?"), comparePrimitives},
        {std::regex("(shape|tex)_slat_flow_[0-9]+"), compareLatentFlow},
        {std::regex("shape_decoder(_.*)?"), compareShapeDecoder},
        {std::regex("tex_decoder(_.*)?"), compareTextureDecoder},
        {std::regex("dual_grid(_.*)?"), compareDualGrid},
        {std::regex("fill_holes(_.*)?"), compareHoleFilling},
        {std::regex("samplers_toy(_.*)?"), compareToySamplers},
        {std::regex("sampler_ss_real(_.*)?"), compareStructureSampler},
        {std::regex("sampler_shape_slat_real(_.*)?"), compareShapeSampler},
        {std::regex("cascade(_.*)?"), compareCascade},
        {std::regex("pipeline_.*"), comparePipeline},
    };
    return all;
}

/// The outcome of one case, ready to be printed.
struct Outcome {
    std::string name;
    bool passed = false;
    double worst = 0.0;
    std::string tensor;
    Tolerance tolerance;
    std::size_t compared = 0;
    std::vector<std::string> problems, notes, untouched;
};

CaseList trellis2Cases(const std::filesystem::path& directory, c10::Device device) {
    const auto set = std::make_shared<RecordedSet>(directory, device);
    return {set->caseNames(), [set](const std::string& name) { return set->open(name); },
            [set](Comparison& comparison) {
                const auto kind = std::find_if(kinds().begin(), kinds().end(), [&](const Kind& k) {
                    return std::regex_match(comparison.recorded().kind, k.pattern);
                });
                if (kind == kinds().end()) return false;
                kind->compare(*set, comparison);
                return true;
            }};
}

Outcome runCase(const CaseList& cases, const std::string& name) {
    Outcome outcome;
    outcome.name = name;
    try {
        const RecordedCase recorded = cases.open(name);
        outcome.tolerance = recorded.tolerance;
        Comparison comparison(recorded);
        try {
            if (!cases.compare(comparison)) comparison.fail("unknown kind of case");
        } catch (const std::exception& error) {
            comparison.fail(error.what());
        }
        outcome.passed = comparison.passed();
        outcome.worst = comparison.worstError();
        outcome.tensor = comparison.worstTensor();
        outcome.compared = comparison.checkedCount();
        outcome.problems = comparison.problems();
        outcome.notes = comparison.notes();
        outcome.untouched = comparison.untouched();
        if (outcome.compared == 0 && outcome.problems.empty()) outcome.problems.push_back("nothing was compared");
    } catch (const std::exception& error) {
        outcome.problems.push_back(error.what());
    }
    return outcome;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : "; ") + word;
    return text;
}

void print(const Outcome& o) {
    char tolerance[32] = "exact";
    if (o.tolerance.relative > 0.0) std::snprintf(tolerance, sizeof tolerance, "%.0e", o.tolerance.relative);
    if (o.tolerance.levels > 0) std::snprintf(tolerance, sizeof tolerance, "+-%d", o.tolerance.levels);
    std::printf("%-4s %-32s worst %9.2e  tolerance %-6s %3zu tensors  %s\n", o.passed ? "pass" : "FAIL", o.name.c_str(),
                o.worst, tolerance, o.compared, o.tensor.c_str());
    if (!o.problems.empty()) std::printf("     %s\n", joined(o.problems).c_str());
    if (!o.notes.empty()) std::printf("     note: %s\n", joined(o.notes).c_str());
    if (!o.untouched.empty()) std::printf("     not compared: %s\n", joined(o.untouched).c_str());
    std::fflush(stdout);
}

nlohmann::json toJson(const Outcome& o) {
    return {{"name", o.name},
            {"passed", o.passed},
            {"worst_error", o.worst},
            {"worst_tensor", o.tensor},
            {"tolerance", o.tolerance.relative},
            {"tolerance_levels", o.tolerance.levels},
            {"tensors", o.compared},
            {"problems", o.problems},
            {"notes", o.notes},
            {"not_compared", o.untouched}};
}

int run(const std::filesystem::path& directory, c10::Device device, bool asJson) {
    const c10::InferenceMode inferenceMode;
    // Recordings of the first TRELLIS have a manifest, those of TRELLIS.2 an index.
    const bool isV1 = std::filesystem::exists(directory / "cases" / "manifest.json");
    const CaseList cases = isV1 ? v1::cases(directory, device) : trellis2Cases(directory, device);
    std::size_t passed = 0;
    nlohmann::json results = nlohmann::json::array();
    for (const auto& name : cases.names) {
        const Outcome outcome = runCase(cases, name);
        passed += outcome.passed ? 1 : 0;
        if (asJson)
            results.push_back(toJson(outcome));
        else
            print(outcome);
    }
    const std::size_t failed = cases.names.size() - passed;
    if (asJson)
        std::cout << nlohmann::json{{"cases", results}, {"passed", passed}, {"failed", failed}}.dump(1) << "\n";
    else
        std::printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}

int usage() {
    std::fprintf(stderr, "usage: conformance DIR [--device cpu|cuda] [--json]\n");
    return 2;
}

}  // namespace
}  // namespace espalier::conformance

int main(int argc, char** argv) {
    using namespace espalier;
    restartWithPassiveWaiting(argv);
    std::filesystem::path directory;
    std::string device = "cpu";
    bool asJson = false;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--json")
            asJson = true;
        else if (argument == "--device" && i + 1 < argc)
            device = argv[++i];
        else if (argument.rfind("--", 0) == 0 || !directory.empty())
            return conformance::usage();
        else
            directory = argument;
    }
    if (directory.empty() || (device != "cpu" && device != "cuda")) return conformance::usage();
    try {
        if (device == "cuda") {
            if (const std::string& problem = loadCuda(); !problem.empty())
                throw Error(ErrorCode::DeviceUnavailable, problem);
            // The recorded numbers are float32; cuDNN's default for convolutions keeps 10 bits of the mantissa.
            at::globalContext().setAllowTF32CuDNN(false);
        }
        return conformance::run(directory, c10::Device(device), asJson);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "conformance: %s\n", error.what());
        return 2;
    }
}
