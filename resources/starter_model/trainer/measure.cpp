#include "resources/starter_model/trainer/measure.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <cstdio>
#include <fstream>
#include <map>

#include "inference/asset/image_encoder.h"
#include "inference/asset/software_render.h"
#include "inference/base/error.h"
#include "inference/models/dinov3_encoder.h"
#include "inference/models/sparse_structure_decoder.h"
#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v2/dual_grid_decoder.h"
#include "inference/models/v2/slat_flow.h"
#include "inference/models/v2/texture_decoder.h"
#include "inference/pipeline/flow_euler_sampler.h"
#include "inference/pipeline/mesh_finish.h"
#include "resources/starter_model/trainer/augment.h"
#include "resources/starter_model/trainer/families.h"
#include "resources/starter_model/trainer/object_source.h"

namespace espalier::starter {

namespace {

constexpr std::int64_t kPoints = 8192;       ///< on each surface, for the F-score
constexpr std::int64_t kNearVoxels = 32768;  ///< among which the nearest one's material is read
constexpr double kNear = 0.02;

/// The samplers of the published pipeline.json.
const SamplerParams kStructureSampler{12, 3.0, 0.7, {0.6, 1.0}, 5.0};
const SamplerParams kShapeSampler{12, 2.0, 0.5, {0.6, 1.0}, 3.0};
const SamplerParams kTextureSampler{12, 1.0, 0.0, {0.6, 0.9}, 3.0};

/// A surface and the material at its vertices.
struct Surface {
    MeshAsset mesh;
    at::Tensor vertices;    ///< [V, 3]
    at::Tensor triangles;   ///< [F, 3] int64
    at::Tensor attributes;  ///< [V, 6]
};

struct Networks {
    DinoV3Encoder image;
    SparseStructureFlowModel structureFlow;
    SparseStructureDecoder structureDecoder;
    SLatFlowModel shapeFlow, textureFlow;
    FlexiDualGridVaeDecoder shapeDecoder;
    TextureDecoder textureDecoder;
    LatentScale shape, texture;

