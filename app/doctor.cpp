#include "app/doctor.h"

#include <cstdio>
#include <vector>

#include "app/exit_status.h"
#include "inference/pipeline/device_report.h"

namespace espalier {

int runDoctor(const DoctorOptions& options) {
    std::vector<std::filesystem::path> roots = defaultModelRoots();
    roots.insert(roots.end(), options.modelRoots.begin(), options.modelRoots.end());
    const DeviceReport report = makeDeviceReport(findModels(roots));
    std::fputs((options.json ? reportJson(report) + "\n" : reportText(report)).c_str(), stdout);
    return kSuccess;
}

}  // namespace espalier
