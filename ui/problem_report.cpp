#include "ui/problem_report.h"

#include <QFile>
#include <string_view>

#include "inference/asset/zip_file.h"

namespace espalier {
namespace {

std::string_view view(const QByteArray& bytes) {
    return {bytes.constData(), std::size_t(bytes.size())};
}

}  // namespace

void writeProblemReport(const QString& file, const ProblemReport& report) {
    const RunContext context;
    const QByteArray log = report.log.toUtf8(), doctor = report.doctor.toUtf8();
    PartFile part(QFile::encodeName(file).toStdString(), std::uint64_t(log.size() + report.picture.size()), context);
    ZipFile zip(part, 1);
    zip.add("log.txt", view(log));
    zip.add("doctor.txt", view(doctor));
    if (!report.parameters.isEmpty()) zip.add("parameters.json", view(report.parameters));
    if (!report.picture.isEmpty()) zip.add("picture.png", view(report.picture));
    zip.finish();
    part.commit();
}

}  // namespace espalier
