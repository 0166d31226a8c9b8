#include "inference/device/shared_library.h"

#include <dlfcn.h>

namespace espalier {

SharedLibrary::SharedLibrary(const std::string& name, bool global)
    : m_handle(dlopen(name.c_str(), RTLD_NOW | (global ? RTLD_GLOBAL : RTLD_LOCAL))) {
    if (!m_handle) {
        const char* words = dlerror();
        m_error = words ? words : name + " cannot be opened";
    }
}

SharedLibrary::~SharedLibrary() {
    if (m_handle) dlclose(m_handle);
}

void* SharedLibrary::findAddress(const char* symbol) const {
    return m_handle ? dlsym(m_handle, symbol) : nullptr;
}

}  // namespace espalier
