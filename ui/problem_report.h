#pragma once

#include <QByteArray>
#include <QString>

namespace espalier {

/// What a report of a problem holds. The picture is never in it unless it was asked for.
struct ProblemReport {
    QString log;
    QString doctor;         ///< of `espalier doctor`
    QByteArray parameters;  ///< of the last job, JSON; empty without one
    QByteArray picture;     ///< a PNG file; empty = left out
};

/// Writes a zip archive with one file for each part. Throws Error(FileWrite); then no file is left. Any thread.
void writeProblemReport(const QString& file, const ProblemReport& report);

}  // namespace espalier
