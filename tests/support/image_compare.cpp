#include "tests/support/image_compare.h"

#include <QDir>
#include <algorithm>
#include <cstdlib>

namespace espalier {

namespace {

constexpr int kWindow = 8;
constexpr int kStride = 4;
constexpr double kC1 = 0.01 * 255 * 0.01 * 255;
constexpr double kC2 = 0.03 * 255 * 0.03 * 255;

/// The index of one window, from its sums.
double windowSimilarity(const QImage& a, const QImage& b, int left, int top) {
    double sumA = 0;
    double sumB = 0;
    double sumAA = 0;
    double sumBB = 0;
    double sumAB = 0;
    for (int y = top; y < top + kWindow; ++y) {
        const uchar* lineA = a.constScanLine(y);
        const uchar* lineB = b.constScanLine(y);
        for (int x = left; x < left + kWindow; ++x) {
            sumA += lineA[x];
            sumB += lineB[x];
            sumAA += lineA[x] * lineA[x];
            sumBB += lineB[x] * lineB[x];
            sumAB += lineA[x] * lineB[x];
        }
    }
    constexpr double n = kWindow * kWindow;
    const double meanA = sumA / n;
    const double meanB = sumB / n;
    const double varianceA = sumAA / n - meanA * meanA;
    const double varianceB = sumBB / n - meanB * meanB;
    const double covariance = sumAB / n - meanA * meanB;
    return (2 * meanA * meanB + kC1) * (2 * covariance + kC2) /
           ((meanA * meanA + meanB * meanB + kC1) * (varianceA + varianceB + kC2));
}

QImage difference(const QImage& a, const QImage& b) {
    QImage result(a.size(), QImage::Format_RGB32);
    result.fill(Qt::magenta);
    for (int y = 0; y < std::min(a.height(), b.height()); ++y) {
        for (int x = 0; x < std::min(a.width(), b.width()); ++x) {
            const QRgb p = a.pixel(x, y);
            const QRgb q = b.pixel(x, y);
            result.setPixel(
                x, y,
                qRgb(std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)), std::abs(qBlue(p) - qBlue(q))));
        }
    }
    return result;
}

}  // namespace

double structuralSimilarity(const QImage& first, const QImage& second) {
    if (first.size() != second.size() || first.width() < kWindow || first.height() < kWindow) return 0;
    const QImage a = first.convertToFormat(QImage::Format_Grayscale8);
    const QImage b = second.convertToFormat(QImage::Format_Grayscale8);
    double sum = 0;
    int count = 0;
    for (int y = 0; y + kWindow <= a.height(); y += kStride) {
        for (int x = 0; x + kWindow <= a.width(); x += kStride, ++count)
            sum += windowSimilarity(a, b, x, y);
    }
    return sum / count;
}

QString differenceFromBaseline(const QImage& actual, const QString& name, double minimum) {
    const QString file = QString(ESPALIER_SOURCE_DIR "/tests/baselines/%1.png").arg(name);
    const QImage expected(file);
    const double similarity = structuralSimilarity(actual, expected);
    if (similarity >= minimum) return {};
    const QString base = QDir::current().absoluteFilePath(name);
    actual.save(base + ".actual.png");
    difference(actual, expected).save(base + ".difference.png");
    return QString("%1: similarity %2, at least %3 expected (%4); see %5.actual.png and .difference.png")
        .arg(name)
        .arg(similarity, 0, 'f', 4)
        .arg(minimum)
        .arg(expected.isNull() ? "no such baseline" : file, base);
}

}  // namespace espalier
