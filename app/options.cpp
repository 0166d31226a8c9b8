#include "app/options.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <array>

#include "app/exit_status.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

constexpr auto kAskForHelp = "Run 'espalier --help', or 'espalier generate --help', to see what there is.";

[[noreturn]] void refuse(const QString& message, const std::string& hint = kAskForHelp) {
    throw Error(ErrorCode::InvalidRequest, message.toStdString(), hint);
}

[[noreturn]] void refuseValue(const QString& option, const QString& value, const QString& wanted) {
    refuse(QStringLiteral("--%1 is '%2'; it must be %3.").arg(option, value, wanted));
}

/// One command's options, with typed readers that complain about the option by name.
class Parser {
public:
    explicit Parser(const char* command) : m_command(command) {
        m_parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
        m_parser.addOption({{"h", "help"}, "Show this help."});
    }

    void describe(const QString& text) { m_parser.setApplicationDescription(text); }
    void argument(const QString& name, const QString& help, const QString& syntax) {
        m_parser.addPositionalArgument(name, help, syntax);
    }
    void flag(const QString& name, const QString& help) { m_parser.addOption({name, help}); }
    void value(const QStringList& names, const QString& help, const QString& valueName) {
        m_parser.addOption({names, help, valueName});
    }

    void parse(const QStringList& arguments) {
        if (!m_parser.parse(arguments)) refuse(m_parser.errorText() + QLatin1Char('.'));
    }
    bool wantsHelp() const { return m_parser.isSet("help"); }
    bool isSet(const QString& name) const { return m_parser.isSet(name); }
    QString text(const QString& name) const { return m_parser.value(name); }
    QStringList texts(const QString& name) const { return m_parser.values(name); }
    QStringList positional() const { return m_parser.positionalArguments(); }

    TextAnswer help() const {
        // Qt takes the name for the "Usage:" line from the application object.
        std::string name = m_command;
        std::array<char*, 2> argv{name.data(), nullptr};
        int argc = 1;
        const QCoreApplication application(argc, argv.data());
        return {m_parser.helpText().toStdString() + "\n" + exitStatusTable()};
    }

    int integer(const QString& name) const {
        bool ok = false;
        const int number = text(name).toInt(&ok);
        if (!ok) refuseValue(name, text(name), "a whole number");
        return number;
    }
    double real(const QString& name) const {
        bool ok = false;
        const double number = text(name).toDouble(&ok);
        if (!ok) refuseValue(name, text(name), "a number");
        return number;
    }
    std::array<double, 2> interval(const QString& name) const {
        const QStringList ends = text(name).split(QLatin1Char(','));
        bool okFrom = false;
        bool okTo = false;
        const std::array<double, 2> result{ends.value(0).toDouble(&okFrom), ends.value(1).toDouble(&okTo)};
        if (ends.size() != 2 || !okFrom || !okTo) refuseValue(name, text(name), "two numbers, for example 0.6,1.0");
        return result;
    }

private:
    std::string m_command;
    QCommandLineParser m_parser;
};

std::filesystem::path toPath(const QString& text) {
    return {text.toStdString()};
}

/// The samplers' options exist once for all stages ("--steps") and once per stage ("--shape-steps"), which wins.
constexpr std::array kStagePrefixes{"", "structure-", "shape-", "texture-"};

void addSamplerOptions(Parser& parser) {
    for (const QString prefix : kStagePrefixes) {
        const QString stage = prefix.isEmpty() ? QStringLiteral("every stage") : "the " + prefix.chopped(1) + " stage";
        parser.value({prefix + "steps"}, "Sampling steps of " + stage + ".", "n");
        parser.value({prefix + "guidance"}, "Guidance strength of " + stage + ".", "x");
        parser.value({prefix + "rescale"}, "Guidance rescale of " + stage + ", 0 to 1.", "x");
        parser.value({prefix + "interval"}, "Times at which " + stage + " is guided, for example 0.6,1.0.", "from,to");
        parser.value({prefix + "rescale-t"}, "Time rescale of " + stage + ".", "x");
    }
}

