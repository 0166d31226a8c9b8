#pragma once

#include <set>
#include <string>
#include <vector>

#include "inference/asset/image_buffer.h"
#include "inference/asset/mesh_asset.h"
#include "inference/nn/forward_context.h"
#include "tests/conformance/recorded_set.h"

namespace espalier::conformance {

/// Compares computed with recorded tensors of one case and keeps the worst.
class Comparison {
public:
    explicit Comparison(const RecordedCase& recorded) : m_case(recorded) {}

    const RecordedCase& recorded() const { return m_case; }
    /// A recorded tensor that serves as input: not compared, but accounted for.
    at::Tensor input(const std::string& key);

    /// Compares with the recorded tensor `key`: floats within the case's tolerance, integers and booleans exactly.
    /// Shapes must agree in the number of elements; a key that was not recorded is passed over.
    void check(const std::string& key, const at::Tensor& actual);
    /// The same with a tolerance of its own.
    void check(const std::string& key, const at::Tensor& actual, double tolerance);
    /// Must have been recorded.
    void require(const std::string& key, const at::Tensor& actual);
    void checkPicture(const std::string& what, const ImageBuffer& recordedPicture, const ImageBuffer& actual,
                      int levels);
    void checkNumber(const std::string& what, double recordedNumber, double actual);
    void checkVertices(const std::string& key, const std::vector<Vec3f>& actual);
    /// `mayFlip`: the diagonal of a few quads may differ (the decision has no margin in recorded networks).
    void checkFaces(const std::string& key, const std::vector<std::array<std::uint32_t, 3>>& actual, bool mayFlip);
    void fail(const std::string& problem) { m_problems.push_back(problem); }
    /// Compares what a network's modules report with the recorded tensors of the same name, with `suffixes` tried in
    /// turn.
    Tap tap(std::vector<std::string> suffixes = {""});

    bool passed() const { return m_problems.empty() && !m_checked.empty(); }
    double worstError() const { return m_worst; }
    const std::string& worstTensor() const { return m_worstTensor; }
    const std::vector<std::string>& problems() const { return m_problems; }
    const std::vector<std::string>& notes() const { return m_notes; }
    std::size_t checkedCount() const { return m_checked.size(); }
    /// Recorded tensors that were neither input nor compared.
    std::vector<std::string> untouched() const;

private:
    void checkWithin(const std::string& key, const at::Tensor& actual, const Tolerance& tolerance);
    void record(const std::string& what, double error, double tolerance);

    const RecordedCase& m_case;
    double m_worst = 0.0;
    double m_worstRatio = -1.0;
    std::string m_worstTensor;
    std::set<std::string> m_checked;
    std::set<std::string> m_inputs;
    std::vector<std::string> m_problems;
    std::vector<std::string> m_notes;
};

}  // namespace espalier::conformance