    explicit Networks(Workshop& w)
        : image(w.averaged<DinoV3Encoder>("image_encoder", w.imageEncoderConfig())),
          structureFlow(w.averaged<SparseStructureFlowModel>("structure_flow", w.flowConfig("structure_flow"))),
          structureDecoder(w.averaged<SparseStructureDecoder>("structure_decoder", w.structureDecoderConfig())),
          shapeFlow(w.averaged<SLatFlowModel>("shape_flow", w.flowConfig("shape_flow"))),
          textureFlow(w.averaged<SLatFlowModel>("texture_flow", w.flowConfig("texture_flow"))),
          shapeDecoder(w.averaged<FlexiDualGridVaeDecoder>("shape_decoder", w.sparseDecoderConfig("shape"))),
          textureDecoder(w.averaged<TextureDecoder>("texture_decoder", w.sparseDecoderConfig("texture"))),
          shape(w.latentScale("shape")),
          texture(w.latentScale("texture")) {}
};

at::Tensor sampleStructure(const Networks& networks, const at::Tensor& condition) {
    const SparseStructureFlowModel& flow = networks.structureFlow;
    const FlowCondition positive = flow.prepare(condition), negative = flow.prepare(at::zeros_like(condition));
    const FlowConfig& config = flow.config();
    const FlowField field{condition.size(0),
                          [&](const at::Tensor& x, const at::Tensor& t, bool conditioned) {
                              return flow.forward(x, t, conditioned ? positive : negative);
                          },
                          denseDeviation};
    const std::int64_t side = config.resolution;
    const at::Tensor noise = at::randn({condition.size(0), config.inChannels, side, side, side}, condition.options());
    return networks.structureDecoder.forward(sampleFlow(field, noise, kStructureSampler, 1e-5));
}

at::Tensor sampleLatent(const SLatFlowModel& flow, const at::Tensor& condition, const CoordSetPtr& set,
                        const at::Tensor& beside, const SamplerParams& params) {
    const FlowCondition positive = flow.prepare(condition), negative = flow.prepare(at::zeros_like(condition));
    const RopeTable rope = flow.ropeFor(*set);
    const FlowField field{
        condition.size(0),
        [&](const at::Tensor& x, const at::Tensor& t, bool conditioned) {
            return flow.forward(SparseTensor(x, set), t, conditioned ? positive : negative, rope, beside).feats;
        },
        [&](const at::Tensor& x) { return sparseDeviation(x, set); }};
    const std::int64_t channels = flow.config().inChannels - (beside.defined() ? beside.size(1) : 0);
    return sampleFlow(field, at::randn({set->size(), channels}, condition.options()), params, 1e-5);
}

/// The part of a decoded batch that belongs to object `b`, as a surface.
Surface surfaceOf(const CoordSetPtr& set, std::int64_t b, const at::Tensor& vertices, const at::Tensor& crossed,
                  const at::Tensor& quadLerp, const at::Tensor& attributes) {
    const std::int64_t begin = set->offsets()[static_cast<std::size_t>(b)],
                       end = set->offsets()[static_cast<std::size_t>(b) + 1];
    const auto rows = [&](const at::Tensor& x) { return x.slice(0, begin, end).contiguous(); };
    at::Tensor coords = rows(set->coords()).clone();
    coords.select(1, 0).zero_();
    DualGrid grid;
    grid.head =
        SparseTensor(at::zeros({end - begin, 7}, vertices.options()), std::make_shared<const CoordSet>(coords, 1));
    grid.vertices = rows(vertices);
    grid.intersected = rows(crossed);
    grid.quadLerp = rows(quadLerp);
    Surface surface;
    surface.attributes = rows(attributes);
    surface.mesh = rawMesh(grid, kVoxelGrid, RunContext());
    const auto device = vertices.device();
    surface.vertices = at::from_blob(surface.mesh.positions.data(),
                                     {static_cast<std::int64_t>(surface.mesh.positions.size()), 3}, at::kFloat)
                           .clone()
                           .to(device);
    surface.triangles = at::from_blob(surface.mesh.triangles.data(),
                                      {static_cast<std::int64_t>(surface.mesh.triangles.size()), 3}, at::kInt)
                            .clone()
                            .to(device, at::kLong);
    return surface;
}

at::Tensor pointsOn(const Surface& surface, std::int64_t count) {
    const auto corner = [&](std::int64_t i) {
        return surface.vertices.index_select(0, surface.triangles.select(1, i));
    };
    const at::Tensor a = corner(0), ab = corner(1) - a, ac = corner(2) - a;
    const at::Tensor area = at::linalg_vector_norm(at::linalg_cross(ab, ac), 2, at::IntArrayRef{1});
    const at::Tensor upTo = area.to(at::kDouble).cumsum(0);
    const at::Tensor wanted = at::rand({count}, upTo.options()) * upTo[-1];
    const at::Tensor face = at::searchsorted(upTo, wanted).clamp_max(area.size(0) - 1);
    const at::Tensor root = at::rand({count, 1}, area.options()).sqrt(), along = at::rand({count, 1}, area.options());
    return a.index_select(0, face) + root * (1.0 - along) * ab.index_select(0, face) +
           root * along * ac.index_select(0, face);
}

double fScore(const Surface& made, const Surface& truth) {
    if (made.triangles.size(0) == 0) return 0.0;
    const at::Tensor distances = at::cdist(pointsOn(made, kPoints), pointsOn(truth, kPoints));
    const at::Tensor box = std::get<0>(truth.vertices.max(0)) - std::get<0>(truth.vertices.min(0));
    const double reach = kNear * box.max().item<double>();
    const auto share = [&](std::int64_t over) {
        return (distances.amin(over) < reach).to(at::kDouble).mean().item<double>();
    };
    const double precision = share(1), recall = share(0);
    return precision + recall > 0.0 ? 2.0 * precision * recall / (precision + recall) : 0.0;
}

double closedEdges(const Surface& surface) {
    if (surface.triangles.size(0) == 0) return 0.0;
    const auto edge = [&](std::int64_t i, std::int64_t j) {
        const at::Tensor a = surface.triangles.select(1, i), b = surface.triangles.select(1, j);
        return at::minimum(a, b) * surface.vertices.size(0) + at::maximum(a, b);
    };
    const at::Tensor counts =
        std::get<2>(at::_unique2(at::cat({edge(0, 1), edge(1, 2), edge(2, 0)}), true, false, /*return_counts=*/true));
    return (counts > 1).to(at::kDouble).mean().item<double>();
}

at::Tensor some(const at::Tensor& x, std::int64_t count) {
    return x.index_select(0, at::randint(x.size(0), {count}, x.options().dtype(at::kLong)));
}

/// Errors of the material where the true surface is, against the nearest of the made one's.
void compareMaterials(const Surface& made, const Surface& truth, const at::Tensor& meanColour,
                      ObjectMeasures& measures) {
    const at::Tensor which = at::randint(truth.vertices.size(0), {kPoints}, truth.triangles.options());
    const at::Tensor wanted = truth.attributes.index_select(0, which);
    measures.constantColour = (wanted.slice(1, 0, 3) - meanColour).abs().mean().item<double>();
    if (made.vertices.size(0) == 0) {
        measures.colour = measures.constantColour;
        measures.metallicRoughness = 1.0;
        return;
    }
    const at::Tensor rows = some(at::arange(made.vertices.size(0), truth.triangles.options()), kNearVoxels);
    const at::Tensor nearest =
        at::cdist(truth.vertices.index_select(0, which), made.vertices.index_select(0, rows)).argmin(1);
    const at::Tensor found = made.attributes.index_select(0, rows.index_select(0, nearest)).clamp(0.0, 1.0);
    const at::Tensor error = (found - wanted).abs();
    measures.colour = error.slice(1, 0, 3).mean().item<double>();
    measures.metallicRoughness = error.slice(1, 3, 5).mean().item<double>();
}

double overlap(const at::Tensor& a, const at::Tensor& b) {
    const double both = a.logical_and(b).sum().item<double>(), any = a.logical_or(b).sum().item<double>();
    return any > 0.0 ? both / any : 1.0;
}

void writePicture(const ImageBuffer& image, const std::filesystem::path& file) {
    const auto bytes = encodeImage(image, ImageFormat::Png, ImageContent::Color);
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!out) throw Error(ErrorCode::FileWrite, "Cannot write " + file.string() + ".", "Check the disk.");
}

/// [C, S, S] uint8 -> an image.
ImageBuffer imageOf(const at::Tensor& planes) {
    const at::Tensor pixels = planes.permute({1, 2, 0}).cpu().contiguous();
    ImageBuffer image(static_cast<int>(pixels.size(1)), static_cast<int>(pixels.size(0)),
                      static_cast<int>(pixels.size(2)));
    image.pixels.assign(pixels.const_data_ptr<std::uint8_t>(), pixels.const_data_ptr<std::uint8_t>() + pixels.numel());
    return image;
}

void writeViews(const std::filesystem::path& stem, Surface& surface,
                std::initializer_list<std::pair<const char*, double>> views) {
    const at::Tensor colours = (surface.attributes.clamp(0.0, 1.0) * 255.0).cpu().to(at::kByte).contiguous();
    surface.mesh.colors.clear();
    for (std::int64_t i = 0; i < colours.size(0); ++i) {
        const std::uint8_t* c = colours.const_data_ptr<std::uint8_t>() + 6 * i;
        surface.mesh.colors.push_back({c[0], c[1], c[2], 255});
    }
    tidyMesh(surface.mesh, RunContext());
    for (const auto& [name, azimuth] : views)
        writePicture(
            renderMesh(surface.mesh, {.width = 256, .height = 256, .azimuthDegrees = azimuth, .elevationDegrees = 20}),
            stem.string() + name);
}

/// The share of the first training objects that occupy each cell, and where it is cut to overlap most.
at::Tensor meanShape(const ObjectSource& source) {
    constexpr std::uint64_t kObjects = 256;
    std::vector<std::uint64_t> numbers(kObjects);
    for (std::uint64_t i = 0; i < kObjects; ++i)
        numbers[i] = i;
    const at::Tensor occupied = source.occupancy(source.objects(numbers)).to(at::kBool);
    const at::Tensor share = occupied.to(at::kFloat).mean(0);
    at::Tensor best;
    double bestOverlap = -1.0;
    for (double cut = 0.04; cut < 0.4; cut += 0.02) {
        double sum = 0.0;
        for (std::int64_t i = 0; i < 64; ++i)
            sum += overlap(share > cut, occupied[i]);
        if (sum <= bestOverlap) continue;
        bestOverlap = sum;
        best = share > cut;
    }
    return best;
}

std::vector<ObjectMeasures> measureBatch(const Networks& networks, const ObjectSource& source, std::int64_t first,
                                         int count, int imageSide, const at::Tensor& constantShape,
                                         const MeasureOptions& options) {
    std::vector<std::uint64_t> numbers;
    for (int i = 0; i < count; ++i)
        numbers.push_back(kHeldOut + static_cast<std::uint64_t>(first + i));
    const ObjectBatch objects = source.objects(numbers);
    const Pictures pictures = source.pictures(objects, imageSide, 2, imageSide / 8);
    const at::Tensor condition = networks.image.forward(cleanPixelValues(pictures.rgba));
    const at::Tensor logits = sampleStructure(networks, condition);
    const at::Tensor truthCells = source.occupancy(objects).to(at::kBool);

    const auto tokens = std::make_shared<const CoordSet>(occupiedCoords(logits, kTokenGrid), count);
    const at::Tensor shape = sampleLatent(networks.shapeFlow, condition, tokens, {}, kShapeSampler);
    const at::Tensor texture = sampleLatent(networks.textureFlow, condition, tokens, shape, kTextureSampler);
    const DualGrid grid =
        networks.shapeDecoder.decode(SparseTensor(shape * networks.shape.deviation + networks.shape.mean, tokens));
    const SparseTensor materials = networks.textureDecoder.decode(
        SparseTensor(texture * networks.texture.deviation + networks.texture.mean, tokens), grid.subdivisions);
    const VoxelPyramid truth = source.voxels(objects);
    const at::Tensor meanColour = truth.attributes.slice(1, 0, 3).mean(0, true);

    std::vector<ObjectMeasures> all;
    for (int b = 0; b < count; ++b) {
        ObjectMeasures measures;
        measures.family = families()[static_cast<std::size_t>(objects.families[static_cast<std::size_t>(b)])].name;
        measures.structureIou = overlap(logits.select(0, b).select(0, 0) > 0, truthCells[b]);
        measures.meanShapeIou = overlap(constantShape, truthCells[b]);
        Surface made = surfaceOf(materials.set, b, grid.vertices.to(at::kFloat), grid.intersected,
                                 grid.quadLerp.to(at::kFloat), materials.feats.to(at::kFloat));
        Surface real = surfaceOf(truth.voxels(), b, truth.vertices, truth.crossed > 0.5,
                                 at::ones({truth.vertices.size(0), 1}, truth.vertices.options()), truth.attributes);
        measures.fScore = fScore(made, real);
        measures.closedEdges = closedEdges(made);
        compareMaterials(made, real, meanColour, measures);
        if (!options.pictures.empty() && first + b < options.pictured) {
            const std::string number = std::to_string(1000 + first + b).substr(1);
            writePicture(imageOf(pictures.rgba[b]), options.pictures / (number + "_input.png"));
            if (!made.mesh.triangles.empty())
                writeViews(options.pictures / number, made, {{"_made_front.png", 25.0}, {"_made_back.png", 205.0}});
            writeViews(options.pictures / number, real, {{"_true_front.png", 25.0}});
        }
        all.push_back(std::move(measures));
    }
    return all;
}

ObjectMeasures meanOf(const std::vector<const ObjectMeasures*>& all) {
    ObjectMeasures mean;
    for (double ObjectMeasures::*field :
         {&ObjectMeasures::structureIou, &ObjectMeasures::meanShapeIou, &ObjectMeasures::fScore,
          &ObjectMeasures::colour, &ObjectMeasures::constantColour, &ObjectMeasures::metallicRoughness,
          &ObjectMeasures::closedEdges}) {
        for (const ObjectMeasures* one : all)
            mean.*field += one->*field / static_cast<double>(all.size());
    }
    return mean;
}

}  // namespace

