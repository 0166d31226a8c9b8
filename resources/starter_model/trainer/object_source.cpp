#include "resources/starter_model/trainer/object_source.h"

#include <ATen/Parallel.h>

#include "inference/base/error.h"
#include "resources/starter_model/trainer/families.h"

namespace espalier::starter {

namespace {

constexpr int kSilhouetteSide = 192;
constexpr int kUpLevels = 3;
constexpr std::int64_t kCells = kTokenGrid * kTokenGrid * kTokenGrid;
constexpr std::int64_t kVoxelsPerObject = 600'000;
static_assert(kVoxelsPerToken == 1 << kUpLevels);

float radians(float degrees) {
    return degrees * (2.0f * kQuarter / 180.0f);
}

/// Looks along +y, more or less down; sees all of the unit cube.
Camera drawCamera(Dice& dice) {
    const float elevation = radians(dice.chance(0.75) ? dice.uniform(8, 35) : dice.uniform(0, 50));
    const float distance = dice.uniform(2.0f, 4.0f), roll = radians(dice.uniform(-2.5f, 2.5f));
    Camera camera;
    camera.forward = {0, std::cos(elevation), -std::sin(elevation)};
    const Vec up{0, std::sin(elevation), std::cos(elevation)}, right{1, 0, 0};
    camera.right = right * std::cos(roll) + up * std::sin(roll);
    camera.up = up * std::cos(roll) - right * std::sin(roll);
    camera.position = camera.forward * -distance;
    camera.half = 0.85f / (distance - 0.6f);
    return camera;
}

Light drawLight(Dice& dice) {
    const float azimuth = radians(dice.uniform(-110, 110)), elevation = radians(dice.uniform(15, 75));
    Light light;
    light.direction = {std::sin(azimuth) * std::cos(elevation), -std::cos(azimuth) * std::cos(elevation),
                       std::sin(elevation)};
    const float warmth = dice.uniform(-0.12f, 0.12f);
    light.colour = {1.0f + warmth, 1.0f, 1.0f - warmth};
    light.key = dice.uniform(0.7f, 1.3f);
    light.ambient = dice.uniform(0.35f, 0.8f);
    light.fill = dice.uniform(0.0f, 0.25f);
    light.softness = dice.uniform(3.0f, 20.0f);
    return light;
}

/// Moves the picture's window to the square around the object, whose silhouette [S, S] is seen by `camera`.
void crop(Camera& camera, const at::Tensor& silhouette, Dice& dice) {
    const auto range = [&](std::int64_t along) {  // in the window's units, -1..1
        const at::Tensor seen = silhouette.any(1 - along).nonzero();
        const double side = kSilhouetteSide;
        if (seen.size(0) == 0) return std::pair(-1.0, 1.0);
        return std::pair(2.0 * seen[0].item<double>() / side - 1.0, 2.0 * (seen[-1].item<double>() + 1.0) / side - 1.0);
    };
    const auto [left, right] = range(1);
    const auto [top, bottom] = range(0);
    const float half = 0.5f * static_cast<float>(std::max(right - left, bottom - top)) * dice.uniform(0.99f, 1.03f);
    const float shift = 0.015f * half;
    camera.u += camera.half * (static_cast<float>(left + right) * 0.5f + dice.uniform(-shift, shift));
    camera.v -= camera.half * (static_cast<float>(top + bottom) * 0.5f + dice.uniform(-shift, shift));
    camera.half *= half;
}

at::Tensor keysOf(const at::Tensor& coords) {
    const at::Tensor c = coords.to(at::kLong);
    return ((c.select(1, 0) * kVoxelGrid + c.select(1, 1)) * kVoxelGrid + c.select(1, 2)) * kVoxelGrid + c.select(1, 3);
}

at::Tensor coarsened(const at::Tensor& coords, int levels) {
    at::Tensor parents = coords.clone();
    parents.slice(1, 1).bitwise_right_shift_(levels);
    return parents;
}

/// The distinct keys, ascending, of the voxels' ancestors `levels` up.
at::Tensor distinctKeys(const at::Tensor& coords, int levels) {
    return std::get<0>(at::_unique2(keysOf(coarsened(coords, levels)), /*sorted=*/true, false, false));
}

at::Tensor coordsOf(const at::Tensor& keys) {
    const auto digit = [&](std::int64_t place) { return at::div(keys, place, "floor").remainder(kVoxelGrid); };
    constexpr std::int64_t g = kVoxelGrid;
    return at::stack({at::div(keys, g * g * g, "floor"), digit(g * g), digit(g), digit(1)}, 1).to(at::kInt);
}

/// [N, 8] bool: which children of the voxels `coords` [N, 4] are among the sorted `keys` of the grid twice as fine.
at::Tensor childrenIn(const at::Tensor& coords, const at::Tensor& keys) {
    const at::Tensor child = at::arange(8, coords.options().dtype(at::kInt));
    const at::Tensor offsets = at::stack({at::zeros_like(child), child.bitwise_and(1),
                                          child.bitwise_right_shift(1).bitwise_and(1), child.bitwise_right_shift(2)},
                                         1);
    at::Tensor doubled = coords.clone();
    doubled.slice(1, 1).mul_(2);
    const at::Tensor wanted = keysOf((doubled.unsqueeze(1) + offsets.unsqueeze(0)).flatten(0, 1));
    const at::Tensor place = at::searchsorted(keys, wanted).clamp_max_(keys.size(0) - 1);
    return keys.index_select(0, place).eq(wanted).view({-1, 8});
}

}  // namespace

Objects ObjectBatch::view() const {
    return {static_cast<const Primitive*>(programs.const_data_ptr()), lengths.const_data_ptr<std::int32_t>(),
            static_cast<int>(size())};
}

ObjectSource::ObjectSource(c10::Device device)
    : m_device(device), m_generator(device.is_cpu() ? &generatorOnCpu() : generatorOnCard()) {
    if (!m_generator)
        throw Error(ErrorCode::DeviceUnavailable, "This trainer was built without a CUDA compiler.",
                    "Build it where nvcc is on PATH, with -DESPALIER_CUDA=ON, or train with --device cpu.");
}

at::Tensor ObjectSource::onDevice(const void* data, std::int64_t bytes) const {
    return at::from_blob(const_cast<void*>(data), {bytes}, at::kByte).clone().to(m_device);
}

ObjectBatch ObjectSource::objects(std::span<const std::uint64_t> numbers) const {
    const auto count = static_cast<std::int64_t>(numbers.size());
    std::vector<Primitive> programs(numbers.size() * kMaxPrimitives);
    std::vector<std::int32_t> lengths(numbers.size());
    ObjectBatch batch;
    batch.numbers.assign(numbers.begin(), numbers.end());
    batch.families.resize(numbers.size());
    at::parallel_for(0, count, 4, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
            const Member object = member(numbers[i]);
            std::copy(object.program.begin(), object.program.end(),
                      programs.begin() + static_cast<std::ptrdiff_t>(i * kMaxPrimitives));
            lengths[i] = static_cast<std::int32_t>(object.program.size());
            batch.families[i] = object.family;
        }
    });
    const auto bytes = static_cast<std::int64_t>(programs.size() * sizeof(Primitive));
    batch.programs = onDevice(programs.data(), bytes).view({count, -1});
    batch.lengths = at::tensor(lengths, at::kInt).to(m_device);
    return batch;
}

