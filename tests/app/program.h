#pragma once

#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace espalier {

/// What a finished program left.
struct Finished {
    int status = -1;  ///< -1: it crashed or did not end in time
    QByteArray output;
    QByteArray errors;
};

inline Finished waitFor(QProcess& process, int timeoutMs) {
    if (!process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished();
        return {-1, process.readAllStandardOutput(), "(did not end in time) " + process.readAllStandardError()};
    }
    const int status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {status, process.readAllStandardOutput(), process.readAllStandardError()};
}

inline Finished runProgram(const QString& program, const QStringList& arguments,
                           const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment(),
                           int timeoutMs = 300'000) {
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    return waitFor(process, timeoutMs);
}

}  // namespace espalier
