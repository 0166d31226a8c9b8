// bench_asset [FILE.espalier] [--raw-faces N] [--threads N]... [--faces N] [--texture-size N] [--normal-map]
// Makes the asset of a kept result, or of a ball with bumps of N raw faces (default: a million), once for each number
// of threads (default: 1 and 2), and prints seconds by step and peak memory.
// bench_asset --cubes N
// Meshes a ball as the first TRELLIS' decoder gives it, on a grid of N cubes per axis, the same way.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "inference/meshing/flexicubes.h"
#include "inference/pipeline/asset_maker.h"
#include "inference/pipeline/result_file.h"
#include "tests/meshing/dirty_meshes.h"
#include "tests/meshing/surfaces.h"

namespace espalier {
namespace {

struct Options {
    std::filesystem::path file;  ///< empty: the ball
    std::size_t rawFaces = 1'000'000;
    int cubes = 0;  ///< per axis; 0: an asset is made
    std::vector<unsigned> threads;
    AssetSettings asset;
};

[[noreturn]] void usage() {
    std::fprintf(stderr,
                 "usage: bench_asset [FILE.espalier] [--raw-faces N] [--threads N]... [--faces N] [--texture-size N] "
                 "[--normal-map]\n       bench_asset --cubes N\n");
    std::exit(2);
}

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        const auto value = [&] {
            if (i + 1 >= argc) usage();
            return std::stoul(argv[++i]);
        };
        if (name == "--raw-faces")
            options.rawFaces = value();
        else if (name == "--cubes")
            options.cubes = int(value());
        else if (name == "--threads")
            options.threads.push_back(unsigned(value()));
        else if (name == "--faces")
            options.asset.faceTarget = value();
        else if (name == "--texture-size")
            options.asset.textureSize = int(value());
        else if (name == "--normal-map")
            options.asset.normalMap = true;
        else if (name.starts_with("--") || !options.file.empty())
            usage();
        else
            options.file = name;
    }
    if (options.threads.empty()) options.threads = {1, 2};
    return options;
}

/// Like a decoder's result at 512 voxels per axis: every sixth face turned, voxels around the surface.
RawResult bumpyBall(std::size_t faces) {
    RawResult raw;
    raw.resolution = 512;
    raw.mesh = sphere(int(std::sqrt(double(faces) / 12.0)), [](const Vec3f& d) {
        return 0.42 + 0.03 * std::sin(19 * d[0]) * std::sin(17 * d[1] + 1) * std::sin(23 * d[2] + 2);
    });
    raw.mesh.normals.clear();
    turnSomeFaces(raw.mesh);
    std::set<VoxelCoord> voxels;
    for (const Vec3f& p : raw.mesh.positions)
        for (int n = 0; n < 27; ++n) {
            VoxelCoord voxel{n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1};
            for (std::size_t axis = 0; axis < 3; ++axis)
                voxel[axis] += std::int32_t((p[axis] + 0.5f) * float(raw.resolution));
            voxels.insert(voxel);
        }
    raw.coords.assign(voxels.begin(), voxels.end());
    for (const auto& [x, y, z] : raw.coords)
        raw.attributes.push_back({0.5f + 0.4f * std::sin(0.1f * float(x)), 0.5f + 0.4f * std::cos(0.08f * float(y)),
                                  0.5f + 0.4f * std::sin(0.07f * float(z)), 0.1f, 0.6f, 1.0f});
    return raw;
}

/// The most memory the process has had since its start or resetPeak(), in bytes; what Linux calls VmHWM.
std::uint64_t peakBytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return 1024 * std::stoull(line.substr(6));
    return 0;
}
void resetPeak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

/// A ball of radius 0.3 on all cubes of those voxels, four cubes wide, that its surface passes through.
struct BallCubes {
    static constexpr int kCubesPerVoxel = 4;
    static constexpr std::size_t kChannels = 101;

    int resolution;
    std::vector<VoxelCoord> cubes;
    std::vector<float> features;

