#include <array>

#include "resources/starter_model/trainer/families.h"

namespace espalier::starter {

namespace {

constexpr std::array kSides{-1.0f, 1.0f};

void table(Sculptor& s) {
    const float w = s.u(.42f, .6f), d = s.u(.3f, .46f), h = s.u(.25f, .4f), leg = s.u(.03f, .055f);
    const Paint top = s.chance(.6) ? s.wood() : s.anyPaint(), legs = s.chance() ? top : s.anyPaint();
    s.box({0, 0, h}, {w, d, s.u(.025f, .045f)}, .015f, top);
    for (const float x : kSides)
        for (const float y : kSides)
            s.box({x * (.92f * w - leg), y * (.92f * d - leg), 0}, {leg, leg, h}, .01f, legs);
    if (s.chance(.4))
        for (const float y : kSides)
            s.box({0, y * (.92f * d - leg), .78f * h}, {.9f * w, .02f, .06f}, .01f, legs);
}

void roundTable(Sculptor& s) {
    const float r = s.u(.4f, .52f), h = s.u(.28f, .4f);
    const Paint top = s.chance(.5) ? s.wood() : s.ceramic(), foot = s.chance(.5) ? s.metal() : top;
    s.cylinder({0, 0, h}, r, s.u(.025f, .045f), top);
    s.cylinder({}, s.u(.04f, .07f), h, foot);
    s.cone({0, 0, -h}, s.u(.5f, .7f) * r, .08f, .035f, foot);
}

void chair(Sculptor& s) {
    const float w = s.u(.27f, .34f), d = s.u(.26f, .33f), h = s.u(.24f, .32f), back = s.u(.28f, .4f),
                leg = s.u(.025f, .042f);
    const Paint frame = s.chance(.6) ? s.wood() : s.anyPaint(), seat = s.chance(.5) ? frame : s.fabric();
    s.box({}, {w, d, .04f}, .025f, seat);
    for (const float x : kSides)
        for (const float y : kSides)
            s.box({x * (w - leg), y * (d - leg), -h}, {leg, leg, h}, .01f, frame);
    if (s.chance(.5)) {
        s.box({0, d - .035f, back}, {w, .035f, back}, .025f, seat);
    } else {
        for (int i = -1; i <= 1; ++i)
            s.box({static_cast<float>(i) * (w - .03f), d - .03f, back}, {.028f, .028f, back}, .01f, frame);
        s.box({0, d - .03f, 1.85f * back}, {w, .03f, .07f}, .015f, frame);
    }
    if (!s.chance(.3)) return;
    for (const float x : kSides) {
        s.box({x * (w - .03f), 0, .22f}, {.035f, d, .025f}, .015f, frame);
        s.box({x * (w - .03f), .06f - d, .12f}, {.028f, .028f, .11f}, .01f, frame);
    }
}

void stool(Sculptor& s) {
    const float r = s.u(.28f, .36f), h = s.u(.32f, .46f);
    const Paint legs = s.chance(.6) ? s.wood() : s.metal(), seat = s.chance(.4) ? legs : s.fabric();
    s.cylinder({0, 0, h}, r, .06f, seat, {}, .03f);
    const int count = s.oneOf(3, 4);
    for (int i = 0; i < count; ++i) {
        const float angle = 4 * kQuarter * (static_cast<float>(i) + .5f) / static_cast<float>(count);
        const Vec out{std::cos(angle), std::sin(angle), 0};
        s.bar(out * (.65f * r) + Vec{0, 0, h}, out * (.95f * r) + Vec{0, 0, -h}, .035f, legs);
    }
    if (s.chance(.5)) s.ring({0, 0, -.3f * h}, .84f * r, .024f, legs);
}

void sofa(Sculptor& s) {
    const float w = s.u(.42f, .55f), d = s.u(.2f, .27f), h = s.u(.11f, .15f), back = s.u(.17f, .24f);
    const Paint cloth = s.decorated(s.fabric(), w, .15), cushion = s.chance(.5) ? cloth : s.fabric();
    s.box({}, {w, d, h}, .03f, cloth);
    s.box({0, d - .03f, back}, {w, .075f, back + h}, .05f, cloth);
    for (const float x : kSides) {
        s.box({x * w, 0, .6f * h}, {.07f, d, 1.5f * h + .03f}, .05f, cloth);
        s.box({x * .47f * w, -.06f, h + .04f}, {.45f * w, .8f * d, .05f}, .04f, cushion);
        for (const float y : kSides)
            s.cylinder({x * .9f * w, y * .8f * d, -h - .05f}, .03f, .06f, s.plain({.3f, .2f, .12f}));
    }
}

void bed(Sculptor& s) {
    const float w = s.u(.28f, .4f), l = .52f, head = s.u(.18f, .28f);
    const Paint frame = s.wood(), sheet = s.plain({.93f, .92f, .9f}, .9f), blanket = s.decorated(s.fabric(), w, .3);
    s.box({0, 0, -.1f}, {w, l, .06f}, .015f, frame);
    s.box({0, 0, 0}, {.95f * w, .97f * l, .08f}, .05f, sheet);
    s.box({0, -.2f, .025f}, {1.0f * w, .33f, .085f}, .05f, blanket);
    s.box({0, l, .5f * head - .05f}, {w, .03f, head}, .02f, frame);
    if (s.chance(.6)) s.box({0, -l, -.02f}, {w, .03f, .13f}, .02f, frame);
    const int pillows = s.oneOf(1, 2);
    for (int i = 0; i < pillows; ++i)
        s.ellipsoid({pillows == 1 ? 0.0f : kSides[static_cast<std::size_t>(i)] * .45f * w, .36f, .1f},
                    {pillows == 1 ? .55f * w : .4f * w, .11f, .055f}, sheet);
    for (const float x : kSides)
        for (const float y : kSides)
            s.box({x * (w - .03f), y * (l - .03f), -.2f}, {.03f, .03f, .06f}, .01f, frame);
}

void bookshelf(Sculptor& s) {
    const float w = s.u(.26f, .36f), h = s.u(.42f, .5f), d = s.u(.1f, .14f);
    const Paint wood = s.chance(.7) ? s.wood() : s.anyPaint();
    const int shelves = s.dice.integer(2, 4);
    s.box({0, d - .015f, 0}, {w, .015f, h}, .005f, wood);
    for (const float x : kSides)
        s.box({x * w, 0, 0}, {.025f, d, h}, .008f, wood);
    for (int i = 0; i <= shelves; ++i) {
        const float z = h * (2.0f * static_cast<float>(i) / static_cast<float>(shelves) - 1.0f);
        s.box({0, 0, z}, {w, d, .022f}, .008f, wood);
        if (i == shelves) continue;
        const float room = 2.0f * h / static_cast<float>(shelves);
        const int books = s.dice.integer(1, 4);
        float x = -w + .04f;
        for (int b = 0; b < books && x < w - .1f; ++b) {
            const float thick = s.u(.03f, .07f), tall = room * s.u(.28f, .4f);
            s.box({x + thick, .01f, z + .02f + tall}, {thick * .92f, .75f * d, tall}, .008f, s.plain(s.colour(), .7f));
            x += 2.0f * thick;
        }
    }
}

void cabinet(Sculptor& s) {
    const float w = s.u(.3f, .45f), h = s.u(.28f, .45f), d = s.u(.17f, .24f);
    const Paint body = s.chance(.7) ? s.wood() : s.anyPaint(), front = s.chance(.6) ? body : s.anyPaint(),
                knob = s.metal();
    s.box({}, {w, d, h}, .012f, body);
    const int rows = s.dice.integer(1, 4);
    for (int i = 0; i < rows; ++i) {
        const float half = h / static_cast<float>(rows), z = -h + half * (2.0f * static_cast<float>(i) + 1.0f);
        s.box({0, -d, z}, {.92f * w, .02f, .85f * half}, .01f, front);
        if (rows == 1) s.cut().box({0, -d - .02f, z}, {.008f, .02f, h}, 0, body);
        for (const float x : kSides)
            s.ball({x * (rows == 1 ? .12f : .4f) * w, -d - .03f, z}, .022f, knob);
    }
    for (const float x : kSides)
        for (const float y : kSides)
            s.cylinder({x * .85f * w, y * .75f * d, -h - .05f}, .028f, .06f, body);
}

void lamp(Sculptor& s) {
    const float h = s.u(.34f, .46f), r = s.u(.28f, .38f), shade = s.u(.15f, .23f);
    const Paint foot = s.chance(.5) ? s.metal() : s.ceramic();
    s.cylinder({0, 0, -h}, r * s.u(.5f, .75f), .03f, foot);
    if (s.chance(.5)) s.ellipsoid({0, 0, -.4f * h}, {.13f, .13f, .55f * h}, s.decorated(foot, h, .3));
    s.cylinder({}, s.u(.022f, .04f), h, foot);
    s.cone({0, 0, h + .3f * shade}, r, r * s.u(.4f, .9f), shade, s.decorated(s.plain(s.colour(), .85f), shade, .3));
}

void deskLamp(Sculptor& s) {
    const Paint paint = s.anyPaint(), joint = s.metal();
    const float reach = s.u(.2f, .32f);
    const Vec elbow{.05f, reach, .02f}, top{0, -.1f, .4f};
    s.cylinder({0, 0, -.42f}, .22f, .035f, paint, {}, .02f);
    s.bar({0, 0, -.4f}, elbow, .026f, joint);
    s.bar(elbow, top, .026f, joint);
    s.ball(elbow, .05f, paint);
    s.cone(top + Vec{0, -.1f, -.06f}, .17f, .06f, .11f, paint, {-.5f, 0, 0});
    s.ball(top + Vec{0, -.14f, -.13f}, .08f, s.plain({.98f, .95f, .8f}, .3f));
}

void clock(Sculptor& s) {
    const float r = s.u(.34f, .42f);
    const Paint rim = s.anyPaint(), hand = s.plain({.05f, .05f, .06f}, .4f);
    s.cylinder({}, r, .09f, rim, kAlongY, .03f);
    s.cylinder({0, -.08f, 0}, .86f * r, .02f, s.plain({.95f, .94f, .9f}, .5f), kAlongY);
    for (int i = 0; i < 12; ++i) {
        const float angle = kQuarter / 3.0f * static_cast<float>(i);
        s.box({.72f * r * std::sin(angle), -.1f, .72f * r * std::cos(angle)}, {.014f, .012f, .045f}, .004f, hand,
              {0, angle, 0});
    }
    const float hour = s.u(0, 6.28f), minute = s.u(0, 6.28f);
    s.limb({0, -.11f, 0}, {.4f * r * std::sin(hour), -.11f, .4f * r * std::cos(hour)}, .024f, .016f, hand);
    s.limb({0, -.12f, 0}, {.62f * r * std::sin(minute), -.12f, .62f * r * std::cos(minute)}, .02f, .012f, hand);
    if (s.chance(.5))
        for (const float x : kSides) {
            s.bar({x * .6f * r, 0, -.75f * r}, {x * .75f * r, 0, -1.15f * r}, .035f, rim);
            s.ellipsoid({x * .6f * r, 0, .98f * r}, {.15f, .12f, .1f}, s.metal(), {0, x * .6f, 0});
        }
}

void hammer(Sculptor& s) {
    const float l = s.u(.38f, .48f);
    const Paint steel = s.metal();
    s.cylinder({}, s.u(.035f, .05f), l, s.chance(.7) ? s.wood() : s.anyPaint(), {}, .02f);
    s.box({0, 0, l}, {.17f, .07f, .075f}, .02f, steel);
    s.cylinder({.19f, 0, l}, .09f, .05f, steel, kAlongX);
    if (s.chance(.6)) s.limb({-.14f, 0, l}, {-.32f, 0, l - .07f}, .06f, .02f, steel);
}

void axe(Sculptor& s) {
    const float l = s.u(.4f, .5f);
    const Paint steel = s.metal();
    s.cylinder({}, s.u(.035f, .045f), l, s.wood(), {}, .02f);
    s.roof({.17f, 0, .78f * l}, .16f, .17f, .03f, steel, {0, -kQuarter, 0});
    s.box({0, 0, .78f * l}, {.07f, .055f, .08f}, .015f, s.chance(.5) ? steel : s.anyPaint());
    if (s.chance(.3)) s.roof({-.17f, 0, .78f * l}, .16f, .17f, .03f, steel, {0, kQuarter, 0});
}

void screwdriver(Sculptor& s) {
    const Paint grip = s.decorated(s.plain(s.colour(), .35f), .2f, .4), steel = s.metal();
    const float r = s.u(.07f, .11f);
    s.polygon({0, 0, -.26f}, r, .22f, 6, grip);
    s.ball({0, 0, -.47f}, .95f * r, grip);
    s.cone({0, 0, -.02f}, .9f * r, .045f, .04f, grip);
    s.cylinder({0, 0, .22f}, .03f, .26f, steel);
    s.box({0, 0, .47f}, {.045f, .015f, .06f}, .008f, steel);
}

void wrench(Sculptor& s) {
    const Paint steel = s.chance(.7) ? s.metal() : s.anyPaint();
    const float l = s.u(.3f, .38f), r = s.u(.12f, .15f);
    s.box({}, {.05f, .03f, l}, .025f, steel);
    s.cylinder({0, 0, l + .06f}, r, .04f, steel, kAlongY);
    s.cut().box({0, 0, l + .15f}, {.55f * r, .2f, .14f}, 0, steel);
    s.cylinder({0, 0, -l - .04f}, .8f * r, .04f, steel, kAlongY);
    s.cut().polygon({0, 0, -l - .04f}, .45f * r, .2f, 6, steel, kAlongY);
}

void bucket(Sculptor& s) {
    const float r = s.u(.3f, .38f), h = s.u(.3f, .36f);
    const Paint paint = s.chance(.4) ? s.metal() : s.decorated(s.anyPaint(), h, .2);
    s.arc({0, 0, .9f * h}, r, .02f, kQuarter, s.metal(), {kQuarter, -kQuarter, s.u(-.3f, .3f)});
    s.cone({}, .75f * r, r, h, paint);
    s.cut().cone({0, 0, .06f}, .67f * r, .92f * r, h, paint);
    s.ring({0, 0, h}, .97f * r, .025f, paint);
}

void ladder(Sculptor& s) {
    const float h = .5f, w = s.u(.13f, .18f), lean = s.u(.14f, .22f);
    const Paint wood = s.chance(.6) ? s.wood() : s.metal();
    const int rungs = s.dice.integer(4, 6);
    for (const float x : kSides) {
        s.bar({x * w * 1.2f, -lean, -h}, {x * w, 0, h}, .026f, wood);
        s.bar({x * w * 1.2f, lean, -h}, {x * w, 0, h}, .026f, wood);
    }
    for (int i = 0; i < rungs; ++i) {
        const float t = (static_cast<float>(i) + .6f) / static_cast<float>(rungs);
        const float at = w * (1.2f - .2f * t);
        s.box({0, -lean * (1 - t), -h + 2 * h * t}, {at, .035f, .014f}, .01f, wood);
    }
    s.box({0, 0, h}, {1.1f * w, .07f, .02f}, .01f, s.anyPaint());
}

void dumbbell(Sculptor& s) {
    const float l = s.u(.3f, .42f), r = s.u(.15f, .23f);
    const Paint weight = s.anyPaint();
    s.cylinder({}, s.u(.04f, .06f), l, s.metal(), kAlongX);
    const int kind = s.dice.integer(0, 2);
    for (const float x : kSides) {
        if (kind == 0) s.ball({x * l, 0, 0}, r, weight);
        if (kind == 1) s.cylinder({x * .85f * l, 0, 0}, r, .07f, weight, kAlongX, .02f);
        if (kind == 1) s.cylinder({x * (.85f * l + .11f), 0, 0}, .75f * r, .05f, weight, kAlongX, .02f);
        if (kind == 2) s.polygon({x * l, 0, 0}, .9f * r, .1f, 6, weight, kAlongX);
    }
}

constexpr std::array kFamilies{Family{"furniture", "table", table},
                               Family{"furniture", "round table", roundTable},
                               Family{"furniture", "chair", chair},
                               Family{"furniture", "stool", stool},
                               Family{"furniture", "sofa", sofa},
                               Family{"furniture", "bed", bed},
                               Family{"furniture", "bookshelf", bookshelf},
                               Family{"furniture", "cabinet", cabinet},
                               Family{"furniture", "lamp", lamp},
                               Family{"furniture", "desk lamp", deskLamp},
                               Family{"furniture", "clock", clock},
                               Family{"tools", "hammer", hammer},
                               Family{"tools", "axe", axe},
                               Family{"tools", "screwdriver", screwdriver},
                               Family{"tools", "wrench", wrench},
                               Family{"tools", "bucket", bucket},
                               Family{"tools", "ladder", ladder},
                               Family{"tools", "dumbbell", dumbbell}};

}  // namespace

std::span<const Family> homeFamilies() {
    return kFamilies;
}

}  // namespace espalier::starter
