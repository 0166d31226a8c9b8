// The module libespalier_cutout.so: OpenCV's GrabCut (Rother, Kolmogorov, Blake 2004), seeded from border and centre,
// and a guided filter that gives its coarse outline the picture's own edges. See
// inference/pipeline/background_removal.h.
#include "inference/pipeline/grabcut_module.h"

#include <algorithm>
#include <exception>
#include <opencv2/imgproc.hpp>

namespace {

using espalier::GrabCutTask;

/// GrabCut's graph is cut at this size at most: a round then takes some 50 ms, and colours tell objects apart there as
/// well.
constexpr int kCoarseSide = 256;
constexpr int kRounds = 5;
constexpr double kFrame = 0.03;   ///< of the shorter side: what is certainly background, unless marked
constexpr double kInset = 0.12;   ///< of each side: outside of it the first guess is background
constexpr int kFilterRadius = 6;  ///< of the guided filter, in pixels of the full size
constexpr double kFilterEdge = 1e-4;
constexpr double kLeast = 0.005, kMost = 0.97;  ///< shares of the picture that an object takes

/// The first guess. Where marks say otherwise they win, also at the frame.
cv::Mat firstLabels(cv::Size size, const cv::Mat& marks) {
    cv::Mat labels(size, CV_8UC1, cv::Scalar(cv::GC_BGD));
    const int frame = std::max(1, int(std::min(size.width, size.height) * kFrame));
    labels(cv::Rect(frame, frame, size.width - 2 * frame, size.height - 2 * frame)) = cv::GC_PR_BGD;
    const int insetX = std::max(frame, int(size.width * kInset)), insetY = std::max(frame, int(size.height * kInset));
    labels(cv::Rect(insetX, insetY, size.width - 2 * insetX, size.height - 2 * insetY)) = cv::GC_PR_FGD;
    if (marks.empty()) return labels;
    labels.setTo(cv::GC_FGD, marks == 1);
    labels.setTo(cv::GC_BGD, marks == 2);
    return labels;
}

/// Smooth where the picture is, with edges where it has them: He, Sun, Tang 2010, with a grey guide.
cv::Mat guidedFilter(const cv::Mat& guide, const cv::Mat& input) {
    const auto mean = [](const cv::Mat& image) {
        cv::Mat result;
        cv::boxFilter(image, result, CV_32F, {2 * kFilterRadius + 1, 2 * kFilterRadius + 1});
        return result;
    };
    const cv::Mat meanGuide = mean(guide), meanInput = mean(input);
    const cv::Mat variance = mean(guide.mul(guide)) - meanGuide.mul(meanGuide);
    const cv::Mat covariance = mean(guide.mul(input)) - meanGuide.mul(meanInput);
    cv::Mat slope;
    cv::divide(covariance, variance + kFilterEdge, slope);
    return mean(slope).mul(guide) + mean(meanInput - slope.mul(meanGuide));
}

bool isObject(const cv::Mat& mask) {
    const double share = double(cv::countNonZero(mask)) / double(mask.total());
    return share > kLeast && share < kMost;
}

bool cut(const GrabCutTask& task) {
    const cv::Size size(task.width, task.height);
    const cv::Mat picture(size, CV_8UC3, const_cast<std::uint8_t*>(task.rgb));
    const double scale = std::min(1.0, double(kCoarseSide) / std::max(size.width, size.height));
    const cv::Size small(std::max(1, int(size.width * scale)), std::max(1, int(size.height * scale)));
    if (std::min(small.width, small.height) < 8) return false;  // no room for a frame and an inset
    cv::Mat coarse, marks;
    cv::resize(picture, coarse, small, 0, 0, cv::INTER_AREA);
    if (task.marks)
        cv::resize(cv::Mat(size, CV_8UC1, const_cast<std::uint8_t*>(task.marks)), marks, small, 0, 0,
                   cv::INTER_NEAREST);

    cv::setNumThreads(1);    // what there is to share out is too little
    cv::theRNG().state = 1;  // its clusters start from random ones: the same picture gives the same cut-out
    cv::Mat labels = firstLabels(small, marks), background, object;
    for (int round = 0; round < kRounds; ++round) {
        if (task.stop(task.asker)) return false;
        cv::grabCut(coarse, labels, {}, background, object, 1, round == 0 ? cv::GC_INIT_WITH_MASK : cv::GC_EVAL);
    }
    const cv::Mat mask = (labels & 1) != 0;  // both kinds of object are odd
    if (!isObject(mask) || task.stop(task.asker)) return false;

    cv::Mat grey, guide, wide, matte;
    cv::cvtColor(picture, grey, cv::COLOR_RGB2GRAY);
    grey.convertTo(guide, CV_32F, 1.0 / 255.0);
    cv::resize(mask, wide, size, 0, 0, cv::INTER_LINEAR);
    wide.convertTo(matte, CV_32F, 1.0 / 255.0);
    cv::Mat out(size, CV_8UC1, task.matte);
    guidedFilter(guide, matte).convertTo(out, CV_8U, 255.0);
    return !task.stop(task.asker);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) bool espalierGrabCut(const GrabCutTask* task) {
    try {
        return cut(*task);
    } catch (const std::exception&) {
        return false;  // one colour everywhere: it has no clusters
    }
}
