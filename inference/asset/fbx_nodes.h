#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// The tree of a binary FBX 7.4 file as it grows, for fbx_writer only: nodes with a name, properties, then children.
/// A node's properties come before its first child.
class FbxNodes {
public:
    FbxNodes();

    void open(std::string_view name);
    void close();

    FbxNodes& add(std::int32_t value) { return addPlain('I', value); }
    FbxNodes& add(std::int64_t value) { return addPlain('L', value); }
    FbxNodes& add(double value) { return addPlain('D', value); }
    FbxNodes& add(std::string_view text) { return addBytes('S', text); }
    FbxNodes& add(const char* text) { return addBytes('S', text); }
    FbxNodes& addRaw(std::string_view bytes) { return addBytes('R', bytes); }
    FbxNodes& add(const std::vector<double>& values) { return addArray('d', values.data(), values.size(), 8); }
    FbxNodes& add(const std::vector<std::int32_t>& values) { return addArray('i', values.data(), values.size(), 4); }

    /// A node without children.
    template <typename... Values>
    void leaf(std::string_view name, const Values&... values) {
        open(name);
        (add(values), ...);
        close();
    }
    /// One line of a "Properties70" node.
    template <typename... Values>
    void property(const char* name, const char* type, const char* label, const char* flags, const Values&... values) {
        leaf("P", name, type, label, flags, values...);
    }

    /// Ends the file.
    std::string finished();
    std::size_t size() const { return m_bytes.size(); }

private:
    struct Frame {
        std::size_t start, properties;
        std::uint32_t count = 0;
        bool hasChildren = false;
    };

    template <typename Value>
    FbxNodes& addPlain(char type, Value value) {
        begin(type);
        append(value);
        return *this;
    }
    FbxNodes& addBytes(char type, std::string_view bytes);
    FbxNodes& addArray(char type, const void* values, std::size_t count, std::size_t valueSize);
    void begin(char type);
    void endProperties(Frame& frame);
    template <typename Value>
    void append(Value value) {
        m_bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
    }
    void patch(std::size_t at, std::size_t value);

    std::string m_bytes;
    std::vector<Frame> m_frames;
};

}  // namespace espalier
