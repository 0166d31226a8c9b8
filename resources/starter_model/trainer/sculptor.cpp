#include "resources/starter_model/trainer/sculptor.h"

#include <algorithm>
#include <array>

#include "inference/base/error.h"

namespace espalier::starter {

namespace {

constexpr float kCutHalf = 3.0f;  ///< half side of the box that cuts everything above or below a plane away

struct Axes {
    Vec x, y, z;
};

Axes axesOf(Turn turn) {
    const float cx = std::cos(turn.x), sx = std::sin(turn.x), cy = std::cos(turn.y), sy = std::sin(turn.y);
    const float cz = std::cos(turn.z), sz = std::sin(turn.z);
    return {{cz * cy, sz * cy, -sy},
            {cz * sy * sx - sz * cx, sz * sy * sx + cz * cx, cy * sx},
            {cz * sy * cx + sz * sx, sz * sy * cx - cz * sx, cy * cx}};
}

Vec turnedAboutZ(Vec p, float angle) {
    const float c = std::cos(angle), s = std::sin(angle);
    return {c * p.x - s * p.y, s * p.x + c * p.y, p.z};
}

struct Box {
    Vec low{1e9f, 1e9f, 1e9f}, high{-1e9f, -1e9f, -1e9f};

    void include(Vec centre, Vec half) {
        low = {std::min(low.x, centre.x - half.x), std::min(low.y, centre.y - half.y),
               std::min(low.z, centre.z - half.z)};
        high = {std::max(high.x, centre.x + half.x), std::max(high.y, centre.y + half.y),
                std::max(high.z, centre.z + half.z)};
    }
};

/// Half extents along x, y, z of a body around an axis `z`: a disc of radius r at height h from the centre.
void includeDisc(Box& box, Vec centre, Vec z, float r, float h) {
    const auto across = [r](float component) { return r * std::sqrt(std::max(0.0f, 1.0f - component * component)); };
    box.include(centre + z * h, {across(z.x), across(z.y), across(z.z)});
}

void includeBall(Box& box, Vec centre, float r) {
    box.include(centre, {r, r, r});
}

void includePart(Box& box, const Primitive& p) {
    const float* s = p.size;
    const auto extents = [&](float a, float b, float c) {  // of a box
        return Vec{std::fabs(p.axisX.x) * a + std::fabs(p.axisY.x) * b + std::fabs(p.axisZ.x) * c,
                   std::fabs(p.axisX.y) * a + std::fabs(p.axisY.y) * b + std::fabs(p.axisZ.y) * c,
                   std::fabs(p.axisX.z) * a + std::fabs(p.axisY.z) * b + std::fabs(p.axisZ.z) * c};
    };
    switch (p.shape) {
        case Shape::Ellipsoid: {
            const auto reach = [&](float x, float y, float z) {
                return std::sqrt(x * x * s[0] * s[0] + y * y * s[1] * s[1] + z * z * s[2] * s[2]);
            };
            box.include(p.centre, {reach(p.axisX.x, p.axisY.x, p.axisZ.x), reach(p.axisX.y, p.axisY.y, p.axisZ.y),
                                   reach(p.axisX.z, p.axisY.z, p.axisZ.z)});
            break;
        }
        case Shape::Box:
            box.include(p.centre, extents(s[0], s[1], s[2]));
            break;
        case Shape::Cylinder:
        case Shape::Polygon:
        case Shape::Star: {
            const float radius = p.shape == Shape::Polygon ? s[0] / std::cos(2.0f * kQuarter / s[2]) : s[0];
            includeDisc(box, p.centre, p.axisZ, radius, s[1]);
            includeDisc(box, p.centre, p.axisZ, radius, -s[1]);
            break;
        }
        case Shape::Cone:
            includeDisc(box, p.centre, p.axisZ, s[0], -s[2]);
            includeDisc(box, p.centre, p.axisZ, s[1], s[2]);
            break;
        case Shape::Capsule:
            includeBall(box, p.centre + p.axisZ * s[1], s[0]);
            includeBall(box, p.centre - p.axisZ * s[1], s[0]);
            break;
        case Shape::Torus: {
            Box ring;
            includeDisc(ring, p.centre, p.axisZ, s[0], 0.0f);
            const Vec half = (ring.high - ring.low) * 0.5f;
            box.include(p.centre, half + Vec{s[1], s[1], s[1]});
            break;
        }
        case Shape::Roof:
            box.include(p.centre, extents(s[0], s[2], s[1]));
            break;
        case Shape::Arc:
            for (int i = -6; i <= 6; ++i) {
                const float angle = s[2] * static_cast<float>(i) / 6.0f;
                const Vec at = p.centre + p.axisX * (s[0] * std::cos(angle)) + p.axisY * (s[0] * std::sin(angle));
                includeBall(box, at, s[1]);
            }
            break;
        case Shape::RoundCone:
            includeBall(box, p.centre, s[0]);
            includeBall(box, p.centre + p.axisZ * s[2], s[1]);
            break;
    }
}

}  // namespace

std::uint64_t Dice::next() {
    std::uint64_t z = m_state += 0x9E3779B97F4A7C15ull;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ z >> 27) * 0x94D049BB133111EBull;
    return z ^ z >> 31;
}

