#include "tests/conformance/v1_cases.h"

namespace fs = std::filesystem;

namespace espalier::conformance::v1 {
namespace {

const std::map<std::string, void (*)(RecordedSet&, Comparison&)>& kinds() {
    static const std::map<std::string, void (*)(RecordedSet&, Comparison&)> all{
        {"preprocess_rgba", comparePicture},
        {"preprocess_rgb_with_alpha", comparePictureWithAlpha},
        {"dinov2", compareEncoder},
        {"ss_flow", compareStructureFlow},
        {"ss_decoder", compareStructureDecoder},
        {"sparse_subm_conv", compareConvolution},
        {"sparse_strided_conv", compareStridedConvolution},
        {"sparse_down_up_subdivide", compareResampling},
        {"sparse_linear_norm_act", compareNorms},
        {"sparse_attention", compareAttention},
        {"sparse_mha_module", compareAttentionModules},
        {"embeddings", compareEmbeddings},
        {"slat_flow", compareLatentFlow},
        {"slat_dec_gs", compareGaussians},
        {"slat_dec_rf", compareRadianceField},
        {"slat_dec_mesh", compareMeshDecoder},
        {"mesh_extract", compareMesh},
        {"flexicubes", compareFlexiCubes},
        {"sampler_ss", compareStructureSampler},
        {"sampler_slat", compareLatentSampler},
        {"pipeline", comparePipeline},
    };
    return all;
}

Tolerance toleranceOf(const JsonConfig& entry) {
    return {entry.get<double>("rtol"), static_cast<int>(std::lround(entry.get<double>("atol"))),
            entry.get<double>("atol")};
}

}  // namespace

RecordedSet::RecordedSet(fs::path directory, c10::Device device)
    : m_root(std::move(directory)),
      m_device(device),
      m_manifest(JsonConfig::read(m_root / "cases" / "manifest.json")) {}

std::vector<std::string> RecordedSet::caseNames() const {
    std::vector<std::string> names;
    for (const auto& [name, entry] : m_manifest.json().items())
        names.push_back(name);
    return names;
}

RecordedCase RecordedSet::open(const std::string& name) const {
    const JsonConfig entry = m_manifest.object(name);
    RecordedCase recorded{name,
                          entry.get<std::string>("case"),
                          entry.get("desc", std::string()),
                          toleranceOf(entry),
                          entry.object("params"),
                          SafetensorsFile::open(m_root / "cases" / (name + ".safetensors")),
                          m_root / "cases"};
    const JsonConfig tensors = entry.object("tensors");
    for (const auto& [key, value] : tensors.json().items())
        if (value.contains("rtol")) recorded.tolerances[key] = toleranceOf(tensors.object(key));
    recorded.pictures = entry.get("png", recorded.pictures);
    return recorded;
}

CaseList cases(const fs::path& directory, c10::Device device) {
    const auto set = std::make_shared<RecordedSet>(directory, device);
    return {set->caseNames(), [set](const std::string& name) { return set->open(name); },
            [set](Comparison& comparison) {
                const auto kind = kinds().find(comparison.recorded().kind);
                if (kind == kinds().end()) return false;
                kind->second(*set, comparison);
                return true;
            }};
}

SparseTensor inputVoxels(const RecordedSet& set, Comparison& comparison) {
    return SparseTensor(comparison.input("in.feats").to(set.device()), comparison.input("in.coords"));
}

void checkFirstRows(Comparison& comparison, const std::string& key, const at::Tensor& x) {
    const RecordedCase& recorded = comparison.recorded();
    comparison.check(key, x);
    for (const auto& piece : recorded.keysWithPrefix(key + "_rows")) {
        const std::int64_t dim = x.dim() - 2;  // rows lie before channels
        comparison.check(piece, x.slice(dim, 0, recorded.tensor(piece).size(dim)));
    }
}

}  // namespace espalier::conformance::v1
