#include "ui/theme.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>
#include <algorithm>
#include <cmath>

namespace espalier {

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightnessF() < palette.color(QPalette::WindowText).lightnessF();
}

QColor blend(const QColor& base, const QColor& over, double share) {
    const auto mix = [share](int a, int b) { return qRound(a + (b - a) * share); };
    return {mix(base.red(), over.red()), mix(base.green(), over.green()), mix(base.blue(), over.blue())};
}

double contrast(const QColor& one, const QColor& other) {
    const auto linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    const auto luminance = [&](const QColor& colour) {
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
    };
    const double a = luminance(one), b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QPalette legible(QPalette palette) {
    constexpr double kStep = 0.04;
    const auto moved = [](QColor colour, const QColor& against, const QColor& towards) {
        for (double share = kStep; contrast(colour, against) < kLegible && share <= 1.0; share += kStep)
            colour = blend(colour, towards, share);
        return colour;
    };
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
        const QColor selected = palette.color(group, QPalette::HighlightedText),
                     base = palette.color(group, QPalette::Base);
        const QColor away = selected.lightnessF() > 0.5 ? Qt::black : Qt::white;
        palette.setColor(group, QPalette::Highlight, moved(palette.color(group, QPalette::Highlight), selected, away));
        const QColor faint = palette.color(group, QPalette::PlaceholderText);
        palette.setColor(
            group, QPalette::PlaceholderText,
            moved(blend(base, QColor(faint.rgb()), faint.alphaF()), base, palette.color(group, QPalette::Text)));
    }
    return palette;
}

QColor quietText(const QPalette& palette) {
    return blend(palette.color(QPalette::WindowText), palette.color(QPalette::Window), 0.38);
}

QColor lineColour(const QPalette& palette) {
    return blend(palette.color(QPalette::Window), palette.color(QPalette::WindowText), isDark(palette) ? 0.16 : 0.14);
}

QColor toneColour(const QPalette& palette, Tone tone) {
    const QColor window = palette.color(QPalette::Window);
    if (tone == Tone::Failure) return blend(window, QColor(Qt::red), isDark(palette) ? 0.22 : 0.12);
    return blend(window, palette.color(QPalette::Highlight), 0.14);
}

QBrush checkerBrush(const QPalette& palette) {
    constexpr int kCell = 7;
    QPixmap cell(2 * kCell, 2 * kCell);
    cell.fill(palette.color(QPalette::Base));
    QPainter painter(&cell);
    const QColor other = blend(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.09);
    painter.fillRect(0, 0, kCell, kCell, other);
    painter.fillRect(kCell, kCell, kCell, kCell, other);
    return {cell};
}

QPixmap iconPixmap(const QString& name, const QColor& colour, int side, double devicePixelRatio) {
    QFile file(QStringLiteral(":/espalier/icons/%1.svg").arg(name));
    const bool found = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(found, "iconPixmap", qPrintable(name));
    Q_UNUSED(found);
    QSvgRenderer renderer(file.readAll().replace("currentColor", colour.name().toLatin1()));
    QPixmap pixmap(QSize(side, side) * devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

QIcon themedIcon(const QString& name, const QPalette& palette) {
    QIcon icon;
    const auto add = [&](const QColor& colour, QIcon::Mode mode) {
        for (const int side : {16, 20, 24, 32, 48})
            icon.addPixmap(iconPixmap(name, colour, side, 1.0), mode);
    };
    add(palette.color(QPalette::Active, QPalette::ButtonText), QIcon::Normal);
    add(palette.color(QPalette::Disabled, QPalette::ButtonText), QIcon::Disabled);
    add(palette.color(QPalette::Active, QPalette::HighlightedText), QIcon::Selected);
    return icon;
}

}  // namespace espalier