    explicit BallCubes(int side) : resolution(side) {
        const auto distance = [&](int x, int y, int z) {
            const auto along = [&](int i) { return double(i) / side - 0.5; };
            return float(std::sqrt(along(x) * along(x) + along(y) * along(y) + along(z) * along(z)) - 0.3);
        };
        const float halfDiagonal = 0.87f * kCubesPerVoxel / float(side);
        for (int x = 0; x < side; ++x)
            for (int y = 0; y < side; ++y)
                for (int z = 0; z < side; ++z) {
                    const auto middle = [](int i) { return i / kCubesPerVoxel * kCubesPerVoxel + kCubesPerVoxel / 2; };
                    if (std::abs(distance(middle(x), middle(y), middle(z))) > halfDiagonal) continue;
                    cubes.push_back({x, y, z});
                    features.resize(features.size() + kChannels, 0.1f);
                    for (int corner = 0; corner < 8; ++corner)
                        features[features.size() - kChannels + std::size_t(corner)] =
                            distance(x + (corner & 1), y + (corner >> 1 & 1), z + (corner >> 2 & 1));
                }
    }
    CubeFeatures view() const { return {resolution, cubes, features, kChannels}; }
};

void measureCubes(int side) {
    const BallCubes ball(side);
    resetPeak();
    const std::uint64_t before = peakBytes();
    const auto start = std::chrono::steady_clock::now();
    const FlexiCubesMesh made = meshCubeFeatures(ball.view());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("%zu cubes -> %zu faces: %.2f s, %.2f GB beside the cubes' own %.2f GB\n", ball.cubes.size(),
                made.mesh.triangles.size(), seconds, double(peakBytes() - before) / double(1 << 30),
                double(ball.features.size() * sizeof(float)) / double(1 << 30));
}

struct Run {
    std::map<Stage, double> seconds;
    double total = 0.0;
    std::uint64_t peak = 0;
    MadeAsset made;
};

Run measure(const RawResult& raw, AssetSettings settings, unsigned threads) {
    settings.threads = threads;
    resetPeak();
    const auto start = std::chrono::steady_clock::now();
    Run run;
    run.made = makeAsset(raw, settings);
    run.total = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    run.peak = peakBytes();
    run.seconds.insert(run.made.report.stageSeconds.begin(), run.made.report.stageSeconds.end());
    return run;
}

void printRow(std::string_view name, const std::vector<Run>& runs, const std::function<double(const Run&)>& valueOf) {
    std::printf("| %s |", std::string(name).c_str());
    for (const Run& run : runs)
        std::printf(" %.2f |", valueOf(run));
    std::printf("\n");
}

void printTable(const Options& options, const std::vector<Run>& runs) {
    std::printf("| seconds |");
    for (const unsigned threads : options.threads)
        std::printf(" %u %s |", threads, threads == 1 ? "thread" : "threads");
    std::printf("\n| --- |");
    for (std::size_t i = 0; i < runs.size(); ++i)
        std::printf(" ---: |");
    std::printf("\n");
    for (const auto& entry : runs.front().seconds)
        printRow(name(entry.first), runs, [&](const Run& run) { return run.seconds.at(entry.first); });
    printRow("total", runs, [](const Run& run) { return run.total; });
    printRow("peak memory, GB", runs, [](const Run& run) { return double(run.peak) / double(1 << 30); });
    const AssetReport& report = runs.front().made.report;
    std::printf("\n%zu -> %zu faces, %zu charts, atlas %.1f %%, padding %d\n", report.clean.facesBefore,
                report.statistics.triangles, report.unwrap.charts, 100 * report.unwrap.usedShare,
                report.unwrap.padding);
    for (const std::string& note : report.notes)
        std::printf("note: %s\n", note.c_str());
}

int run(const Options& options) {
    if (options.cubes > 0) {
        measureCubes(options.cubes);
        return 0;
    }
    const RawResult raw = options.file.empty() ? bumpyBall(options.rawFaces) : *loadResult(options.file).raw;
    std::vector<Run> runs;
    for (const unsigned threads : options.threads)
        runs.push_back(measure(raw, options.asset, threads));
    printTable(options, runs);
    return 0;
}

}  // namespace
}  // namespace espalier

int main(int argc, char** argv) {
    try {
        return espalier::run(espalier::parse(argc, argv));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_asset: %s\n", error.what());
        return 1;
    }
}
