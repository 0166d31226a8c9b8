// The entry of libespalier_app.so, called by main.cpp.
#include <QCoreApplication>
#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include "app/doctor.h"
#include "app/exit_status.h"
#include "app/gui_app.h"
#include "app/headless_app.h"
#include "app/options.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

int complain(ErrorCode code, const std::string& message, const std::string& hint) {
    std::fprintf(stderr, "espalier: %s%s%s\n", message.c_str(), hint.empty() ? "" : " ", hint.c_str());
    return exitStatusOf(code);
}

int runCommand(const Command& command, int argc, char** argv) {
    if (const auto* answer = std::get_if<TextAnswer>(&command)) {
        std::fputs(answer->text.c_str(), stdout);
        return kSuccess;
    }
    if (const auto* window = std::get_if<WindowOptions>(&command)) return runWindow(*window, argc, argv);

    // Finds Qt's picture format plugins; needs no display.
    const QCoreApplication application(argc, argv);
    if (const auto* generate = std::get_if<GenerateOptions>(&command)) return runGenerate(*generate);
    if (const auto* rebake = std::get_if<RebakeOptions>(&command)) return runRebake(*rebake);
    if (const auto* render = std::get_if<RenderOptions>(&command)) return runRender(*render);
    return runDoctor(std::get<DoctorOptions>(command));
}

}  // namespace
}  // namespace espalier

extern "C" __attribute__((visibility("default"))) int espalierMain(int argc, char** argv) {
    using namespace espalier;
    try {
        QStringList arguments;
        for (int i = 0; i < argc; ++i)
            arguments << QString::fromLocal8Bit(argv[i]);
        return runCommand(parseCommandLine(arguments), argc, argv);
    } catch (const Error& error) {
        return complain(error.code(), error.what(), error.hint());
    } catch (const std::bad_alloc&) {
        return complain(ErrorCode::OutOfMemory, "Memory ran out.", "Close other programs, or use a smaller picture.");
    } catch (const std::exception& error) {
        return complain(ErrorCode::Internal, std::string("Something unforeseen happened: ") + error.what() + ".",
                        "Please report this.");
    }
}
