#pragma once

namespace espalier {

/// True when OpenGL is computed on the CPU (Mesa's llvmpipe and its kin), or there is none. Asked once with a context
/// of its own; GUI thread, after the QGuiApplication was made.
bool isSoftwareOpenGl();

}  // namespace espalier