at::Tensor ObjectSource::nearCells(const ObjectBatch& objects) const {
    const auto options = at::TensorOptions().dtype(at::kInt).device(m_device);
    at::Tensor cells = at::empty({objects.size() * kCells}, options);
    at::Tensor found = at::zeros({1}, options);
    m_generator->nearCells(objects.view(), cells.mutable_data_ptr<std::int32_t>(),
                           found.mutable_data_ptr<std::int32_t>());
    return cells.slice(0, 0, found.item<std::int32_t>());
}

at::Tensor ObjectSource::occupancy(const ObjectBatch& objects) const {
    const at::Tensor cells = nearCells(objects);
    at::Tensor occupied = at::zeros({objects.size(), kTokenGrid, kTokenGrid, kTokenGrid},
                                    at::TensorOptions().dtype(at::kByte).device(m_device));
    at::Tensor found = at::zeros({1}, cells.options());
    m_generator->voxels(objects.view(), cells.const_data_ptr<std::int32_t>(), static_cast<int>(cells.size(0)),
                        occupied.mutable_data_ptr<std::uint8_t>(), nullptr, nullptr, 0,
                        found.mutable_data_ptr<std::int32_t>());
    return occupied;
}

VoxelPyramid ObjectSource::voxels(const ObjectBatch& objects) const {
    const at::Tensor cells = nearCells(objects);
    const auto options = at::TensorOptions().device(m_device);
    const std::int64_t capacity = objects.size() * kVoxelsPerObject;
    constexpr std::int64_t kNumbers = sizeof(SurfaceVoxel) / sizeof(float);
    at::Tensor coords = at::empty({capacity, 4}, options.dtype(at::kInt));
    at::Tensor values = at::empty({capacity, kNumbers}, options.dtype(at::kFloat));
    at::Tensor found = at::zeros({1}, options.dtype(at::kInt));
    m_generator->voxels(objects.view(), cells.const_data_ptr<std::int32_t>(), static_cast<int>(cells.size(0)), nullptr,
                        coords.mutable_data_ptr<std::int32_t>(), static_cast<SurfaceVoxel*>(values.mutable_data_ptr()),
                        static_cast<std::int32_t>(capacity), found.mutable_data_ptr<std::int32_t>());
    const std::int64_t count = found.item<std::int32_t>();
    if (count > capacity)
        throw Error(ErrorCode::Internal, "A family's objects have more surface than the trainer allows for.");
    coords = coords.slice(0, 0, count);

    VoxelPyramid pyramid;
    pyramid.tokens = std::make_shared<const CoordSet>(coordsOf(distinctKeys(coords, kUpLevels)), objects.size());
    CoordSetPtr set = pyramid.tokens;
    for (int up = 1; up <= kUpLevels; ++up) {
        const at::Tensor exists = childrenIn(set->coords(), distinctKeys(coords, kUpLevels - up));
        pyramid.subdivided.push_back(exists);
        pyramid.children.push_back(subdivide(set, exists));
        set = pyramid.children.back()->fine;
    }
    const auto [sorted, order] = keysOf(coords).sort();
    const at::Tensor row = order.index_select(0, at::searchsorted(sorted, keysOf(set->coords())));
    const at::Tensor ordered = values.index_select(0, row);
    pyramid.vertices = ordered.slice(1, 0, 3);
    pyramid.crossed = ordered.slice(1, 3, 6);
    pyramid.attributes = ordered.slice(1, 6, 12);
    return pyramid;
}

