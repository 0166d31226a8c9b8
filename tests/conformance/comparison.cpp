#include "tests/conformance/comparison.h"

#include <sstream>

namespace espalier::conformance {
namespace {

/// "allow a few flipped quad diagonals": so many of all quads, but always a couple.
constexpr double kFlippedShare = 0.002;
constexpr std::int64_t kAlwaysAllowedFlips = 2;

std::string shapeText(const at::Tensor& x) {
    std::ostringstream text;
    text << x.sizes();
    return text.str();
}

std::string numberText(double value) {
    std::ostringstream text;
    text.precision(3);
    text << value;
    return text.str();
}

std::set<std::uint32_t> quadOf(const std::array<std::uint32_t, 3>& a, const std::array<std::uint32_t, 3>& b) {
    std::set<std::uint32_t> corners(a.begin(), a.end());
    corners.insert(b.begin(), b.end());
    return corners;
}

}  // namespace

at::Tensor Comparison::input(const std::string& key) {
    m_inputs.insert(key);
    return m_case.tensor(key);
}

void Comparison::record(const std::string& what, double error, double tolerance) {
    m_checked.insert(what);
    // Tensors with different tolerances compete by how much of their own they use up.
    const double ratio = tolerance > 0.0 ? error / tolerance : error;
    if (ratio > m_worstRatio || std::isnan(ratio)) {
        m_worstRatio = ratio;
        m_worst = error;
        m_worstTensor = what;
    }
    if (!(error <= tolerance)) fail(what + ": " + numberText(error) + " exceeds " + numberText(tolerance));
}

void Comparison::check(const std::string& key, const at::Tensor& actual) {
    const auto own = m_case.tolerances.find(key);
    checkWithin(key, actual, own == m_case.tolerances.end() ? m_case.tolerance : own->second);
}

void Comparison::check(const std::string& key, const at::Tensor& actual, double tolerance) {
    checkWithin(key, actual, {tolerance, 0});
}

void Comparison::checkWithin(const std::string& key, const at::Tensor& actual, const Tolerance& tolerance) {
    if (!m_case.has(key)) return;
    const at::Tensor expected = m_case.tensor(key);
    m_checked.insert(key);
    if (expected.numel() != actual.numel())
        return fail(key + ": shape " + shapeText(actual) + " instead of " + shapeText(expected));
    if (expected.numel() == 0) return;
    const at::Tensor computed = actual.to(at::kCPU).reshape(expected.sizes());
    if (!expected.is_floating_point()) {
        const auto different = (expected.to(at::kLong) != computed.to(at::kLong)).sum().item<std::int64_t>();
        return record(key, static_cast<double>(different), 0.0);
    }
    const at::Tensor x = expected.to(at::kDouble);
    const double largest = x.abs().max().item<double>();
    const at::Tensor difference = (computed.to(at::kDouble) - x).abs();
    if (!tolerance.absolute)
        return record(key, difference.max().item<double>() / std::max(1.0, largest), tolerance.relative);
    // Told as a share of the tolerance times the tolerance, so that it reads like the other kind.
    const at::Tensor allowed = *tolerance.absolute * std::min(1.0, largest) + tolerance.relative * x.abs();
    record(key, (difference / allowed).nan_to_num(0.0).max().item<double>() * tolerance.relative, tolerance.relative);
}

void Comparison::require(const std::string& key, const at::Tensor& actual) {
    if (!m_case.has(key)) return fail(key + ": was not recorded");
    check(key, actual);
}

void Comparison::checkPicture(const std::string& what, const ImageBuffer& recordedPicture, const ImageBuffer& actual,
                              int levels) {
    if (recordedPicture.width != actual.width || recordedPicture.height != actual.height ||
        recordedPicture.channels != actual.channels)
        return fail(what + ": the picture has another size");
    int worst = 0;
    for (std::size_t i = 0; i < actual.pixels.size(); ++i)
        worst = std::max(worst, std::abs(int(actual.pixels[i]) - int(recordedPicture.pixels[i])));
    record(what, worst, levels);
}

void Comparison::checkNumber(const std::string& what, double recordedNumber, double actual) {
    record(what, std::abs(recordedNumber - actual), 0.0);
}

void Comparison::checkVertices(const std::string& key, const std::vector<Vec3f>& actual) {
    check(key,
          at::from_blob(const_cast<Vec3f*>(actual.data()), {static_cast<std::int64_t>(actual.size()), 3}, at::kFloat));
}

void Comparison::checkFaces(const std::string& key, const std::vector<std::array<std::uint32_t, 3>>& actual,
                            bool mayFlip) {
    if (!m_case.has(key)) return;
    const at::Tensor expected = m_case.tensor(key).to(at::kInt).contiguous();
    if (expected.size(0) != static_cast<std::int64_t>(actual.size())) {
        m_checked.insert(key);
        return fail(key + ": " + std::to_string(actual.size()) + " faces instead of " +
                    std::to_string(expected.size(0)));
    }
    const auto* row = static_cast<const std::array<std::uint32_t, 3>*>(expected.const_data_ptr());
    std::int64_t wrong = 0, flipped = 0;
    for (std::size_t f = 0; f < actual.size(); ++f) {
        if (row[f] == actual[f]) continue;
        const std::size_t first = f & ~std::size_t{1};
        const bool sameQuad = mayFlip && first + 1 < actual.size() &&
                              quadOf(row[first], row[first + 1]) == quadOf(actual[first], actual[first + 1]);
        ++(sameQuad ? flipped : wrong);
    }
    flipped = (flipped + 1) / 2;
    if (flipped > 0) m_notes.push_back(key + ": " + std::to_string(flipped) + " flipped diagonals");
    const auto allowed = std::max(kAlwaysAllowedFlips,
                                  static_cast<std::int64_t>(kFlippedShare * static_cast<double>(actual.size() / 2)));
    if (flipped > allowed) fail(key + ": too many flipped diagonals");
    record(key, static_cast<double>(wrong), 0.0);
}

Tap Comparison::tap(std::vector<std::string> suffixes) {
    return [this, suffixes = std::move(suffixes)](std::string_view name, const at::Tensor& result) {
        for (const auto& suffix : suffixes)
            check(std::string(name) + suffix, result);
    };
}

std::vector<std::string> Comparison::untouched() const {
    std::vector<std::string> keys;
    for (const auto& [key, info] : m_case.file->entries())
        if (!m_checked.count(key) && !m_inputs.count(key)) keys.push_back(key);
    return keys;
}

}  // namespace espalier::conformance
