#pragma once

#include <QBrush>
#include <QColor>
#include <QIcon>
#include <QPalette>

namespace espalier {

/// Colours come from the palette only, so that the window follows the desktop's light or dark theme.
bool isDark(const QPalette& palette);

/// `share` of `over` laid on `base`.
QColor blend(const QColor& base, const QColor& over, double share);

/// WCAG 2's contrast of two opaque colours, 1 to 21; text wants kLegible.
double contrast(const QColor& one, const QColor& other);
inline constexpr double kLegible = 4.5;

/// The palette with selections and placeholders moved as far as they have to be, to be legible.
QPalette legible(QPalette palette);

/// Quiet text: between the text's and the window's colour.
QColor quietText(const QPalette& palette);
/// Thin lines between areas.
QColor lineColour(const QPalette& palette);

/// The pattern behind transparent parts of a picture, in two shades of the window's own colours.
QBrush checkerBrush(const QPalette& palette);

/// Opaque backgrounds of banners, readable under the palette's text colour.
enum class Tone { Neutral, Failure };
QColor toneColour(const QPalette& palette, Tone tone);

/// An icon of resources/icons in the palette's text colour; disabled and selected states included.
QIcon themedIcon(const QString& name, const QPalette& palette);

/// The same in one given colour.
QPixmap iconPixmap(const QString& name, const QColor& colour, int side, double devicePixelRatio);

}  // namespace espalier
