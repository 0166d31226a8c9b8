#pragma once

#include <QString>
#include <QStringList>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "inference/asset/asset_export.h"
#include "inference/asset/software_render.h"
#include "inference/pipeline/generate_request.h"

namespace espalier {

enum class ProgressStyle {
    Plain,  ///< a bar on a terminal, lines otherwise; on stderr
    Json,   ///< one JSON object per line; on stdout
    None,
};

/// `espalier [picture]`
struct WindowOptions {
    QString picture;  ///< empty: none
};

/// `espalier generate`
struct GenerateOptions {
    std::vector<std::filesystem::path> inputs;  ///< picture files and folders
    std::filesystem::path output;               ///< a file, or a folder for several pictures
    GenerateRequest request;                    ///< without a picture; modelDir empty: the bundled model
    bool randomSeed = false;                    ///< another seed for each picture
    std::vector<std::filesystem::path> views;   ///< further pictures of the one object
    std::filesystem::path keep;                 ///< where to keep the result, like `output`; empty: not at all
    std::filesystem::path gaussians;            ///< where to write Gaussians, the same
    std::filesystem::path radianceField;        ///< where to write a radiance field, the same
    std::optional<AssetFormat> format;          ///< absent: by the output's extension
    ExportOptions exporting;
    ProgressStyle progress = ProgressStyle::Plain;
    std::filesystem::path previewDir;  ///< empty: no previews
};

/// `espalier rebake`
struct RebakeOptions {
    std::filesystem::path input;  ///< what `generate --keep` wrote
    std::filesystem::path output;
    AssetSettings asset;
    bool raw = false;
    std::optional<AssetFormat> format;  ///< absent: by the output's extension
    ExportOptions exporting;
    ProgressStyle progress = ProgressStyle::Plain;
};

/// `espalier render`
struct RenderOptions {
    std::filesystem::path input;
    std::filesystem::path output;
    RenderView view;
};

/// `espalier doctor`
struct DoctorOptions {
    bool json = false;
    std::vector<std::filesystem::path> modelRoots;  ///< folders whose subfolders are looked at for models
};

/// --help and --version: print and leave.
struct TextAnswer {
    std::string text;
};

using Command = std::variant<WindowOptions, GenerateOptions, RebakeOptions, RenderOptions, DoctorOptions, TextAnswer>;

/// Reads the command line without touching any file. `arguments` as given to main(), the program's name first. Must be
/// called while no QCoreApplication exists. Throws Error(InvalidRequest) naming the option.
Command parseCommandLine(const QStringList& arguments);

}  // namespace espalier