void readSamplerOptions(const Parser& parser, const QString& prefix, SamplerOverrides& sampler) {
    if (parser.isSet(prefix + "steps")) sampler.steps = parser.integer(prefix + "steps");
    if (parser.isSet(prefix + "guidance")) sampler.guidanceStrength = parser.real(prefix + "guidance");
    if (parser.isSet(prefix + "rescale")) sampler.guidanceRescale = parser.real(prefix + "rescale");
    if (parser.isSet(prefix + "interval")) sampler.guidanceInterval = parser.interval(prefix + "interval");
    if (parser.isSet(prefix + "rescale-t")) sampler.rescaleT = parser.real(prefix + "rescale-t");
}

/// What `generate` and `rebake` have in common: how the asset is made, and how it is written.
void addAssetOptions(Parser& parser) {
    parser.value({"faces"},
                 "How many faces the asset shall have, such as 20k, 100k or 500k, or 'keep' (default: 100k).", "n");
    parser.value({"texture-size"}, "Width and height of the textures in texels, 512 to 4096 (default: 2048).", "n");
    parser.flag("no-textures", "Put the colours at the vertices instead of into textures.");
    parser.flag("normal-map", "Keep what simplifying takes from the surface in a normal map.");
    parser.flag("remesh", "Wrap the model in one watertight surface, for printing.");
    parser.flag("keep-inner", "Keep shells that cannot be seen from outside.");
    parser.flag("raw", "Write the decoder's mesh without any clean-up.");
    parser.value({"format"}, QString::fromStdString(assetFormatList()) + " (default: by the output's name, else glb).",
                 "name");
    parser.value({"texture-format"}, "png, jpeg or webp (default: png).", "name");
    parser.value({"size"}, "Length of the model's longest side, for example 120mm, 12cm or 0.12m.", "length");
    parser.value({"progress"}, "plain, json or none (default: plain).", "style");
    parser.value({"threads"}, "CPU threads (default: all cores).", "n");
}

void addGenerateOptions(Parser& parser) {
    parser.describe("Makes a 3D asset from each picture.");
    parser.argument("in", "Picture files, or folders of them.", "in...");
    parser.value({"o", "output"}, "The file to write; for several pictures, the folder.", "path");
    parser.value({"model"}, "Folder with the model's pipeline.json (default: the bundled starter model).", "dir");
    parser.value({"type"}, "512, 1024, 1024_cascade, 1536_cascade or 256 (default: the model's own).", "type");
    parser.value({"view"}, "A further picture of the same object; may be given several times (first TRELLIS only).",
                 "file");
    parser.value({"views"}, "How several pictures guide: stochastic or multidiffusion (default: stochastic).", "mode");
    parser.value({"gaussians"},
                 "Write the object as Gaussians too, .ply or .splat; for several pictures, a folder (first TRELLIS "
                 "only).",
                 "path");
    parser.value(
        {"radiance-field"},
        "Write the object as a radiance field too, .safetensors; for several pictures, a folder (first TRELLIS "
        "only).",
        "path");
    parser.value({"seed"}, "A number, or 'random' (default: 42).", "n");
    parser.value({"max-tokens"}, "Cascades lower their resolution until they fit (default: 49152).", "n");
    parser.flag("geometry-only", "Leave the colours out.");
    parser.flag("keep-background", "Use a picture without transparency as it is, all of it.");
    addAssetOptions(parser);
    parser.value({"keep"}, "Keep the result in this file for 'espalier rebake'; for several pictures, a folder.",
                 "path");
    parser.value({"previews"}, "Write pictures of the forming shape into this folder.", "dir");
    parser.value({"device"}, "auto, cpu or cuda (default: auto).", "name");
    parser.value({"card"}, "Which graphics card, by the driver's number (default: the best).", "n");
    parser.value({"memory"}, "On a card: resident, staged or chunked (default: the fastest that fits).", "mode");
    parser.flag("single-precision", "On a card: float32 as on the processor, instead of half precision.");
    addSamplerOptions(parser);
}

