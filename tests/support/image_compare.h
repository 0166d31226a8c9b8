#pragma once

#include <QImage>
#include <QString>

namespace espalier {

/// Mean structural similarity (Wang et al. 2004) of the luminances over 8x8 windows, 1 = equal. 0 when sizes differ.
double structuralSimilarity(const QImage& a, const QImage& b);

/// Compares with tests/baselines/`name`.png. Returns nothing when the similarity is at least `minimum`; otherwise a
/// sentence for QVERIFY2, having written `name`.actual.png and `name`.difference.png into the current folder.
QString differenceFromBaseline(const QImage& actual, const QString& name, double minimum);

}  // namespace espalier
