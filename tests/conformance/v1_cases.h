#pragma once

#include "inference/models/checkpoint.h"
#include "inference/models/v1/slat_decoders.h"
#include "inference/pipeline/pipeline_config_v1.h"
#include "tests/conformance/cases.h"

namespace espalier::conformance::v1 {

/// A directory with recordings of the first TRELLIS: its checkpoints, and cases with a manifest.
class RecordedSet {
public:
    RecordedSet(std::filesystem::path directory, c10::Device device);

    const std::filesystem::path& root() const { return m_root; }
    c10::Device device() const { return m_device; }
    std::vector<std::string> caseNames() const;
    RecordedCase open(const std::string& name) const;

    /// The network that the case names.
    Checkpoint checkpointOf(const RecordedCase& recorded) const {
        return Checkpoint::open(m_root / recorded.meta.get<std::string>("model"));
    }

private:
    std::filesystem::path m_root;
    c10::Device m_device;
    JsonConfig m_manifest;
};

CaseList cases(const std::filesystem::path& directory, c10::Device device);

/// in.feats on in.coords.
SparseTensor inputVoxels(const RecordedSet& set, Comparison& comparison);
/// Compares the first rows of x with a recorded piece of it: "mid.tokens_rows16".
void checkFirstRows(Comparison& comparison, const std::string& key, const at::Tensor& x);

/// Writes the Gaussians as PLY and compares with the recorded table, if there is one.
void comparePly(Comparison& comparison, const espalier::v1::Gaussians& activated);

// One function per kind of case; all throw what the code under test throws.
void comparePicture(RecordedSet& set, Comparison& comparison);
void comparePictureWithAlpha(RecordedSet& set, Comparison& comparison);
void compareEncoder(RecordedSet& set, Comparison& comparison);
void compareStructureFlow(RecordedSet& set, Comparison& comparison);
void compareStructureDecoder(RecordedSet& set, Comparison& comparison);
void compareConvolution(RecordedSet& set, Comparison& comparison);
void compareStridedConvolution(RecordedSet& set, Comparison& comparison);
void compareResampling(RecordedSet& set, Comparison& comparison);
void compareNorms(RecordedSet& set, Comparison& comparison);
void compareAttention(RecordedSet& set, Comparison& comparison);
void compareAttentionModules(RecordedSet& set, Comparison& comparison);
void compareEmbeddings(RecordedSet& set, Comparison& comparison);
void compareLatentFlow(RecordedSet& set, Comparison& comparison);
void compareGaussians(RecordedSet& set, Comparison& comparison);
void compareRadianceField(RecordedSet& set, Comparison& comparison);
void compareMeshDecoder(RecordedSet& set, Comparison& comparison);
void compareMesh(RecordedSet& set, Comparison& comparison);
void compareFlexiCubes(RecordedSet& set, Comparison& comparison);
void compareStructureSampler(RecordedSet& set, Comparison& comparison);
void compareLatentSampler(RecordedSet& set, Comparison& comparison);
void comparePipeline(RecordedSet& set, Comparison& comparison);

}  // namespace espalier::conformance::v1