template <typename T>
T choice(const Parser& parser, const QString& option, std::initializer_list<std::pair<const char*, T>> choices) {
    QStringList names;
    for (const auto& [name, value] : choices) {
        if (parser.text(option) == QLatin1String(name)) return value;
        names << name;
    }
    const QString last = names.takeLast();
    refuseValue(option, parser.text(option), names.join(", ") + " or " + last);
}

/// "20k" -> 20000
std::size_t faceCount(const Parser& parser) {
    const QString text = parser.text("faces").toLower();
    if (text == "keep") return 0;
    const bool thousands = text.endsWith('k');
    bool ok = false;
    const std::size_t count = (thousands ? text.chopped(1) : text).toUInt(&ok);
    if (!ok || count == 0) refuseValue("faces", parser.text("faces"), "a number of faces such as 100k, or 'keep'");
    return thousands ? 1000 * count : count;
}

AssetSettings readAssetSettings(const Parser& parser) {
    AssetSettings asset;
    if (parser.isSet("faces")) asset.faceTarget = faceCount(parser);
    if (parser.isSet("texture-size")) {
        asset.textureSize = parser.integer("texture-size");
        if (asset.textureSize == 0) refuseValue("texture-size", "0", "512 to 4096; --no-textures leaves them out");
    }
    if (parser.isSet("no-textures")) {
        for (const QString other : {"texture-size", "texture-format", "normal-map"})
            if (parser.isSet(other)) refuse("--" + other + " and --no-textures exclude each other.");
        asset.textureSize = 0;
    }
    asset.normalMap = parser.isSet("normal-map");
    asset.remesh = parser.isSet("remesh");
    asset.removeInnerShells = !parser.isSet("keep-inner");
    const auto problems = asset.check();
    if (!problems.empty()) {
        const QString option = QString::fromStdString(problems.front().field).mid(int(qstrlen("asset.")));
        const QString value = parser.text(option);
        refuse(
            value.isEmpty() ? QString::fromStdString(problems.front().message) : "--" + option + " is '" + value + "'.",
            problems.front().hint);
    }
    return asset;
}

ExportOptions readExportOptions(const Parser& parser) {
    ExportOptions exporting;
    if (parser.isSet("texture-format")) {
        exporting.textures =
            choice<ImageFormat>(parser, "texture-format",
                                {{"png", ImageFormat::Png}, {"jpeg", ImageFormat::Jpeg}, {"webp", ImageFormat::WebP}});
    }
    if (parser.isSet("size")) {
        exporting.sizeMetres = metresFromText(parser.text("size").toStdString());
        if (!exporting.sizeMetres)
            refuseValue("size", parser.text("size"), "a length with its unit, for example 120mm");
    }
    return exporting;
}

std::optional<AssetFormat> readFormat(const Parser& parser) {
    if (!parser.isSet("format")) return std::nullopt;
    const auto format = assetFormatFromName(parser.text("format").toStdString());
    if (!format) refuseValue("format", parser.text("format"), QString::fromStdString(assetFormatList()));
    return format;
}

ProgressStyle readProgressStyle(const Parser& parser) {
    if (!parser.isSet("progress")) return ProgressStyle::Plain;
    return choice<ProgressStyle>(
        parser, "progress",
        {{"plain", ProgressStyle::Plain}, {"json", ProgressStyle::Json}, {"none", ProgressStyle::None}});
}

void readSeed(const Parser& parser, GenerateOptions& options) {
    if (!parser.isSet("seed")) return;
    options.randomSeed = parser.text("seed") == "random";
    if (options.randomSeed) return;
    bool ok = false;
    options.request.seed = parser.text("seed").toULongLong(&ok);
    if (!ok) refuseValue("seed", parser.text("seed"), "a whole number from 0 on, or 'random'");
}

