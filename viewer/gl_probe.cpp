#include "viewer/gl_probe.h"

#include <QByteArray>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include "inference/base/log.h"

namespace espalier {

namespace {

QByteArray rendererName() {
    QOffscreenSurface surface;
    surface.create();
    QOpenGLContext context;
    if (!context.create() || !context.makeCurrent(&surface)) return {};
    QByteArray name(reinterpret_cast<const char*>(context.functions()->glGetString(GL_RENDERER)));
    context.doneCurrent();
    return name;
}

}  // namespace

bool isSoftwareOpenGl() {
    static const bool software = [] {
        const QByteArray name = rendererName();
        log(LogLevel::Info, "OpenGL renderer: " + (name.isEmpty() ? std::string("none") : name.toStdString()));
        const QByteArray lower = name.toLower();
        return name.isEmpty() || lower.contains("llvmpipe") || lower.contains("softpipe") || lower.contains("swrast");
    }();
    return software;
}

}  // namespace espalier
