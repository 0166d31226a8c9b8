#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "inference/asset/part_file.h"

namespace espalier {

/// Lines of text on their way to a file. Numbers take the shortest form that reads back as the same value.
class LineWriter {
public:
    explicit LineWriter(PartFile& out) : m_out(out) {}

    void add(std::string_view text) { m_text += text; }

    template <typename Number>
    void addNumber(Number value) {
        char digits[32];
        m_text.append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
    }
    void add(const Vec3f& vector) {
        for (const float part : vector) {
            add(" ");
            addNumber(part);
        }
    }
    void endLine() {
        m_text += '\n';
        if (m_text.size() >= (1 << 20)) flush();
    }
    void flush() {
        m_out.write(m_text);
        m_text.clear();
    }

private:
    PartFile& m_out;
    std::string m_text;
};

}  // namespace espalier