float Dice::uniform(float low, float high) {
    constexpr float kUnit = 1.0f / (1 << 24);
    return low + (high - low) * static_cast<float>(next() >> 40) * kUnit;
}

int Dice::integer(int low, int high) {
    return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1));
}

Vec Sculptor::colour() {
    const float hue = u(0, 6), saturation = oneOf(0.0f, 0.4f, 0.6f, 0.75f, 0.9f), value = u(0.3f, 0.97f);
    const auto channel = [&](float shift) {
        const float k = std::fmod(shift + hue, 6.0f);
        return value - value * saturation * std::clamp(std::min(k, 4.0f - k), 0.0f, 1.0f);
    };
    return {channel(5), channel(3), channel(1)};
}

Paint Sculptor::plain(Vec colour, float roughness, float metallic) {
    return {{colour, metallic, roughness}, {colour, metallic, roughness}};
}

Paint Sculptor::anyPaint() {
    return chance(0.12) ? metal() : plain(colour(), u(0.2f, 0.9f));
}

Paint Sculptor::wood() {
    const float k = u(0.4f, 1.05f);
    const Vec light{0.72f * k, 0.48f * k, 0.28f * k};
    Paint paint = plain(light, u(0.5f, 0.85f));
    if (!chance(0.35)) return paint;
    paint.second.colour = light * 0.82f;  // planks
    paint.pattern = Pattern::Bands;
    paint.frequency = u(18.0f, 40.0f);
    return paint;
}

Paint Sculptor::metal() {
    const float k = u(0.75f, 1.0f);
    const Vec tint =
        oneOf(Vec{0.78f, 0.78f, 0.8f}, Vec{0.9f, 0.75f, 0.4f}, Vec{0.85f, 0.55f, 0.4f}, Vec{0.45f, 0.46f, 0.5f});
    return plain(tint * k, u(0.18f, 0.5f), 1.0f);
}

Paint Sculptor::ceramic() {
    return plain(chance(0.4) ? Vec{0.93f, 0.92f, 0.88f} : colour(), u(0.12f, 0.3f));
}

Paint Sculptor::fabric() {
    return plain(colour(), u(0.8f, 0.95f));
}

Paint Sculptor::rubber() {
    return plain(Vec{0.07f, 0.07f, 0.075f} * u(0.8f, 2.0f), 0.85f);
}

Paint Sculptor::glass() {
    return plain(oneOf(Vec{0.55f, 0.75f, 0.92f}, Vec{0.2f, 0.28f, 0.36f}, Vec{0.75f, 0.86f, 0.88f}), 0.12f);
}

Paint Sculptor::leaf() {
    return plain({u(0.08f, 0.35f), u(0.35f, 0.7f), u(0.06f, 0.25f)}, 0.8f);
}

Paint Sculptor::decorated(Paint paint, float size, double probability) {
    if (!chance(probability)) return paint;
    paint.second = paint.material;
    paint.second.colour = colour();
    paint.pattern = oneOf(Pattern::Bands, Pattern::Bands, Pattern::Sectors, Pattern::Upper, Pattern::Checks);
    paint.phase = u(0.0f, 6.0f);
    paint.frequency = 2.0f * kQuarter * static_cast<float>(dice.integer(2, 4)) / size;
    if (paint.pattern == Pattern::Sectors) paint.frequency = static_cast<float>(dice.integer(3, 8));
    if (paint.pattern == Pattern::Upper) paint.phase = u(-0.5f, 0.5f) * size;
    return paint;
}

Sculptor& Sculptor::smooth(float width) {
    m_operation = Operation::SmoothUnion;
    m_blend = width;
    return *this;
}

Sculptor& Sculptor::cut() {
    m_operation = Operation::Subtract;
    return *this;
}

void Sculptor::addTurned(Primitive part, const float (&size)[4], const Paint& paint) {
    if (m_parts.size() >= static_cast<std::size_t>(kMaxPrimitives))
        throw Error(ErrorCode::Internal,
                    "A family composes an object of more than " + std::to_string(kMaxPrimitives) + " parts.");
    part.operation = m_operation;
    part.blend = m_blend;
    std::copy_n(size, 4, part.size);
    part.material = paint.material;
    part.second = paint.second;
    part.pattern = paint.pattern;
    part.frequency = paint.frequency;
    part.phase = paint.phase;
    m_parts.push_back(part);
    m_operation = Operation::Union;
}

void Sculptor::add(Shape shape, Vec c, Turn turn, const float (&size)[4], const Paint& paint) {
    const Axes axes = axesOf(turn);
    Primitive part;
    part.shape = shape;
    part.centre = c;
    part.axisX = axes.x, part.axisY = axes.y, part.axisZ = axes.z;
    addTurned(part, size, paint);
}

