#include "inference/pipeline/self_test.h"

#include <c10/util/accumulate.h>

#include <chrono>
#include <future>

#include "inference/base/log.h"
#include "inference/nn/attention.h"
#include "inference/pipeline/self_test_items.h"

namespace espalier {
namespace {

/// Largest ‖a - b‖ / ‖b‖ of a result in half precision whose operands are the same on both sides.
constexpr double kTolerance = 2e-2;

const char* shortName(at::ScalarType type) {
    return type == at::kFloat ? "fp32" : type == at::kHalf ? "fp16" : "bf16";
}

void testElementwise(const c10::Device& device) {
    const at::Tensor x = pattern({1024}, 0.37);
    requireClose(x.to(device).mul(2.0).add(1.0).exp(), x.mul(2.0).add(1.0).exp());
}

void testProduct(const c10::Device& device, at::ScalarType type) {
    const at::Tensor a = pattern({64, 128}, 0.37).to(type), b = pattern({128, 64}, 0.71).to(type);
    requireClose(at::mm(a.to(device), b.to(device)), at::mm(a.to(at::kFloat), b.to(at::kFloat)));
}

enum class Backend { Flash, MemoryEfficient, Cudnn };

const char* name(Backend backend) {
    switch (backend) {
        case Backend::Flash:
            return "flash";
        case Backend::MemoryEfficient:
            return "memory-efficient";
        case Backend::Cudnn:
            return "cudnn";
    }
    return "cudnn";
}

/// The flows' shape, heads of 128 channels, as numbers that `type` holds exactly.
std::array<at::Tensor, 3> attentionOperands(at::ScalarType type) {
    const auto operand = [type](double step) { return pattern({1, 2, 128, 128}, step).to(type); };
    return {operand(0.37), operand(0.71), operand(0.53)};
}

void testAttention(const c10::Device& device, at::ScalarType type, Backend backend) {
    const auto [rq, rk, rv] = attentionOperands(type);
    const at::Tensor q = rq.to(device), k = rk.to(device), v = rv.to(device);
    at::Tensor out;
    // Called by name rather than through the choice, which is one for the whole process.
    if (backend == Backend::Flash) out = std::get<0>(at::_scaled_dot_product_flash_attention(q, k, v));
    if (backend == Backend::MemoryEfficient)
        out = std::get<0>(at::_scaled_dot_product_efficient_attention(q, k, v, std::nullopt, false));
    if (backend == Backend::Cudnn)
        out = std::get<0>(at::_scaled_dot_product_cudnn_attention(q, k, v, std::nullopt, false));
    const auto precise = [](const at::Tensor& x) { return x.to(at::kFloat); };
    requireClose(out, at::scaled_dot_product_attention(precise(rq), precise(rk), precise(rv)));
}

std::vector<NamedTest> testsFor(const CudaDevice& card) {
    const c10::Device device(c10::kCUDA, static_cast<c10::DeviceIndex>(card.index));
    std::vector<at::ScalarType> types{at::kHalf};
    if (card.computeMajor >= 8) types.push_back(at::kBFloat16);
    std::vector<NamedTest> tests;
    tests.push_back({"elementwise", true, [device] { testElementwise(device); }});
    tests.push_back({"product fp32", true, [device] { testProduct(device, at::kFloat); }});
    for (const auto type : types)
        tests.push_back({std::string("product ") + shortName(type), true, [=] { testProduct(device, type); }});
    const auto addAttention = [&](Backend backend, at::ScalarType type) {
        tests.push_back({std::string("attention ") + name(backend) + " " + shortName(type), false,
                         [=] { testAttention(device, type, backend); }});
    };
    for (const auto type : types) {
        if (card.computeMajor >= 8) addAttention(Backend::Flash, type);
        addAttention(Backend::MemoryEfficient, type);
        if (card.computeMajor >= 8) addAttention(Backend::Cudnn, type);
    }
    addAttention(Backend::MemoryEfficient, at::kFloat);
    for (NamedTest& test : ownKernelTests(device))
        tests.push_back(std::move(test));
    return tests;
}

TestItem runTest(const NamedTest& test) {
    TestItem item{test.name, false, test.required, {}};
    try {
        test.run();
        item.passed = true;
    } catch (const c10::Error& error) {
        item.words = error.what_without_backtrace();
    } catch (const std::exception& error) {
        item.words = error.what();
    }
    item.words.resize(std::min(item.words.size(), item.words.find('\n')));
    return item;
}

std::string servingAttention(const CudaDevice& card) {
    const c10::Device device(c10::kCUDA, static_cast<c10::DeviceIndex>(card.index));
    const auto [q, k, v] = attentionOperands(card.computeMajor >= 8 ? at::kBFloat16 : at::kHalf);
    const auto tokens = [&](const at::Tensor& heads) { return heads.squeeze(0).transpose(0, 1).to(device); };
    const std::vector<std::int64_t> offsets{0, q.size(2)};
    segmentAttention(tokens(q), tokens(k), tokens(v), offsets, offsets);
    const std::string served = lastAttentionBackend();
    // Of LibTorch's, another may serve long sequences than so short ones.
    return served == "own" ? served : attentionBackend(q.to(device), k.to(device), v.to(device));
}

SelfTest runTests(const CudaDevice& card) {
    const auto start = std::chrono::steady_clock::now();
    const c10::InferenceMode inferenceMode;
    SelfTest answer;
    const std::vector<NamedTest> tests = testsFor(card);
    answer.items.resize(tests.size());
    const auto runThose = [&](bool ofCudnn) {
        const c10::InferenceMode inThisThread;
        for (std::size_t i = 0; i < tests.size(); ++i)
            if (tests[i].name.starts_with("attention cudnn") == ofCudnn) answer.items[i] = runTest(tests[i]);
    };
    // cuDNN's libraries take longer to load than all the others take to answer.
    std::future<void> slowOnes = std::async(std::launch::async, runThose, true);
    runThose(false);
    slowOnes.get();
    if (answer.failure().empty()) {
        try {
            answer.attention = servingAttention(card);
        } catch (const std::exception& error) {
            log(LogLevel::Warning, error.what());
        }
    }
    answer.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return answer;
}

}  // namespace

at::Tensor pattern(at::IntArrayRef shape, double step) {
    const at::Tensor number = at::arange(c10::multiply_integers(shape), at::kDouble).mul(step).sin().mul(43758.5453);
    return number.sub(number.floor()).mul(2.0).sub(1.0).to(at::kFloat).view(shape);
}

void requireClose(const at::Tensor& onCard, const at::Tensor& reference) {
    const at::Tensor answer = onCard.to(at::kCPU, at::kFloat);
    const double error = (answer - reference).norm().item<double>() / reference.norm().item<double>();
    // Written so that NaN fails.
    if (!(error < kTolerance)) throw std::runtime_error("the answer is wrong by " + std::to_string(error));
}

std::string SelfTest::failure() const {
    for (const TestItem& item : items)
        if (item.required && !item.passed) return item.name + ": " + item.words;
    return {};
}

bool SelfTest::hasFusedAttention() const {
    return std::any_of(items.begin(), items.end(), [](const TestItem& item) {
        return item.passed && item.name.starts_with("attention ") && !item.name.ends_with("fp32");
    });
}

SelfTest testCard(const Machine& machine, const CudaDevice& card) {
    const auto file = selfTestCacheFile();
    const std::string key = selfTestKey(machine, card);
    if (auto known = readSelfTest(file, key)) return *known;
    const SelfTest answer = runTests(card);
    // A failure may pass with a restart or when another program ends: ask again next time.
    if (answer.failure().empty()) writeSelfTest(file, key, answer);
    return answer;
}

}  // namespace espalier
