#pragma once

#include <QAction>

class QPalette;

namespace espalier {

/// An action of `parent` whose tool tip tells its shortcut; `icon`, of resources/icons, is drawn by applyIcons().
QAction* makeAction(QObject* parent, const QString& text, const QString& icon, const QKeySequence& shortcut,
                    const QString& toolTip);

/// The icons of such actions in the palette's colours.
void applyIcons(const QList<QAction*>& actions, const QPalette& palette);

}  // namespace espalier
