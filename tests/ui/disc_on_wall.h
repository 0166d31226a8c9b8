#pragma once

#include <QImage>
#include <QRandomGenerator>

namespace espalier {

inline constexpr QPoint kDiscCentre(170, 100);
inline constexpr int kDiscRadius = 55;

/// A reddish disc in front of a wall of many shades: no alpha, no plain background.
inline QImage discOnWall() {
    QImage image(320, 200, QImage::Format_RGB888);
    QRandomGenerator random(1);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QPoint from = QPoint(x, y) - kDiscCentre;
            const bool inside = QPoint::dotProduct(from, from) < kDiscRadius * kDiscRadius;
            const int grain = random.bounded(16), shade = x / 3 + (y / 9 % 2) * 20;
            image.setPixel(x, y,
                           inside ? qRgb(170 + x / 8 + grain, 40 + y / 4 + grain, 40 + grain)
                                  : qRgb(60 + shade + grain, 90 + shade / 2 + grain, 110 - shade / 2 + grain));
        }
    return image;
}

}  // namespace espalier
