#pragma once

#include "tests/conformance/comparison.h"
#include "tests/conformance/recorded_set.h"

namespace espalier::conformance {

/// A directory of recorded cases of either generation.
struct CaseList {
    std::vector<std::string> names;
    std::function<RecordedCase(const std::string& name)> open;
    /// False for a kind of case that is not known. Throws what the code under test throws.
    std::function<bool(Comparison&)> compare;
};

// One function per kind of case; all throw what the code under test throws.
void comparePreprocess(RecordedSet& set, Comparison& comparison);
void compareEncoder(RecordedSet& set, Comparison& comparison);
void compareStructureFlow(RecordedSet& set, Comparison& comparison);
void compareLatentFlow(RecordedSet& set, Comparison& comparison);
void compareStructureDecoder(RecordedSet& set, Comparison& comparison);
void comparePrimitives(RecordedSet& set, Comparison& comparison);
void compareShapeDecoder(RecordedSet& set, Comparison& comparison);
void compareTextureDecoder(RecordedSet& set, Comparison& comparison);
void compareDualGrid(RecordedSet& set, Comparison& comparison);
void compareHoleFilling(RecordedSet& set, Comparison& comparison);
void compareToySamplers(RecordedSet& set, Comparison& comparison);
void compareStructureSampler(RecordedSet& set, Comparison& comparison);
void compareShapeSampler(RecordedSet& set, Comparison& comparison);
void compareCascade(RecordedSet& set, Comparison& comparison);
void comparePipeline(RecordedSet& set, Comparison& comparison);

}  // namespace espalier::conformance
