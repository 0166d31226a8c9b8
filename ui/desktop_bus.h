#pragma once

#include <QDBusConnection>

namespace espalier {

/// The session bus; where there is none, a connection that is not connected and sends nothing.
inline QDBusConnection desktopBus() {
    // Asking for a bus that is not there would start one.
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") ? QDBusConnection::sessionBus()
                                                                 : QDBusConnection(QStringLiteral("none"));
}

}  // namespace espalier
