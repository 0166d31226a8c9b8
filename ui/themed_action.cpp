#include "ui/themed_action.h"

#include "ui/theme.h"

namespace espalier {

QAction* makeAction(QObject* parent, const QString& text, const QString& icon, const QKeySequence& shortcut,
                    const QString& toolTip) {
    auto* action = new QAction(text, parent);
    action->setShortcut(shortcut);
    if (!toolTip.isEmpty())
        action->setToolTip(shortcut.isEmpty()
                               ? toolTip
                               : QStringLiteral("%1 (%2)").arg(toolTip, shortcut.toString(QKeySequence::NativeText)));
    action->setData(icon);
    return action;
}

void applyIcons(const QList<QAction*>& actions, const QPalette& palette) {
    for (QAction* action : actions)
        if (const QString icon = action->data().toString(); !icon.isEmpty()) action->setIcon(themedIcon(icon, palette));
}

}  // namespace espalier