std::vector<ObjectMeasures> measure(Workshop& workshop, const MeasureOptions& options) {
    const c10::NoGradGuard noGrad;
    at::manual_seed(workshop.seed());
    const Networks networks(workshop);
    const ObjectSource source(workshop.device());
    const at::Tensor constantShape = meanShape(source);
    if (!options.pictures.empty()) std::filesystem::create_directories(options.pictures);
    std::vector<ObjectMeasures> all;
    for (int first = 0; first < options.objects; first += options.batch) {
        const auto batch = measureBatch(networks, source, first, std::min(options.batch, options.objects - first),
                                        workshop.sizes().at("image_size").get<int>(), constantShape, options);
        all.insert(all.end(), batch.begin(), batch.end());
    }
    return all;
}

std::string tableOf(const std::vector<ObjectMeasures>& measures) {
    std::map<std::string, std::vector<const ObjectMeasures*>> byFamily;
    std::vector<const ObjectMeasures*> everything;
    for (const ObjectMeasures& one : measures) {
        byFamily[one.family].push_back(&one);
        everything.push_back(&one);
    }
    std::string table =
        "| family | objects | structure IoU | mean shape IoU | F-score | colour | constant colour | metal, rough | "
        "closed edges |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";
    const auto row = [&](const std::string& name, const std::vector<const ObjectMeasures*>& some) {
        const ObjectMeasures m = meanOf(some);
        char text[256];
        std::snprintf(text, sizeof text, "| %s | %zu | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.4f |\n",
                      name.c_str(), some.size(), m.structureIou, m.meanShapeIou, m.fScore, m.colour, m.constantColour,
                      m.metallicRoughness, m.closedEdges);
        table += text;
    };
    row("all", everything);
    for (const auto& [family, some] : byFamily)
        row(family, some);
    return table;
}

}  // namespace espalier::starter
