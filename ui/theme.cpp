#include "ui/theme.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace espalier {

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightnessF() < palette.color(QPalette::WindowText).lightnessF();
}

QColor blend(const QColor& base, const QColor& over, double share) {
    const auto mix = [share](int a, int b) { return qRound(a + (b - a) * share); };
    return {mix(base.red(), over.red()), mix(base.green(), over.green()), mix(base.blue(), over.blue())};
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
