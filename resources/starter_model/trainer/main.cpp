// starter_trainer train PHASE --work DIR --steps N [--seconds S] [--batch N] [--device cpu|cuda] [--seed N] [--tiny]
// starter_trainer publish --work DIR --out DIR
// starter_trainer measure --work DIR [--objects N] [--batch N] [--pictures DIR] [--device cpu|cuda]
// starter_trainer families --out DIR [--side N]
// See README.md beside this file.

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cstdio>
#include <fstream>
#include <map>

#include "inference/asset/image_encoder.h"
#include "inference/base/error.h"
#include "inference/device/cuda_loader.h"
#include "inference/tensor/cuda_ops.h"
#include "resources/starter_model/trainer/families.h"
#include "resources/starter_model/trainer/measure.h"
#include "resources/starter_model/trainer/object_source.h"
#include "resources/starter_model/trainer/phases.h"

namespace espalier::starter {
namespace {

class Arguments {
public:
    Arguments(int argc, char** argv) {
        for (int i = 1; i < argc; ++i) {
            const std::string word = argv[i];
            if (!word.starts_with("--"))
                m_words.push_back(word);
            else if (word == "--tiny")
                m_values[word] = "yes";
            else if (i + 1 < argc)
                m_values[word] = argv[++i];
            else
                throw Error(ErrorCode::InvalidRequest, word + " needs a value.");
        }
    }
    std::string word(std::size_t i) const { return i < m_words.size() ? m_words[i] : std::string(); }
    bool has(const std::string& name) const { return m_values.count(name) > 0; }
    std::string text(const std::string& name) const {
        if (!has(name)) throw Error(ErrorCode::InvalidRequest, name + " is missing.", "README.md lists the commands.");
        return m_values.at(name);
    }
    double number(const std::string& name, double otherwise) const {
        if (!has(name)) return otherwise;
        try {
            return std::stod(m_values.at(name));
        } catch (const std::exception&) {
            throw Error(ErrorCode::InvalidRequest, name + " must be a number, not " + m_values.at(name) + ".");
        }
    }

private:
    std::vector<std::string> m_words;
    std::map<std::string, std::string> m_values;
};

c10::Device deviceOf(const Arguments& arguments) {
    if (!arguments.has("--device") || arguments.text("--device") == "cpu") return c10::kCPU;
    if (const std::string& problem = loadCuda(); !problem.empty())
        throw Error(ErrorCode::DeviceUnavailable, problem, "Train with --device cpu, or mend the driver.");
    if (!cudaOps())
        throw Error(ErrorCode::DeviceUnavailable, cudaOpsProblem(),
                    "Build the kernels: cmake --preset cuda -DESPALIER_TRAINER=ON.");
    at::set_num_threads(4);  // the card computes; more would only wait in turns, and two runs for each other
    return c10::Device(c10::kCUDA, 0);
}

void train(const Arguments& arguments) {
    const std::string name = arguments.word(1);
    const c10::Device device = deviceOf(arguments);
    Workshop workshop(arguments.text("--work"), arguments.has("--tiny") ? tinySizes() : standardSizes(), device,
                      static_cast<std::uint64_t>(arguments.number("--seed", 1)));
    PhaseOptions options;
    options.batch = static_cast<int>(arguments.number("--batch", 0));
    if (arguments.has("--tiny")) options.scaleObjects = 4;
    const auto phase = makePhase(name, workshop, options);
    TrainingRun run;
    run.planned = std::stoll(arguments.text("--steps"));
    run.seconds = arguments.number("--seconds", 1e9);
    runPhase(name, *phase, workshop, run);
    std::printf("%s: steps %lld to %lld of %lld, %.2f steps/s, loss %.5f -> %.5f\n", name.c_str(),
                static_cast<long long>(run.firstStep), static_cast<long long>(run.lastStep),
                static_cast<long long>(run.planned), run.stepsPerSecond, run.firstLoss, run.lastLoss);
}

void measureAndPrint(const Arguments& arguments) {
    const c10::Device device = deviceOf(arguments);
    Workshop workshop(arguments.text("--work"), standardSizes(), device,
                      static_cast<std::uint64_t>(arguments.number("--seed", 1)));
    MeasureOptions options;
    options.objects = static_cast<int>(arguments.number("--objects", options.objects));
    options.batch = static_cast<int>(arguments.number("--batch", options.batch));
    if (arguments.has("--pictures")) options.pictures = arguments.text("--pictures");
    std::fputs(tableOf(measure(workshop, options)).c_str(), stdout);
}

/// One held-out picture of every family, as a user would give it: number_name.png.
void drawFamilies(const Arguments& arguments) {
    const std::filesystem::path folder = arguments.text("--out");
    std::filesystem::create_directories(folder);
    const int side = static_cast<int>(arguments.number("--side", 256));
    const ObjectSource source(c10::kCPU);
    for (std::size_t i = 0; i < families().size(); ++i) {
        const std::uint64_t number = kHeldOut + i;
        const at::Tensor picture =
            source.wholePicture(source.objects({&number, 1}), side, 2).permute({1, 2, 0}).contiguous();
        ImageBuffer image(side, side, 4);
        image.pixels.assign(picture.const_data_ptr<std::uint8_t>(),
                            picture.const_data_ptr<std::uint8_t>() + picture.numel());
        const auto bytes = encodeImage(image, ImageFormat::Png, ImageContent::Color);
        std::ofstream out(folder / (std::to_string(100 + i).substr(1) + "_" + std::string(families()[i].name) + ".png"),
                          std::ios::binary);
        out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
}

int runTrainer(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const std::string command = arguments.word(0);
    if (command == "train") {
        train(arguments);
    } else if (command == "publish") {
        Workshop workshop(arguments.text("--work"), standardSizes(), c10::kCPU, 1);
        publish(workshop, arguments.text("--out"));
    } else if (command == "measure") {
        measureAndPrint(arguments);
    } else if (command == "families") {
        drawFamilies(arguments);
    } else {
        throw Error(ErrorCode::InvalidRequest, "The command is missing.",
                    "It is one of train, measure, publish, families; see README.md.");
    }
    return 0;
}

}  // namespace
}  // namespace espalier::starter

int main(int argc, char** argv) {
    try {
        return espalier::starter::runTrainer(argc, argv);
    } catch (const espalier::Error& error) {
        std::fprintf(stderr, "starter_trainer: %s %s\n", error.what(), error.hint().c_str());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "starter_trainer: %s\n", error.what());
    }
    return 1;
}
