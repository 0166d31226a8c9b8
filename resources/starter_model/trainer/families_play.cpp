#include <algorithm>
#include <array>

#include "resources/starter_model/trainer/families.h"

namespace espalier::starter {

namespace {

constexpr std::array kSides{-1.0f, 1.0f};

void snowman(Sculptor& s) {
    const float r1 = s.u(.3f, .36f), r2 = r1 * s.u(.65f, .8f), r3 = r2 * s.u(.7f, .85f), z2 = .85f * r1 + .8f * r2,
                z3 = z2 + .85f * r2 + .75f * r3;
    const Paint snow = s.plain({.95f, .95f, .97f}, .9f), coal = s.plain({.05f, .05f, .05f}, .4f),
                wood = s.plain({.35f, .22f, .12f}, .9f), hat = s.plain(s.colour(), .8f);
    s.ball({}, r1, snow);
    s.ball({0, 0, z2}, r2, snow);
    s.ball({0, 0, z3}, r3, snow);
    s.cone({0, -1.2f * r3, z3}, .2f * r3, .01f, .4f * r3, s.plain({.95f, .5f, .1f}, .7f), kAlongY);
    for (const float x : kSides) {
        s.ball({x * .35f * r3, -.88f * r3, z3 + .3f * r3}, .12f * r3, coal);
        s.bar({x * .8f * r2, 0, z2}, {x * (r2 + .28f), -.03f, z2 + s.u(.02f, .2f)}, .022f, wood);
    }
    for (int i = 0; i < 3; ++i)
        s.ball({0, -.98f * r2, z2 - .1f + .1f * static_cast<float>(i)}, .03f, coal);
    if (s.chance(.7)) {
        s.cylinder({0, 0, z3 + .75f * r3}, r3, .025f, hat);
        s.cylinder({0, 0, z3 + 1.2f * r3}, .62f * r3, .42f * r3, hat);
    }
    if (s.chance(.5)) s.ring({0, 0, z3 - .75f * r3}, .75f * r3, .2f * r3, s.fabric());
}

void robot(Sculptor& s) {
    const float w = s.u(.2f, .28f), h = s.u(.2f, .28f), head = w * s.u(.6f, .85f), headHalf = s.u(.11f, .16f),
                z = h + headHalf + .05f;
    const Paint body = s.anyPaint(), limb = s.anyPaint(), steel = s.metal(),
                eye = s.chance(.5) ? s.plain({.2f, .9f, .9f}, .2f) : s.plain({.05f, .05f, .05f}, .2f);
    s.box({}, {w, .7f * w, h}, .04f, body);
    s.box({0, 0, z}, {head, .8f * head, headHalf}, .04f, s.chance(.5) ? body : limb);
    s.cylinder({0, 0, h + .02f}, .06f, .05f, steel);
    const float swing = s.u(0, .5f);
    for (const float x : kSides) {
        s.limb({x * (w + .05f), 0, .7f * h}, {x * (w + .1f + .2f * swing), 0, -.5f * h}, .055f, .06f, limb);
        s.box({x * .5f * w, 0, -h - .15f}, {.075f, .085f, .17f}, .02f, limb);
        s.box({x * .5f * w, -.03f, -h - .32f}, {.09f, .12f, .035f}, .02f, body);
        s.ellipsoid({x * .45f * head, -.8f * head, z + .02f}, {.045f, .03f, .045f}, eye);
    }
    s.box({0, -.7f * w, .2f * h}, {.55f * w, .02f, .3f * h}, .01f, s.decorated(s.anyPaint(), .12f, .5));
    if (!s.chance(.6)) return;
    s.cylinder({0, 0, z + headHalf + .07f}, .015f, .08f, steel);
    s.ball({0, 0, z + headHalf + .17f}, .04f, s.plain({.9f, .1f, .1f}, .3f));
}

void stackingRings(Sculptor& s) {
    const int count = s.dice.integer(3, 5);
    float r = s.u(.34f, .42f), z = 0;
    s.cylinder({0, 0, -.1f}, 1.1f * r, .04f, s.wood(), {}, .02f);
    for (int i = 0; i < count; ++i) {
        const float tube = s.u(.08f, .1f);
        s.ring({0, 0, z}, r - tube, tube, s.plain(s.colour(), .3f));
        z += 1.75f * tube;
        r *= s.u(.84f, .9f);
    }
    s.cylinder({0, 0, .5f * z - .05f}, .06f, .5f * z + .03f, s.wood());
    s.ball({0, 0, z + .02f}, .1f, s.plain(s.colour(), .3f));
}

void spinningTop(Sculptor& s) {
    const float r = s.u(.34f, .42f);
    const Paint paint = s.decorated(s.plain(s.colour(), .3f), .2f, .8), stem = s.chance(.5) ? s.wood() : s.metal();
    s.cone({0, 0, -.16f}, .03f, r, .18f, paint);
    s.ellipsoid({0, 0, .01f}, {r, r, .14f}, paint);
    s.cylinder({0, 0, .24f}, .04f, .16f, stem);
    s.ball({0, 0, .4f}, .06f, stem);
}

void dice(Sculptor& s) {
    const float half = .36f, dot = .055f;
    const Paint body = s.plain(s.chance(.5) ? Vec{.95f, .94f, .9f} : s.colour(), .25f),
                pip = s.plain(s.chance(.5) ? Vec{.06f, .06f, .07f} : Vec{.85f, .1f, .1f}, .4f);
    s.box({}, {half, half, half}, s.u(.03f, .1f), body);
    const float a = .19f;
    for (const float x : kSides)
        for (const float z : kSides)
            s.cut().ball({x * a, -half, z * a}, dot, pip);
    s.cut().ball({0, -half, 0}, dot, pip);
    for (const float k : {-1.0f, 0.0f, 1.0f}) {
        s.cut().ball({half, k * a, k * a}, dot, pip);
        for (const float x : kSides)
            s.cut().ball({x * .16f, k * a, half}, dot, pip);
    }
    for (const float k : kSides) {
        s.cut().ball({-half, k * a, -k * a}, dot, pip);
        for (const float x : kSides)
            s.cut().ball({x * a, half, k * a}, dot, pip);
    }
}

void toyBlocks(Sculptor& s) {
    const int kinds = s.dice.integer(0, 2);
    const auto block = [&](Vec c, float half) {
        s.box(c, {half, half, half}, .02f, s.decorated(s.plain(s.colour(), .5f), half, .25), {0, 0, s.u(-.25f, .25f)});
    };
    block({-.21f, 0, 0}, .2f);
    block({.22f, s.u(-.05f, .05f), 0}, .2f);
    if (kinds == 0) {
        block({s.u(-.05f, .05f), 0, .4f}, .2f);
    } else if (kinds == 1) {
        s.roof({0, 0, .38f}, .34f, .17f, .19f, s.plain(s.colour(), .5f));
    } else {
        s.cylinder({s.u(-.1f, .1f), 0, .38f}, .17f, .18f, s.plain(s.colour(), .5f));
        s.cone({0, 0, .7f}, .2f, .01f, .15f, s.plain(s.colour(), .5f));
    }
}

void starToy(Sculptor& s) {
    const float outer = s.u(.38f, .46f);
    const Paint paint = s.chance(.4) ? s.metal() : s.decorated(s.anyPaint(), .3f, .3);
    s.star({0, 0, .1f}, outer, outer * s.u(.4f, .6f), s.u(.06f, .12f), paint, {kQuarter, -kQuarter, 0});
    if (!s.chance(.6)) return;
    s.cylinder({0, 0, .1f - outer}, .03f, .2f, s.chance(.5) ? s.wood() : s.metal());
    s.cylinder({0, 0, -.1f - outer}, .2f, .03f, s.wood());
}

void gift(Sculptor& s) {
    const float w = s.u(.28f, .4f), d = s.u(.26f, .38f), h = s.u(.2f, .34f);
    const Paint paper = s.decorated(s.plain(s.colour(), .5f), .2f, .4), ribbon = s.plain(s.colour(), .3f);
    s.box({}, {w, d, h}, .01f, paper);
    s.box({0, 0, .9f * h}, {1.04f * w, 1.04f * d, .12f * h}, .01f, paper);
    s.box({}, {.05f, 1.05f * d, 1.03f * h}, .004f, ribbon);
    s.box({}, {1.05f * w, .05f, 1.03f * h}, .004f, ribbon);
    for (const float x : kSides)
        s.ring({x * .1f, 0, h + .1f}, .085f, .03f, ribbon, {kQuarter, x * .6f, 0});
    s.ball({0, 0, h + .06f}, .05f, ribbon);
}

void trophy(Sculptor& s) {
    const Paint gold =
        s.plain(s.oneOf(Vec{.92f, .75f, .3f}, Vec{.8f, .8f, .83f}, Vec{.75f, .48f, .3f}), s.u(.15f, .35f), 1.0f);
    const float r = s.u(.22f, .28f);
    for (const float x : kSides)
        s.ring({x * r, 0, .26f}, .13f, .026f, gold, kAlongY);
    s.ellipsoid({0, 0, .3f}, {r, r, .36f}, gold);
    s.cutAbove(.42f, gold);
    s.cut().ellipsoid({0, 0, .36f}, {.85f * r, .85f * r, .33f}, gold);
    s.cylinder({0, 0, -.14f}, .045f, .12f, gold);
    s.ball({0, 0, -.1f}, .07f, gold);
    s.cone({0, 0, -.26f}, .15f, .05f, .04f, gold);
    s.box({0, 0, -.38f}, {.2f, .2f, .09f}, .01f, s.chance(.5) ? s.wood() : s.plain({.1f, .1f, .11f}, .3f));
}

void guitar(Sculptor& s) {
    const Paint body = s.chance(.5) ? s.plain({.72f, .42f, .18f}, .3f) : s.plain(s.colour(), .25f),
                dark = s.plain({.15f, .1f, .07f}, .5f), neck = s.wood();
    const float r = s.u(.21f, .25f);
    s.cylinder({0, 0, -.28f}, r, .06f, body, kAlongY);
    s.smooth(.04f).cylinder({0, 0, -.03f}, .76f * r, .06f, body, kAlongY);
    s.cut().cylinder({0, -.07f, -.13f}, .08f, .06f, dark, kAlongY);
    s.box({0, -.05f, .28f}, {.032f, .02f, .3f}, .008f, neck);
    s.box({0, -.05f, .62f}, {.055f, .02f, .07f}, .01f, dark);
    s.box({0, -.07f, -.36f}, {.09f, .014f, .018f}, .005f, dark);
    for (const float x : kSides)
        for (int i = 0; i < 3; ++i)
            s.capsule({x * .07f, -.05f, .58f + .045f * static_cast<float>(i)}, .012f, .02f, s.metal(), kAlongX);
}

void drum(Sculptor& s) {
    const float r = s.u(.34f, .42f), h = s.u(.18f, .32f);
    const Paint shell = s.decorated(s.anyPaint(), h, .6), skin = s.plain({.93f, .9f, .83f}, .7f),
                rim = s.chance(.5) ? s.metal() : s.wood();
    s.cylinder({}, r, h, shell);
    for (const float z : kSides) {
        s.ring({0, 0, z * h}, r, .035f, rim);
        s.cylinder({0, 0, z * h}, .96f * r, .02f, skin);
    }
    if (!s.chance(.6)) return;
    for (const float x : kSides) {
        const Vec tip{-.35f * x * r, -.1f, h + .06f}, end{.9f * x * r, .25f, h + .22f};
        s.bar(tip, end, .02f, s.wood());
        s.ball(tip, .045f, s.wood());
    }
}

void bell(Sculptor& s) {
    const Paint metal = s.metal();
    const float r = s.u(.3f, .38f);
    s.cone({0, 0, -.05f}, r, .55f * r, .22f, metal);
    s.smooth(.05f).ellipsoid({0, 0, .14f}, {.58f * r, .58f * r, .2f}, metal);
    s.smooth(.03f).ring({0, 0, -.27f}, r, .045f, metal);
    s.cut().cone({0, 0, -.12f}, .86f * r, .4f * r, .22f, metal);
    s.ball({0, 0, -.3f}, .09f, s.plain({.3f, .28f, .26f}, .5f, 1.0f));
    if (s.chance(.5))
        s.ring({0, 0, .38f}, .08f, .028f, metal, kAlongY);
    else
        s.cylinder({0, 0, .48f}, .06f, .18f, s.wood(), {}, .03f);
}

void trumpet(Sculptor& s) {
    const Paint brass = s.plain({.9f, .72f, .32f}, s.u(.15f, .3f), 1.0f);
    s.cylinder({0, 0, .08f}, .03f, .4f, brass, kAlongX);
    s.cone({.48f, 0, .08f}, .04f, s.u(.16f, .2f), .12f, brass, kAlongX);
    s.cone({-.44f, 0, .08f}, .055f, .025f, .05f, brass, kAlongX);
    s.box({0, 0, 0}, {.2f, .03f, .08f}, .03f, brass);
    s.cut().box({0, 0, -.01f}, {.15f, .1f, .04f}, .02f, brass);
    for (int i = -1; i <= 1; ++i) {
        const float x = .09f * static_cast<float>(i);
        s.cylinder({x, 0, .06f}, .036f, .15f, brass);
        s.cylinder({x, 0, .25f}, .012f, .05f, brass);
        s.cylinder({x, 0, .3f}, .035f, .012f, s.plain({.95f, .93f, .88f}, .3f));
    }
}

void piano(Sculptor& s) {
    const Paint body = s.chance(.5)   ? s.plain({.06f, .06f, .07f}, .12f)
                       : s.chance(.5) ? s.wood()
                                      : s.plain(s.colour(), .3f);
    Paint keys = s.plain({.95f, .94f, .9f}, .3f);
    s.box({0, .12f, .06f}, {.44f, .13f, .36f}, .015f, body);
    s.box({0, -.08f, -.02f}, {.44f, .15f, .04f}, .015f, body);
    s.box({0, -.12f, .03f}, {.38f, .085f, .014f}, .003f, keys);
    for (int i = 0; i < 9; ++i)
        s.box({-.33f + .0825f * static_cast<float>(i), -.09f, .05f}, {.018f, .05f, .014f}, .003f,
              s.plain({.05f, .05f, .06f}, .3f));
    for (const float x : kSides)
        s.box({x * .4f, -.18f, -.18f}, {.035f, .035f, .13f}, .01f, body);
    s.box({0, -.02f, .22f}, {.25f, .012f, .09f}, .005f, s.plain({.94f, .93f, .88f}, .8f), {-.2f, 0, 0});
}

void primitive(Sculptor& s) {
    const Paint paint = s.decorated(s.anyPaint(), .35f, .55);
    const float a = s.u(.22f, .45f), b = s.u(.22f, .45f), c = s.u(.22f, .45f);
    const Turn turn = s.chance(.6) ? Turn{} : Turn{s.u(-.5f, .5f), s.u(-.5f, .5f), 0};
    switch (s.dice.integer(0, 9)) {
        case 0:
            return s.ball({}, a, paint);
        case 1:
            return s.box({}, {a, a, a}, s.oneOf(.01f, .05f, .1f), paint, turn);
        case 2:
            return s.box({}, {a, b, c}, s.oneOf(.01f, .05f), paint, turn);
        case 3:
            return s.cylinder({}, a, b, paint, turn, .02f);
        case 4:
            return s.cone({}, a, s.oneOf(.01f, .1f, b), c, paint, turn);
        case 5:
            return s.ring({}, .34f, s.u(.08f, .16f), paint, s.chance(.5) ? kAlongY : turn);
        case 6:
            return s.capsule({}, .7f * a, b, paint, turn);
        case 7:
            return s.polygon({}, a, b, s.dice.integer(3, 8), paint, turn);
        case 8:
            return s.star({}, .42f, s.u(.18f, .28f), s.u(.06f, .2f), paint, s.chance(.5) ? kAlongY : turn);
        default:
            return s.ellipsoid({}, {a, b, c}, paint, turn);
    }
}

/// A few solids on top of each other.
void tower(Sculptor& s) {
    const int count = s.dice.integer(2, 5);
    float z = 0, r = s.u(.28f, .4f);
    for (int i = 0; i < count; ++i) {
        const Paint paint = s.decorated(s.anyPaint(), r, .3);
        const float half = s.u(.08f, .2f), x = s.u(-.06f, .06f), y = s.u(-.06f, .06f);
        switch (s.dice.integer(0, 4)) {
            case 0:
                s.box({x, y, z + half}, {r, r * s.u(.6f, 1), half}, .02f, paint, {0, 0, s.u(-.5f, .5f)});
                break;
            case 1:
                s.cylinder({x, y, z + half}, r, half, paint, {}, .02f);
                break;
            case 2:
                s.ellipsoid({x, y, z + half}, {r, r, 1.08f * half}, paint);
                break;
            case 3:
                s.polygon({x, y, z + half}, .9f * r, half, s.dice.integer(3, 8), paint, {0, 0, s.u(0, 1)});
                break;
            default:
                s.cone({x, y, z + half}, r, r * s.u(.4f, .9f), half, paint);
        }
        z += 1.95f * half;
        r *= s.u(.7f, .98f);
    }
}

/// Solids that grow out of each other.
void cluster(Sculptor& s) {
    const int count = s.dice.integer(3, 7);
    const Paint first = s.anyPaint();
    std::array<Vec, 7> centres{};
    for (int i = 0; i < count; ++i) {
        const float size = i == 0 ? s.u(.24f, .34f) : s.u(.12f, .26f);
        if (i > 0)
            centres[static_cast<std::size_t>(i)] = centres[static_cast<std::size_t>(s.dice.integer(0, i - 1))] +
                                                   Vec{s.u(-.26f, .26f), s.u(-.26f, .26f), s.u(-.2f, .26f)};
        const Vec c = centres[static_cast<std::size_t>(i)];
        const Paint paint = s.decorated(s.chance(.4) ? first : s.anyPaint(), size, .25);
        const Turn turn = s.chance(.5) ? Turn{} : Turn{s.u(-1, 1), s.u(-1, 1), s.u(-1, 1)};
        if (i > 0 && s.chance(.4)) s.smooth(s.u(.03f, .09f));
        if (i > 1 && s.chance(.12)) s.cut();
        switch (s.dice.integer(0, 5)) {
            case 0:
                s.ellipsoid(c, {size, size * s.u(.5f, 1), size * s.u(.5f, 1)}, paint, turn);
                break;
            case 1:
                s.box(c, {size, size * s.u(.4f, 1), size * s.u(.4f, 1)}, .02f, paint, turn);
                break;
            case 2:
                s.cylinder(c, .8f * size, size * s.u(.4f, 1.2f), paint, turn, .02f);
                break;
            case 3:
                s.cone(c, size, size * s.u(.05f, .8f), size, paint, turn);
                break;
            case 4:
                s.capsule(c, .5f * size, size, paint, turn);
                break;
            default:
                s.ring(c, size, .32f * size, paint, turn);
        }
    }
}

constexpr std::array kFamilies{Family{"toys", "snowman", snowman},
                               Family{"toys", "robot", robot},
                               Family{"toys", "stacking rings", stackingRings},
                               Family{"toys", "spinning top", spinningTop},
                               Family{"toys", "dice", dice},
                               Family{"toys", "toy blocks", toyBlocks},
                               Family{"toys", "star", starToy},
                               Family{"toys", "gift", gift},
                               Family{"toys", "trophy", trophy},
                               Family{"instruments", "guitar", guitar},
                               Family{"instruments", "drum", drum},
                               Family{"instruments", "bell", bell},
                               Family{"instruments", "trumpet", trumpet},
                               Family{"instruments", "piano", piano},
                               Family{"abstract", "primitive", primitive},
                               Family{"abstract", "tower", tower},
                               Family{"abstract", "cluster", cluster}};

}  // namespace

std::span<const Family> playFamilies() {
    return kFamilies;
}

}  // namespace espalier::starter