Pictures ObjectSource::pictures(const ObjectBatch& objects, int side, int samples, int surfaceSide) const {
    std::vector<Dice> dice;
    std::vector<Camera> cameras;
    std::vector<Light> lights;
    for (const std::uint64_t number : objects.numbers) {
        dice.emplace_back(number ^ 0xC0FFEEull);
        cameras.push_back(drawCamera(dice.back()));
        lights.push_back(drawLight(dice.back()));
    }
    const auto uploaded = [&](const auto& all) {
        return onDevice(all.data(), static_cast<std::int64_t>(all.size() * sizeof(all[0])));
    };
    const auto options = at::TensorOptions().device(m_device);
    at::Tensor masks = at::empty({objects.size(), kSilhouetteSide, kSilhouetteSide}, options.dtype(at::kByte));
    at::Tensor cameraBytes = uploaded(cameras);
    m_generator->silhouettes(objects.view(), static_cast<const Camera*>(cameraBytes.const_data_ptr()), kSilhouetteSide,
                             masks.mutable_data_ptr<std::uint8_t>());
    const at::Tensor seen = masks.cpu().to(at::kBool);
    for (std::size_t i = 0; i < cameras.size(); ++i)
        crop(cameras[i], seen[static_cast<std::int64_t>(i)], dice[i]);

    cameraBytes = uploaded(cameras);
    const at::Tensor lightBytes = uploaded(lights);
    Pictures result;
    result.rgba = at::empty({objects.size(), 4, side, side}, options.dtype(at::kByte));
    at::Tensor surface =
        at::zeros({objects.size(), kSurfaceChannels, surfaceSide, surfaceSide}, options.dtype(at::kFloat));
    m_generator->pictures(objects.view(), static_cast<const Camera*>(cameraBytes.const_data_ptr()),
                          static_cast<const Light*>(lightBytes.const_data_ptr()), side, samples,
                          result.rgba.mutable_data_ptr<std::uint8_t>(), surfaceSide, surface.mutable_data_ptr<float>());
    result.surface = surface.to(at::kHalf);
    return result;
}

at::Tensor ObjectSource::wholePicture(const ObjectBatch& object, int side, int samples) const {
    Dice dice(object.numbers.front() ^ 0xC0FFEEull);
    const Camera camera = drawCamera(dice);
    const Light light = drawLight(dice);
    const at::Tensor cameraBytes = onDevice(&camera, sizeof(Camera)), lightBytes = onDevice(&light, sizeof(Light));
    at::Tensor picture = at::empty({4, side, side}, at::TensorOptions().dtype(at::kByte).device(m_device));
    m_generator->pictures(object.view(), static_cast<const Camera*>(cameraBytes.const_data_ptr()),
                          static_cast<const Light*>(lightBytes.const_data_ptr()), side, samples,
                          picture.mutable_data_ptr<std::uint8_t>(), side, nullptr);
    return picture;
}

}  // namespace espalier::starter
