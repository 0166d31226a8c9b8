// `espalier doctor` without Qt: doctor [--json] [folder of models ...]
#include <cstdio>
#include <string>

#include "inference/pipeline/device_report.h"

int main(int argc, char** argv) {
    using namespace espalier;
    bool json = false;
    std::vector<std::filesystem::path> roots = defaultModelRoots();
    for (int i = 1; i < argc; ++i) {
        if (std::string(argv[i]) == "--json")
            json = true;
        else
            roots.emplace_back(argv[i]);
    }
    const DeviceReport report = makeDeviceReport(findModels(roots));
    std::puts((json ? reportJson(report) : reportText(report)).c_str());
}
