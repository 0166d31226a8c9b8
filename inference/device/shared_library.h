#pragma once

#include <string>

namespace espalier {

/// A shared library opened at run time. Move-only; closed on destruction unless keepOpen() was called.
class SharedLibrary {
public:
    /// `global`: its symbols serve libraries opened later. isOpen() tells the outcome, error() the loader's words.
    explicit SharedLibrary(const std::string& name, bool global = false);
    ~SharedLibrary();
    SharedLibrary(const SharedLibrary&) = delete;
    SharedLibrary& operator=(const SharedLibrary&) = delete;

    bool isOpen() const { return m_handle != nullptr; }
    const std::string& error() const { return m_error; }

    /// For libraries that register themselves with others and must never go.
    void keepOpen() { m_handle = nullptr; }

    /// The function called `symbol`, or null.
    template <typename Function>
    Function* find(const char* symbol) const {
        return reinterpret_cast<Function*>(findAddress(symbol));
    }

private:
    void* findAddress(const char* symbol) const;

    void* m_handle = nullptr;
    std::string m_error;
};

}  // namespace espalier
