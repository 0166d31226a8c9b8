#pragma once

#include <QDBusVariant>
#include <QObject>
#include <QPalette>

namespace espalier {

/// The desktop's wish as the XDG settings portal numbers it.
enum class ColourScheme { NoPreference = 0, Dark = 1, Light = 2 };

/// Lets the application follow the desktop's light or dark setting. Qt 6.4 does so only where a platform theme gives it
/// a palette; GNOME and others tell it through the settings portal alone. Without a session bus nothing happens.
class SystemTheme : public QObject {
    Q_OBJECT

public:
    explicit SystemTheme(QObject* parent = nullptr);

    /// What the desktop wishes. A palette that the platform already made so is left alone, except where it is not
    /// legible().
    void apply(ColourScheme scheme);
    /// What the user chose for this window; NoPreference follows the desktop.
    void choose(ColourScheme scheme);

private Q_SLOTS:
    void onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void askPortal();
    void showPalette();

    QPalette m_platformPalette;
    ColourScheme m_desktop = ColourScheme::NoPreference;
    ColourScheme m_chosen = ColourScheme::NoPreference;
};

}  // namespace espalier
