#include "inference/base/progress.h"

namespace espalier {

std::string_view name(Stage stage) {
    switch (stage) {
        case Stage::Load:
            return "load";
        case Stage::Prepare:
            return "prepare";
        case Stage::Encode:
            return "encode";
        case Stage::Structure:
            return "structure";
        case Stage::StructureDecode:
            return "structure-decode";
        case Stage::Shape:
            return "shape";
        case Stage::ShapeDecode:
            return "shape-decode";
        case Stage::Texture:
            return "texture";
        case Stage::TextureDecode:
            return "texture-decode";
        case Stage::Clean:
            return "clean";
        case Stage::Simplify:
            return "simplify";
        case Stage::Unwrap:
            return "unwrap";
        case Stage::Bake:
            return "bake";
        case Stage::Finish:
            return "finish";
        case Stage::Write:
            return "write";
    }
    return "unknown";
}

}  // namespace espalier
