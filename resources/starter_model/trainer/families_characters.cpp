#include <array>
#include <string_view>

#include "resources/starter_model/trainer/families.h"

namespace espalier::starter {

namespace {

/// Draws characters of bars and arcs in the plane of x and z, 1 high and 0.6 wide around the origin.
class Pen {
public:
    explicit Pen(Sculptor& sculptor)
        : s(sculptor),
          m_paint(sculptor.decorated(sculptor.anyPaint(), .4f, .25)),
          m_half(sculptor.u(.06f, .1f)),
          m_isRound(sculptor.chance(.5)) {}

    void bar(float x0, float z0, float x1, float z1) {
        if (m_isRound) return s.bar({x0, 0, z0}, {x1, 0, z1}, m_half, m_paint);
        const float dx = x1 - x0, dz = z1 - z0, l = std::sqrt(dx * dx + dz * dz);
        s.box({.5f * (x0 + x1), 0, .5f * (z0 + z1)}, {m_half, 1.2f * m_half, .5f * l + m_half}, .015f, m_paint,
              {0, std::atan2(dx, dz), 0});
    }
    /// `turn`: where the middle of the arc points, 0 = to +x, a quarter = up.
    void arc(float x, float z, float r, float halfAngle, float turn) {
        s.arc({x, 0, z}, r, m_half, halfAngle, m_paint, {kQuarter, -turn, 0});
    }
    void ring(float x, float z, float r) { s.ring({x, 0, z}, r, m_half, m_paint, kAlongY); }

private:
    Sculptor& s;
    Paint m_paint;
    float m_half;
    bool m_isRound;
};

constexpr float kHigh = .42f, kWide = .27f;

void strokes(Pen& pen, char character) {
    constexpr float q = kQuarter;
    switch (character) {
        case 'A':
            pen.bar(-kWide, -kHigh, 0, kHigh), pen.bar(0, kHigh, kWide, -kHigh), pen.bar(-.15f, -.1f, .15f, -.1f);
            break;
        case 'B':
            pen.bar(-.2f, -kHigh, -.2f, kHigh), pen.arc(-.2f, .21f, .21f, q, 0), pen.arc(-.2f, -.21f, .21f, q, 0);
            break;
        case 'C':
            pen.arc(.05f, 0, .36f, 2.2f, 2 * q);
            break;
        case 'D':
            pen.bar(-.2f, -kHigh, -.2f, kHigh), pen.arc(-.2f, 0, kHigh, q, 0);
            break;
        case 'E':
            pen.bar(-.2f, -kHigh, -.2f, kHigh), pen.bar(-.2f, kHigh, .22f, kHigh), pen.bar(-.2f, 0, .15f, 0),
                pen.bar(-.2f, -kHigh, .22f, -kHigh);
            break;
        case 'F':
            pen.bar(-.2f, -kHigh, -.2f, kHigh), pen.bar(-.2f, kHigh, .22f, kHigh), pen.bar(-.2f, .02f, .15f, .02f);
            break;
        case 'H':
            pen.bar(-kWide, -kHigh, -kWide, kHigh), pen.bar(kWide, -kHigh, kWide, kHigh), pen.bar(-kWide, 0, kWide, 0);
            break;
        case 'J':
            pen.bar(.18f, -.2f, .18f, kHigh), pen.arc(-.02f, -.2f, .2f, q, -q);
            break;
        case 'K':
            pen.bar(-.22f, -kHigh, -.22f, kHigh), pen.bar(-.2f, -.05f, .24f, kHigh), pen.bar(-.05f, .08f, .26f, -kHigh);
            break;
        case 'L':
            pen.bar(-.2f, -kHigh, -.2f, kHigh), pen.bar(-.2f, -kHigh, .24f, -kHigh);
            break;
        case 'M':
            pen.bar(-.32f, -kHigh, -.3f, kHigh), pen.bar(.32f, -kHigh, .3f, kHigh), pen.bar(-.3f, kHigh, 0, -.1f),
                pen.bar(.3f, kHigh, 0, -.1f);
            break;
        case 'N':
            pen.bar(-kWide, -kHigh, -kWide, kHigh), pen.bar(kWide, -kHigh, kWide, kHigh),
                pen.bar(-kWide, kHigh, kWide, -kHigh);
            break;
        case 'O':
            pen.ring(0, 0, .36f);
            break;
        case 'P':
            pen.bar(-.18f, -kHigh, -.18f, kHigh), pen.arc(-.18f, .2f, .22f, q, 0);
            break;
        case 'R':
            pen.bar(-.2f, -kHigh, -.2f, kHigh), pen.arc(-.2f, .2f, .22f, q, 0), pen.bar(-.05f, -.02f, .22f, -kHigh);
            break;
        case 'S':
            pen.arc(0, .2f, .2f, 2.2f, 1.6f * q), pen.arc(0, -.2f, .2f, 2.2f, -.4f * q);
            break;
        case 'T':
            pen.bar(0, -kHigh, 0, kHigh), pen.bar(-.3f, kHigh, .3f, kHigh);
            break;
        case 'U':
            pen.bar(-.25f, -.15f, -.25f, kHigh), pen.bar(.25f, -.15f, .25f, kHigh), pen.arc(0, -.15f, .25f, q, -q);
            break;
        case 'V':
            pen.bar(-kWide, kHigh, 0, -kHigh), pen.bar(kWide, kHigh, 0, -kHigh);
            break;
        case 'W':
            pen.bar(-.36f, kHigh, -.18f, -kHigh), pen.bar(-.18f, -kHigh, 0, .2f), pen.bar(0, .2f, .18f, -kHigh),
                pen.bar(.18f, -kHigh, .36f, kHigh);
            break;
        case 'X':
            pen.bar(-kWide, -kHigh, kWide, kHigh), pen.bar(-kWide, kHigh, kWide, -kHigh);
            break;
        case 'Y':
            pen.bar(0, -kHigh, 0, 0), pen.bar(0, 0, -kWide, kHigh), pen.bar(0, 0, kWide, kHigh);
            break;
        case 'Z':
            pen.bar(-.24f, kHigh, .24f, kHigh), pen.bar(.24f, kHigh, -.24f, -kHigh),
                pen.bar(-.24f, -kHigh, .24f, -kHigh);
            break;
        case '0':
            pen.bar(-.22f, -.18f, -.22f, .18f), pen.bar(.22f, -.18f, .22f, .18f), pen.arc(0, .18f, .22f, q, q),
                pen.arc(0, -.18f, .22f, q, -q);
            break;
        case '1':
            pen.bar(.02f, -kHigh, .02f, kHigh), pen.bar(.02f, kHigh, -.18f, .22f), pen.bar(-.16f, -kHigh, .2f, -kHigh);
            break;
        case '2':
            pen.arc(0, .2f, .22f, 1.9f, .5f * q), pen.bar(.17f, .05f, -.22f, -kHigh),
                pen.bar(-.22f, -kHigh, .24f, -kHigh);
            break;
        case '3':
            pen.arc(0, .2f, .2f, 2.1f, .1f * q), pen.arc(0, -.2f, .2f, 2.1f, -.1f * q);
            break;
        case '4':
            pen.bar(.12f, -kHigh, .12f, kHigh), pen.bar(.12f, kHigh, -.25f, -.1f), pen.bar(-.25f, -.1f, .26f, -.1f);
            break;
        case '5':
            pen.bar(.2f, kHigh, -.18f, kHigh), pen.bar(-.18f, kHigh, -.18f, .05f),
                pen.arc(-.04f, -.15f, .25f, 2.1f, .1f * q);
            break;
        case '6':
            pen.ring(0, -.18f, .22f), pen.arc(.16f, -.1f, .4f, .75f, 1.5f * q);
            break;
        case '7':
            pen.bar(-.24f, kHigh, .24f, kHigh), pen.bar(.24f, kHigh, -.08f, -kHigh);
            break;
        case '8':
            pen.ring(0, .21f, .19f), pen.ring(0, -.2f, .22f);
            break;
        default:
            pen.ring(0, .18f, .22f), pen.arc(-.16f, .1f, .4f, .75f, -.5f * q);
            break;  // 9
    }
}

void draw(Sculptor& s, std::string_view characters) {
    Pen pen(s);
    strokes(pen, characters[static_cast<std::size_t>(s.dice.integer(0, static_cast<int>(characters.size()) - 1))]);
    if (s.chance(.25)) s.box({0, 0, -.56f}, {.4f, .16f, .05f}, .01f, s.wood());
}

void letter(Sculptor& s) {
    draw(s, "ABCDEFHJKLMNOPRSTUVWXYZ");
}

void digit(Sculptor& s) {
    draw(s, "0123456789");
}

constexpr std::array kFamilies{Family{"characters", "letter", letter}, Family{"characters", "digit", digit}};

}  // namespace

std::span<const Family> characterFamilies() {
    return kFamilies;
}

}  // namespace espalier::starter