GenerateRequest readRequest(const Parser& parser) {
    GenerateRequest request;
    request.modelDir = toPath(parser.text("model"));
    if (parser.isSet("type")) {
        request.type = choice<PipelineType>(parser, "type",
                                            {{"512", PipelineType::k512},
                                             {"1024", PipelineType::k1024},
                                             {"1024_cascade", PipelineType::k1024Cascade},
                                             {"1536_cascade", PipelineType::k1536Cascade},
                                             {"256", PipelineType::k256}});
    }
    if (parser.isSet("views")) {
        request.views = choice<ViewMode>(
            parser, "views", {{"stochastic", ViewMode::Stochastic}, {"multidiffusion", ViewMode::Multidiffusion}});
    }
    request.gaussians = parser.isSet("gaussians");
    request.radianceField = parser.isSet("radiance-field");
    if (parser.isSet("device")) {
        request.device = choice<DeviceChoice>(
            parser, "device", {{"auto", DeviceChoice::Auto}, {"cpu", DeviceChoice::Cpu}, {"cuda", DeviceChoice::Cuda}});
    }
    if (parser.isSet("card")) request.card = parser.integer("card");
    if (parser.isSet("memory")) {
        request.memory = choice<MemoryMode>(
            parser, "memory",
            {{"resident", MemoryMode::Resident}, {"staged", MemoryMode::Staged}, {"chunked", MemoryMode::Chunked}});
    }
    request.singlePrecision = parser.isSet("single-precision");
    request.keepBackground = parser.isSet("keep-background");
    if (parser.isSet("max-tokens")) request.maxTokens = parser.integer("max-tokens");
    if (parser.isSet("threads")) request.threads = parser.integer("threads");
    request.geometryOnly = parser.isSet("geometry-only");
    request.raw = parser.isSet("raw");
    request.asset = readAssetSettings(parser);
    for (SamplerOverrides* sampler : {&request.structure, &request.shape, &request.texture})
        readSamplerOptions(parser, {}, *sampler);
    readSamplerOptions(parser, "structure-", request.structure);
    readSamplerOptions(parser, "shape-", request.shape);
    readSamplerOptions(parser, "texture-", request.texture);
    return request;
}

Command parseGenerate(const QStringList& arguments) {
    Parser parser("espalier generate");
    addGenerateOptions(parser);
    parser.parse(arguments);
    if (parser.wantsHelp()) return parser.help();

    GenerateOptions options;
    for (const QString& input : parser.positional())
        options.inputs.push_back(toPath(input));
    if (options.inputs.empty())
        refuse("There is no picture to generate from.", "Name one: espalier generate in.png -o out.glb");
    if (parser.text("output").isEmpty())
        refuse("It is not said where to write.", "Add -o out.glb, or -o folder for several.");
    options.output = toPath(parser.text("output"));
    options.request = readRequest(parser);
    readSeed(parser, options);
    options.keep = toPath(parser.text("keep"));
    options.gaussians = toPath(parser.text("gaussians"));
    options.radianceField = toPath(parser.text("radiance-field"));
    for (const QString& view : parser.texts("view"))
        options.views.push_back(toPath(view));
    options.format = readFormat(parser);
    options.exporting = readExportOptions(parser);
    options.progress = readProgressStyle(parser);
    options.previewDir = toPath(parser.text("previews"));
    options.request.previewEvery = options.previewDir.empty() ? 0 : 1;
    return options;
}

Command parseRebake(const QStringList& arguments) {
    Parser parser("espalier rebake");
    parser.describe("Makes the asset of a kept result again, with other settings and without sampling.");
    parser.argument("in", "A file that 'espalier generate --keep' wrote.", "in");
    parser.value({"o", "output"}, "The file to write.", "path");
    addAssetOptions(parser);
    parser.parse(arguments);
    if (parser.wantsHelp()) return parser.help();

    RebakeOptions options;
    if (parser.positional().size() != 1) refuse("Exactly one kept result can be made again.");
    if (parser.text("output").isEmpty()) refuse("It is not said where to write.", "Add -o out.glb.");
    options.input = toPath(parser.positional().constFirst());
    options.output = toPath(parser.text("output"));
    options.asset = readAssetSettings(parser);
    if (parser.isSet("threads")) {
        if (parser.integer("threads") < 0) refuseValue("threads", parser.text("threads"), "0 for all cores, or more");
        options.asset.threads = unsigned(parser.integer("threads"));
    }
    options.raw = parser.isSet("raw");
    options.format = readFormat(parser);
    options.exporting = readExportOptions(parser);
    options.progress = readProgressStyle(parser);
    return options;
}