void Sculptor::ellipsoid(Vec c, Vec radii, const Paint& paint, Turn turn) {
    add(Shape::Ellipsoid, c, turn, {radii.x, radii.y, radii.z, 0}, paint);
}
void Sculptor::box(Vec c, Vec half, float round, const Paint& paint, Turn turn) {
    const float most = 0.95f * std::min({half.x, half.y, half.z});
    add(Shape::Box, c, turn, {half.x, half.y, half.z, std::min(round, most)}, paint);
}
void Sculptor::cylinder(Vec c, float radius, float half, const Paint& paint, Turn turn, float round) {
    add(Shape::Cylinder, c, turn, {radius, half, std::min(round, 0.95f * std::min(radius, half)), 0}, paint);
}
void Sculptor::cone(Vec c, float lower, float upper, float half, const Paint& paint, Turn turn) {
    add(Shape::Cone, c, turn, {lower, upper, half, 0}, paint);
}
void Sculptor::capsule(Vec c, float radius, float half, const Paint& paint, Turn turn) {
    add(Shape::Capsule, c, turn, {radius, half, 0, 0}, paint);
}
void Sculptor::ring(Vec c, float radius, float tube, const Paint& paint, Turn turn) {
    add(Shape::Torus, c, turn, {radius, tube, 0, 0}, paint);
}
void Sculptor::roof(Vec c, float halfWidth, float halfHeight, float halfLength, const Paint& paint, Turn turn) {
    add(Shape::Roof, c, turn, {halfWidth, halfHeight, halfLength, 0}, paint);
}
void Sculptor::arc(Vec c, float radius, float tube, float halfAngle, const Paint& paint, Turn turn) {
    add(Shape::Arc, c, turn, {radius, tube, halfAngle, 0}, paint);
}
void Sculptor::polygon(Vec c, float radius, float half, int sides, const Paint& paint, Turn turn) {
    add(Shape::Polygon, c, turn, {radius, half, static_cast<float>(sides), 0}, paint);
}
void Sculptor::star(Vec c, float outer, float inner, float half, const Paint& paint, Turn turn) {
    add(Shape::Star, c, turn, {outer, half, inner, 0}, paint);
}

void Sculptor::limb(Vec from, Vec to, float fromRadius, float toRadius, const Paint& paint) {
    Primitive part;
    part.shape = Shape::RoundCone;
    part.centre = from;
    part.axisZ = normalised(to - from);
    const Vec helper = std::fabs(part.axisZ.x) < 0.8f ? Vec{1, 0, 0} : Vec{0, 1, 0};
    const Vec z = part.axisZ;
    part.axisX = normalised(helper - z * dot(helper, z));
    part.axisY = {z.y * part.axisX.z - z.z * part.axisX.y, z.z * part.axisX.x - z.x * part.axisX.z,
                  z.x * part.axisX.y - z.y * part.axisX.x};
    addTurned(part, {fromRadius, toRadius, std::max(length(to - from), 1e-3f), 0}, paint);
}

void Sculptor::cutAbove(float z, const Paint& inside) {
    m_clips.push_back({m_parts.size(), true, z});
    cut().box({0, 0, z + kCutHalf}, {kCutHalf, kCutHalf, kCutHalf}, 0.0f, inside);
}

void Sculptor::cutBelow(float z, const Paint& inside) {
    m_clips.push_back({m_parts.size(), false, z});
    cut().box({0, 0, z - kCutHalf}, {kCutHalf, kCutHalf, kCutHalf}, 0.0f, inside);
}

std::vector<Primitive> Sculptor::finish(float yaw, float extent) {
    std::vector<Primitive> parts = m_parts;
    for (Primitive& part : parts)
        for (Vec* v : {&part.centre, &part.axisX, &part.axisY, &part.axisZ})
            *v = turnedAboutZ(*v, yaw);
    Box box;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].operation == Operation::Subtract) continue;
        Box own;
        includePart(own, parts[i]);
        for (const Clip& clip : m_clips) {
            if (i >= clip.parts) continue;
            float& bound = clip.isAbove ? own.high.z : own.low.z;
            bound = clip.isAbove ? std::min(bound, clip.z) : std::max(bound, clip.z);
        }
        if (own.low.z < own.high.z) box.include((own.low + own.high) * 0.5f, (own.high - own.low) * 0.5f);
    }
    const Vec size = box.high - box.low;
    const Vec middle = (box.low + box.high) * 0.5f;
    const float scale = extent / std::max({size.x, size.y, size.z});
    for (Primitive& part : parts) {
        part.centre = (part.centre - middle) * scale;
        part.blend *= scale;
        // Angles and counts do not scale.
        const int lengths = part.shape == Shape::Arc || part.shape == Shape::Polygon ? 2 : 4;
        for (int i = 0; i < lengths; ++i)
            part.size[i] *= scale;
        if (part.pattern == Pattern::Bands || part.pattern == Pattern::Checks) part.frequency /= scale;
        if (part.pattern == Pattern::Upper) part.phase *= scale;
    }
    return parts;
}

}  // namespace espalier::starter
