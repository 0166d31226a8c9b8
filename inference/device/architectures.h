#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// The GPU code in a library, as compute capabilities times ten (8.6 is 86), ascending.
struct Architectures {
    std::vector<int> machineCode;
    std::vector<int> ptx;  ///< portable code, which the driver compiles for cards of this capability and above

    bool isEmpty() const { return machineCode.empty() && ptx.empty(); }
    /// Machine code runs on the same major and no smaller minor capability, PTX on any that is no smaller.
    bool serve(int capability) const;
    /// "sm_75 sm_80 and PTX for sm_120"
    std::string text() const;

    /// From compiler flags such as "-gencode;arch=compute_75,code=sm_75;-gencode;arch=compute_90,code=compute_90".
    /// Code for one chip only ("sm_90a") is left out; its plain form stands beside it.
    static Architectures fromCompilerFlags(std::string_view flags);
    /// From a list such as "75 80 ptx120".
    static Architectures fromList(std::string_view list);
};

}  // namespace espalier
