#pragma once

#include <cstdint>
#include <vector>

#include "resources/starter_model/trainer/scene.h"

namespace espalier::starter {

/// SplitMix64: the same numbers on every machine, unlike the standard library's distributions.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_state(seed) {}

    float uniform(float low, float high);
    int integer(int low, int high);  ///< both inclusive
    bool chance(double probability) { return uniform(0.0f, 1.0f) < probability; }
    float sign() { return chance(0.5) ? 1.0f : -1.0f; }

private:
    std::uint64_t next();
    std::uint64_t m_state;
};

/// What a part is painted with.
struct Paint {
    Material material, second;
    Pattern pattern = Pattern::Plain;
    float frequency = 0.0f;
    float phase = 0.0f;
};

/// Turns about x, then y, then z, in radians.
struct Turn {
    float x = 0.0f, y = 0.0f, z = 0.0f;
};
constexpr float kQuarter = 1.57079633f;
constexpr Turn kAlongX{0, kQuarter, 0};
constexpr Turn kAlongY{kQuarter, 0, 0};

/// Composes an object of parts. z is up, its front faces -y; any size and place, finish() normalises both.
class Sculptor {
public:
    explicit Sculptor(std::uint64_t seed) : dice(seed) {}

    Dice dice;
    float u(float low, float high) { return dice.uniform(low, high); }
    bool chance(double probability = 0.5) { return dice.chance(probability); }
    template <typename... T>
    auto oneOf(T... options) {
        const std::common_type_t<T...> all[]{options...};
        return all[dice.integer(0, static_cast<int>(sizeof...(T)) - 1)];
    }

    // Paints. Without a colour they draw one.
    Vec colour();
    Paint plain(Vec colour, float roughness = 0.6f, float metallic = 0.0f);
    Paint anyPaint();  ///< mostly plastic or lacquer, sometimes metal
    Paint wood();
    Paint metal();    ///< steel, brass, copper
    Paint ceramic();  ///< glossy
    Paint fabric();   ///< rough
    Paint rubber();   ///< dark
    Paint glass();
    Paint leaf();
    /// With a probability gets bands, sectors, checks or two halves; `size` is the half height that they cover.
    Paint decorated(Paint paint, float size, double probability);

    // Parts. `c` is the centre; half extents and radii as Shape says.
    void ellipsoid(Vec c, Vec radii, const Paint& paint, Turn turn = {});
    void ball(Vec c, float radius, const Paint& paint) { ellipsoid(c, {radius, radius, radius}, paint); }
    void box(Vec c, Vec half, float round, const Paint& paint, Turn turn = {});
    void cylinder(Vec c, float radius, float half, const Paint& paint, Turn turn = {}, float round = 0.01f);
    void cone(Vec c, float lower, float upper, float half, const Paint& paint, Turn turn = {});
    void capsule(Vec c, float radius, float half, const Paint& paint, Turn turn = {});
    void ring(Vec c, float radius, float tube, const Paint& paint, Turn turn = {});
    void roof(Vec c, float halfWidth, float halfHeight, float halfLength, const Paint& paint, Turn turn = {});
    void arc(Vec c, float radius, float tube, float halfAngle, const Paint& paint, Turn turn = {});
    void limb(Vec from, Vec to, float fromRadius, float toRadius, const Paint& paint);  ///< round cone
    void bar(Vec from, Vec to, float radius, const Paint& paint) { limb(from, to, radius, radius, paint); }
    void polygon(Vec c, float radius, float half, int sides, const Paint& paint, Turn turn = {});
    void star(Vec c, float outer, float inner, float half, const Paint& paint, Turn turn = {});

    /// How the next part joins what is there; without these it is united sharply.
    Sculptor& smooth(float width);
    Sculptor& cut();
    /// Cuts everything so far off above (below) z.
    void cutAbove(float z, const Paint& inside);
    void cutBelow(float z, const Paint& inside);

    /// Turns the object about z, scales and moves it so that its bounds are centred and the longest is `extent`.
    std::vector<Primitive> finish(float yaw, float extent);

private:
    void add(Shape shape, Vec c, Turn turn, const float (&size)[4], const Paint& paint);
    void addTurned(Primitive part, const float (&size)[4], const Paint& paint);

    struct Clip {
        std::size_t parts = 0;  ///< of the first so many parts
        bool isAbove = true;
        float z = 0.0f;
    };

    std::vector<Primitive> m_parts;
    std::vector<Clip> m_clips;
    Operation m_operation = Operation::Union;
    float m_blend = 0.03f;
};

}  // namespace espalier::starter
