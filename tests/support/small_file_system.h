#pragma once

#include <QDir>
#include <QProcess>
#include <QString>

namespace espalier::test {

/// A file system of its own for as long as this lives, to be full or read-only; mounting it needs the right to.
class SmallFileSystem {
public:
    SmallFileSystem(const QString& folder, const QString& options) : m_folder(folder) {
        QDir().mkpath(folder);
        m_mounted = QProcess::execute("mount", {"-t", "tmpfs", "-o", options, "tmpfs", folder}) == 0;
    }
    ~SmallFileSystem() {
        if (m_mounted) QProcess::execute("umount", {m_folder});
    }
    SmallFileSystem(const SmallFileSystem&) = delete;
    SmallFileSystem& operator=(const SmallFileSystem&) = delete;

    bool isMounted() const { return m_mounted; }

private:
    QString m_folder;
    bool m_mounted;
};

}  // namespace espalier::test
