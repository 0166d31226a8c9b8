#include "ui/system_theme.h"

#include <QApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <utility>

#include "ui/desktop_bus.h"
#include "ui/theme.h"

namespace espalier {
namespace {

const QString kService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kGroup = QStringLiteral("org.freedesktop.appearance");
const QString kKey = QStringLiteral("color-scheme");

ColourScheme schemeOf(const QVariant& value) {
    // Read() wraps its answer in one variant more than the signal does.
    const bool wrapped = value.metaType() == QMetaType::fromType<QDBusVariant>();
    const uint number = (wrapped ? value.value<QDBusVariant>().variant() : value).toUInt();
    return number == 1 ? ColourScheme::Dark : number == 2 ? ColourScheme::Light : ColourScheme::NoPreference;
}

/// Qt derives the other roles of a light palette from it.
constexpr QColor kLightButton(239, 239, 239);

QPalette darkPalette() {
    const QColor window(45, 45, 48), base(32, 32, 35), button(58, 58, 62), text(230, 230, 230), faint(125, 125, 128);
    QPalette palette(button, window);
    for (const auto& [role, colour] :
         std::initializer_list<std::pair<QPalette::ColorRole, QColor>>{{QPalette::WindowText, text},
                                                                       {QPalette::Base, base},
                                                                       {QPalette::AlternateBase, window},
                                                                       {QPalette::Text, text},
                                                                       {QPalette::ButtonText, text},
                                                                       {QPalette::ToolTipBase, button},
                                                                       {QPalette::ToolTipText, text},
                                                                       {QPalette::PlaceholderText, faint},
                                                                       {QPalette::Highlight, QColor(42, 130, 218)},
                                                                       {QPalette::HighlightedText, Qt::white},
                                                                       {QPalette::Link, QColor(90, 170, 250)}})
        palette.setColor(role, colour);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faint);
    return palette;
}

}  // namespace

SystemTheme::SystemTheme(QObject* parent) : QObject(parent), m_platformPalette(QApplication::palette()) {
    askPortal();
}

void SystemTheme::askPortal() {
    QDBusConnection bus = desktopBus();
    if (!bus.isConnected()) return;
    bus.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
                SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
    question << kGroup << kKey;
    auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *answer;
        if (reply.isValid()) apply(schemeOf(reply.value().variant()));
    });
}

void SystemTheme::onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value) {
    if (group == kGroup && key == kKey) apply(schemeOf(value.variant()));
}

void SystemTheme::apply(ColourScheme scheme) {
    m_desktop = scheme;
    showPalette();
}

void SystemTheme::choose(ColourScheme scheme) {
    m_chosen = scheme;
    showPalette();
}

void SystemTheme::showPalette() {
    const bool platformIsDark = isDark(m_platformPalette);
    if (m_chosen == ColourScheme::Light && platformIsDark)
        QApplication::setPalette(legible(QPalette(kLightButton)));
    else if (const auto wish = m_chosen == ColourScheme::NoPreference ? m_desktop : m_chosen;
             wish == ColourScheme::Dark && !platformIsDark)
        QApplication::setPalette(legible(darkPalette()));
    else
        QApplication::setPalette(legible(m_platformPalette));
}

}  // namespace espalier