Command parseRender(const QStringList& arguments) {
    Parser parser("espalier render");
    parser.describe("Draws a 3D file as a PNG picture, without a display.");
    parser.argument("in", "The 3D file: a mesh, or a radiance field that 'espalier generate' wrote.", "in");
    parser.value({"o", "output"}, "The picture to write.", "file.png");
    parser.value({"size"}, "Width and height in pixels (default: 512).", "n");
    parser.value({"azimuth"}, "Camera angle around the object in degrees; 0 is the input picture's (default: 30).",
                 "x");
    parser.value({"elevation"}, "Camera angle above the ground in degrees (default: 20).", "x");
    parser.parse(arguments);
    if (parser.wantsHelp()) return parser.help();

    RenderOptions options;
    if (parser.positional().size() != 1) refuse("Exactly one 3D file can be drawn.");
    if (parser.text("output").isEmpty()) refuse("It is not said where to write.", "Add -o picture.png.");
    options.input = toPath(parser.positional().constFirst());
    options.output = toPath(parser.text("output"));
    constexpr int kLargest = 8192;
    if (parser.isSet("size")) options.view.width = options.view.height = parser.integer("size");
    if (options.view.width < 1 || options.view.width > kLargest)
        refuseValue("size", parser.text("size"), QStringLiteral("from 1 to %1").arg(kLargest));
    if (parser.isSet("azimuth")) options.view.azimuthDegrees = parser.real("azimuth");
    if (parser.isSet("elevation")) options.view.elevationDegrees = parser.real("elevation");
    return options;
}

Command parseDoctor(const QStringList& arguments) {
    Parser parser("espalier doctor");
    parser.describe("Tells what this machine can run: processor, memory, card, LibTorch, models.");
    parser.flag("json", "Answer in JSON.");
    parser.value({"models"}, "A folder of model folders to look at; may be given several times.", "dir");
    parser.parse(arguments);
    if (parser.wantsHelp()) return parser.help();
    if (!parser.positional().isEmpty())
        refuse("'doctor' takes no argument '" + parser.positional().constFirst() + "'.");
    DoctorOptions options;
    options.json = parser.isSet("json");
    for (const QString& root : parser.texts("models"))
        options.modelRoots.push_back(toPath(root));
    return options;
}

Command parseWindow(const QStringList& arguments) {
    Parser parser("espalier");
    parser.describe(
        "Espalier turns a picture into a 3D asset.\n\n"
        "Without a command it opens its window. The commands work without a display:\n"
        "  espalier generate IN... -o OUT    make 3D assets\n"
        "  espalier rebake FILE -o OUT       make the asset of a kept result again\n"
        "  espalier render FILE -o PICTURE   draw a 3D file\n"
        "  espalier doctor                   tell what this machine can run\n"
        "Each has its own --help.");
    parser.argument("picture", "A picture to open the window with.", "[picture]");
    parser.flag("version", "Show the version.");
    parser.parse(arguments);
    if (parser.wantsHelp()) return parser.help();
    if (parser.isSet("version")) return TextAnswer{"espalier " ESPALIER_VERSION "\n"};
    if (parser.positional().size() > 1)
        refuse("The window opens with one picture.", "For several at once: espalier generate IN... -o FOLDER");
    return WindowOptions{parser.positional().value(0)};
}

}  // namespace

Command parseCommandLine(const QStringList& arguments) {
    const QString command = arguments.value(1);
    QStringList rest = arguments;
    if (rest.size() > 1) rest.removeAt(1);
    if (command == "generate") return parseGenerate(rest);
    if (command == "rebake") return parseRebake(rest);
    if (command == "render") return parseRender(rest);
    if (command == "doctor") return parseDoctor(rest);
    return parseWindow(arguments);
}

}  // namespace espalier
