#include "app/gui_app.h"

#include <unistd.h>

#include <QApplication>
#include <cstdio>
#include <string>

#include "app/exit_status.h"
#include "ui/languages.h"
#include "ui/main_window.h"
#include "ui/settings.h"

namespace espalier {
namespace {

[[noreturn]] void endWithoutDisplay() {
    const QByteArray display = qgetenv("DISPLAY");
    const std::string which = display.isEmpty() ? std::string() : " '" + display.toStdString() + "'";
    std::fprintf(stderr,
                 "Espalier cannot open its window: there is no display%s. Start it in a desktop session, or use "
                 "'espalier generate in.png -o out.glb', which needs none.\n",
                 which.c_str());
    std::fflush(stderr);
    ::_exit(kNoDisplay);
}

/// Qt aborts the process when it finds no display. Its message is the only chance to say so in plain words.
void onMessageWhileStarting(QtMsgType type, const QMessageLogContext&, const QString&) {
    if (type == QtFatalMsg) endWithoutDisplay();
}

}  // namespace

int runWindow(const WindowOptions& options, int argc, char** argv) {
    // Qt3D would pick its RHI renderer, which flips captured frames and shows sRGB textures too pale.
    qputenv("QT3D_RENDERER", "opengl");
    QApplication::setApplicationName("Espalier");
    QApplication::setOrganizationName("Espalier");
    QApplication::setApplicationVersion(ESPALIER_VERSION);
    QApplication::setDesktopFileName("espalier");

    const QtMessageHandler usual = qInstallMessageHandler(onMessageWhileStarting);
    QApplication application(argc, argv);
    qInstallMessageHandler(usual);

    speakLanguage(Settings().language());
    MainWindow window;
    window.show();
    if (!options.picture.isEmpty()) window.openImage(options.picture);
    return QApplication::exec();
}

}  // namespace espalier
