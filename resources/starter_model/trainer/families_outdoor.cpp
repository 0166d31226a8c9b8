#include <algorithm>
#include <array>

#include "resources/starter_model/trainer/families.h"

namespace espalier::starter {

namespace {

constexpr std::array kSides{-1.0f, 1.0f};

void wheels(Sculptor& s, float x, std::initializer_list<float> ys, float z, float r) {
    const Paint tyre = s.rubber(), hub = s.metal();
    for (const float side : kSides)
        for (const float y : ys) {
            s.cylinder({side * x, y, z}, r, .05f, tyre, kAlongX, .015f);
            s.cylinder({side * (x + .02f), y, z}, .55f * r, .045f, hub, kAlongX);
        }
}

void car(Sculptor& s) {
    const float l = s.u(.45f, .56f), w = s.u(.2f, .26f), h = s.u(.09f, .13f), cabin = l * s.u(.42f, .62f),
                top = s.u(.1f, .15f);
    const float back = s.u(-.08f, .16f);
    const Paint paint = s.chance(.2) ? s.metal() : s.plain(s.colour(), s.u(.2f, .4f)), window = s.glass();
    s.box({}, {w, l, h}, .05f, paint);
    s.box({0, back, h + .7f * top}, {.88f * w, cabin, top}, .06f, window);
    s.box({0, back, h + 1.6f * top}, {.84f * w, .88f * cabin, .025f}, .02f, paint);
    wheels(s, .95f * w, {-.6f * l, .6f * l}, -h, s.u(.1f, .13f));
    for (const float x : kSides) {
        s.ellipsoid({x * .65f * w, -l, .02f}, {.05f, .03f, .04f}, s.plain({1, .95f, .75f}, .2f));
        s.ellipsoid({x * .65f * w, l, .02f}, {.05f, .03f, .04f}, s.plain({.85f, .1f, .08f}, .2f));
    }
}

void truck(Sculptor& s) {
    const float w = s.u(.18f, .23f), load = s.u(.24f, .32f), h = s.u(.16f, .24f);
    const Paint cab = s.plain(s.colour(), .35f), body = s.decorated(s.anyPaint(), h, .3);
    s.box({0, 0, -.06f}, {.8f * w, .5f, .045f}, .01f, s.plain({.15f, .15f, .16f}));
    s.box({0, .5f - load, h}, {w, load, h}, .02f, body);
    s.box({0, -.4f, .12f}, {.95f * w, .13f, .16f}, .04f, cab);
    s.box({0, -.5f, .19f}, {.8f * w, .04f, .06f}, .02f, s.glass());
    wheels(s, .9f * w, {-.36f, .18f, .38f}, -.1f, .1f);
}

void bus(Sculptor& s) {
    const float w = s.u(.17f, .2f), h = s.u(.17f, .22f);
    const Paint paint = s.decorated(s.plain(s.colour(), .35f), h, .15), window = s.glass();
    s.box({}, {w, .5f, h}, .04f, paint);
    const int windows = s.dice.integer(3, 5);
    for (int i = 0; i < windows; ++i) {
        const float y = -.4f + .8f * (static_cast<float>(i) + .5f) / static_cast<float>(windows);
        s.box({0, y, .3f * h}, {w + .006f, .32f / static_cast<float>(windows), .32f * h}, .01f, window);
    }
    s.box({0, -.5f, .3f * h}, {.85f * w, .012f, .35f * h}, .01f, window);
    wheels(s, .92f * w, {-.32f, .32f}, -h, .09f);
    for (const float x : kSides)
        s.ball({x * .7f * w, -.5f, -.6f * h}, .03f, s.plain({1, .95f, .75f}, .2f));
}

void locomotive(Sculptor& s) {
    const float r = s.u(.13f, .17f);
    const Paint paint = s.plain(s.colour(), .35f), dark = s.plain({.1f, .1f, .11f}, .5f), accent = s.anyPaint();
    s.cylinder({0, -.12f, .08f}, r, .32f, paint, kAlongY);
    s.cylinder({0, -.43f, .08f}, 1.05f * r, .03f, dark, kAlongY);
    s.box({0, .28f, .14f}, {1.2f * r, .14f, .22f}, .01f, paint);
    s.box({0, .28f, .38f}, {1.45f * r, .18f, .025f}, .01f, accent);
    s.box({0, .28f, .22f}, {1.22f * r, .08f, .07f}, .01f, s.glass());
    s.cone({0, -.3f, .3f}, .05f, .08f, .1f, dark);
    s.ball({0, -.05f, .08f + r}, .06f, s.metal());
    s.box({0, 0, -.09f}, {.9f * r, .46f, .03f}, .01f, dark);
    wheels(s, .95f * r, {-.3f, -.08f, .14f, .34f}, -.13f, .09f);
}

void plane(Sculptor& s) {
    const float l = s.u(.42f, .5f), r = s.u(.08f, .12f), span = s.u(.42f, .52f), z = s.oneOf(0.0f, .7f * r, -.5f * r);
    const Paint body = s.decorated(s.plain(s.colour(), .35f), .3f, .15), wing = s.chance(.5) ? body : s.anyPaint();
    s.ellipsoid({}, {r, l, r}, body);
    s.box({0, -.06f, z}, {span, s.u(.08f, .12f), .025f}, .02f, wing);
    s.box({0, .85f * l, .03f}, {.42f * span, .06f, .02f}, .015f, wing);
    s.box({0, .85f * l, .12f}, {.02f, .07f, .12f}, .015f, wing);
    s.ellipsoid({0, -.45f * l, .75f * r}, {.6f * r, .12f, .55f * r}, s.glass());
    if (s.chance(.5)) {
        for (const float x : kSides)
            s.capsule({x * .45f * span, -.13f, z - .05f}, .045f, .09f, s.metal(), kAlongY);
    } else {
        s.box({0, -l - .01f, 0}, {.16f, .012f, .022f}, .005f, s.rubber(), {0, s.u(0, 3), 0});
        s.cone({0, -l - .02f, 0}, .045f, .01f, .04f, s.metal(), kAlongY);
    }
}

void helicopter(Sculptor& s) {
    const Paint paint = s.decorated(s.plain(s.colour(), .35f), .2f, .2), dark = s.plain({.15f, .15f, .16f}, .5f);
    s.ellipsoid({0, -.12f, 0}, {.16f, .26f, .17f}, paint);
    s.ellipsoid({0, -.22f, .03f}, {.135f, .18f, .13f}, s.glass());
    s.limb({0, .05f, .04f}, {0, .5f, .09f}, .08f, .03f, paint);
    s.box({0, .5f, .14f}, {.015f, .05f, .09f}, .01f, paint);
    s.cylinder({0, -.1f, .2f}, .025f, .06f, dark);
    const float angle = s.u(0, 3);
    for (int i = 0; i < 2; ++i)
        s.box({0, -.1f, .26f}, {.45f, .03f, .012f}, .008f, dark, {0, 0, angle + kQuarter * static_cast<float>(i)});
    for (const float x : kSides) {
        s.bar({x * .16f, -.36f, -.27f}, {x * .16f, .12f, -.27f}, .02f, dark);
        s.bar({x * .16f, -.2f, -.27f}, {x * .08f, -.15f, -.1f}, .016f, dark);
        s.bar({x * .16f, 0, -.27f}, {x * .08f, -.05f, -.1f}, .016f, dark);
    }
}

void hull(Sculptor& s, float w, float l, float h, const Paint& paint, const Paint& deck) {
    s.ellipsoid({}, {w, l, 1.5f * h}, paint);
    s.cutAbove(0.0f, deck);
}

void sailingBoat(Sculptor& s) {
    const float l = s.u(.4f, .48f), h = s.u(.13f, .18f), mast = s.u(.34f, .42f);
    hull(s, s.u(.14f, .2f), l, h, s.decorated(s.anyPaint(), h, .2), s.wood());
    const Paint sail = s.chance(.5) ? s.plain({.95f, .94f, .9f}, .9f) : s.decorated(s.fabric(), .3f, .4);
    s.cylinder({0, -.05f, mast}, .022f, mast, s.wood());
    s.roof({0, .13f, mast + .02f}, .24f, .9f * mast, .012f, sail, {0, 0, kQuarter});
    if (s.chance(.5)) s.cone({0, -.05f, 2 * mast}, .02f, .01f, .05f, s.anyPaint());
}

void ship(Sculptor& s) {
    const float l = s.u(.44f, .5f), w = s.u(.15f, .19f);
    const Paint white = s.plain({.93f, .93f, .92f}, .5f), paint = s.anyPaint(),
                funnel = s.decorated(s.anyPaint(), .1f, .6);
    hull(s, w, l, .17f, paint, s.wood());
    s.box({0, .06f, .06f}, {.6f * w, .26f, .06f}, .015f, white);
    s.box({0, .1f, .17f}, {.5f * w, .16f, .055f}, .015f, white);
    s.box({0, -.06f, .18f}, {.4f * w, .012f, .03f}, .005f, s.glass());
    const int funnels = s.dice.integer(1, 3);
    for (int i = 0; i < funnels; ++i)
        s.cylinder({0, .22f - .12f * static_cast<float>(i), .3f}, .045f, .1f, funnel);
}

void rocket(Sculptor& s) {
    const float r = s.u(.13f, .19f), h = s.u(.32f, .42f), nose = s.u(.13f, .22f);
    const Paint body = s.decorated(s.chance(.3) ? s.metal() : s.anyPaint(), h, .4), accent = s.anyPaint();
    s.cylinder({}, r, h, body, {}, .02f);
    if (s.chance(.5))
        s.cone({0, 0, h + .95f * nose}, r, .01f, nose, accent);
    else
        s.ellipsoid({0, 0, h}, {r, r, 1.6f * nose}, accent);
    const int fins = s.oneOf(3, 4);
    for (int i = 0; i < fins; ++i) {
        const float angle = 4 * kQuarter * static_cast<float>(i) / static_cast<float>(fins) - kQuarter;
        s.box({(r + .07f) * std::cos(angle), (r + .07f) * std::sin(angle), .1f - h}, {.12f, .022f, .13f}, .015f, accent,
              {0, 0, angle});
    }
    s.cone({0, 0, -h - .05f}, .75f * r, .5f * r, .06f, s.plain({.25f, .25f, .27f}, .4f, 1.0f));
    if (s.chance(.7)) s.cylinder({0, -r, .4f * h}, .42f * r, .03f, s.glass(), kAlongY);
}

void house(Sculptor& s) {
    const float w = s.u(.3f, .42f), d = s.u(.28f, .42f), h = s.u(.2f, .32f), roof = s.u(.12f, .22f);
    const Paint wall = s.plain(s.colour(), .9f),
                tiles =
                    s.decorated(s.plain(s.oneOf(Vec{.6f, .25f, .18f}, Vec{.3f, .3f, .33f}, s.colour()), .85f), .2f, .2);
    const Paint window = s.chance(.5) ? s.glass() : s.plain({.95f, .88f, .5f}, .3f);
    s.box({}, {w, d, h}, .005f, wall);
    s.roof({0, 0, h + roof}, 1.15f * w, roof, 1.12f * d, tiles);
    s.box({s.u(-.4f, .4f) * w, -d, .15f - h}, {.07f, .02f, .15f}, .005f, s.wood());
    for (const float x : kSides) {
        s.box({x * w, s.u(-.4f, .4f) * d, .2f * h}, {.018f, .08f, .07f}, .005f, window);
        s.box({x * .6f * w, -d, .35f * h}, {.07f, .018f, .065f}, .005f, window);
    }
    if (s.chance(.6))
        s.box({s.dice.sign() * .5f * w, .3f * d, h + 1.35f * roof}, {.05f, .05f, .14f}, .005f,
              s.plain({.5f, .25f, .2f}, .9f));
}

void castle(Sculptor& s) {
    const float w = s.u(.26f, .34f), h = s.u(.18f, .26f), r = s.u(.09f, .12f), tower = h * s.u(1.25f, 1.7f),
                spire = s.u(.09f, .16f);
    const Paint stone = s.plain(s.chance(.6) ? Vec{.62f, .6f, .56f} : s.colour(), .9f),
                tiles = s.plain(s.colour(), .8f);
    s.box({0, 0, h}, {w, w, h}, .005f, stone);
    for (const float x : kSides)
        for (const float y : kSides) {
            s.cylinder({x * w, y * w, tower}, r, tower, stone);
            s.cone({x * w, y * w, 2 * tower + spire}, 1.3f * r, .01f, spire, tiles);
        }
    s.box({0, -w, .12f}, {.08f, .03f, .12f}, .01f, s.wood());
    s.cylinder({0, -w, .24f}, .08f, .03f, s.wood(), kAlongY);
    if (!s.chance(.5)) return;
    s.cylinder({0, 0, 2.2f * h}, 1.2f * r, .6f * h, stone);
    s.cone({0, 0, 2.8f * h + spire}, 1.6f * r, .01f, spire, tiles);
}

void lighthouse(Sculptor& s) {
    Paint body = s.plain({.94f, .93f, .9f}, .7f);
    body.second.colour = s.oneOf(Vec{.8f, .1f, .1f}, Vec{.1f, .2f, .5f}, Vec{.1f, .1f, .12f});
    body.pattern = Pattern::Bands;
    body.frequency = s.u(14, 24);
    body.phase = s.u(0, 6);
    const Paint cap = s.plain(body.second.colour, .5f);
    s.cone({}, s.u(.2f, .26f), s.u(.12f, .15f), .36f, body);
    s.cylinder({0, 0, .38f}, .19f, .022f, cap);
    s.cylinder({0, 0, .45f}, .1f, .07f, s.plain({.98f, .9f, .55f}, .2f));
    s.cone({0, 0, .57f}, .15f, .01f, .07f, cap);
    s.cylinder({0, 0, -.38f}, .33f, .05f, s.plain({.45f, .42f, .4f}, .9f));
    s.box({0, -.2f, -.26f}, {.05f, .06f, .09f}, .01f, s.wood());
}

void windmill(Sculptor& s) {
    const Paint wall = s.plain(s.chance(.5) ? Vec{.9f, .87f, .8f} : s.colour(), .85f), wood = s.wood(),
                sail = s.plain({.93f, .92f, .88f}, .9f);
    s.cone({}, .24f, .16f, .32f, wall);
    s.cone({0, 0, .4f}, .2f, .02f, .1f, s.plain(s.colour(), .8f));
    s.cylinder({0, -.2f, .28f}, .03f, .08f, wood, kAlongY);
    const float angle = s.u(0, kQuarter);
    for (int i = 0; i < 4; ++i) {
        const float a = angle + kQuarter * static_cast<float>(i);
        const Vec along{std::sin(a), 0, std::cos(a)};
        s.bar(Vec{0, -.27f, .28f}, Vec{0, -.27f, .28f} + along * .38f, .014f, wood);
        s.box(Vec{.045f * std::cos(a), -.27f, .28f - .045f * std::sin(a)} + along * .24f, {.05f, .01f, .14f}, .006f,
              sail, {0, a, 0});
    }
    s.box({0, -.22f, -.2f}, {.06f, .05f, .11f}, .01f, wood);
}

void temple(Sculptor& s) {
    const Paint stone = s.plain(s.chance(.6) ? Vec{.88f, .86f, .8f} : s.colour(), .8f),
                roof = s.chance(.5) ? stone : s.plain(s.colour(), .8f);
    const float w = s.u(.36f, .44f), d = s.u(.26f, .4f), h = s.u(.18f, .26f);
    for (int i = 0; i < 2; ++i)
        s.box({0, 0, -h - .03f - .05f * static_cast<float>(i)},
              {w + .04f * static_cast<float>(1 + i), d + .04f * static_cast<float>(1 + i), .026f}, .004f, stone);
    s.box({0, 0, h + .03f}, {w, d, .03f}, .004f, stone);
    s.roof({0, 0, h + .17f}, 1.08f * w, .11f, 1.05f * d, roof);
    s.box({0, .1f * d, 0}, {.6f * w, .65f * d, h}, .005f, stone);
    for (const float y : kSides)
        for (int i = 0; i < 4; ++i)
            s.cylinder({w * (.86f * (2.0f * static_cast<float>(i) / 3.0f - 1.0f)), y * .84f * d, 0}, .042f, h, stone);
}

void bridge(Sculptor& s) {
    const float w = s.u(.12f, .18f), h = s.u(.15f, .2f);
    const Paint stone = s.plain(s.chance(.6) ? Vec{.6f, .56f, .5f} : s.colour(), .9f);
    const int arches = s.dice.integer(1, 3);
    s.box({}, {.5f, w, h}, .01f, stone);
    for (int i = 0; i < arches; ++i) {
        const float x = (2.0f * static_cast<float>(i) + 1.0f) / static_cast<float>(arches) * .5f - .5f;
        const float r = std::min(.41f / static_cast<float>(arches), 1.7f * h);
        s.cut().cylinder({x, 0, -h}, r, 1.0f, stone, kAlongY);
    }
    for (const float y : kSides)
        s.box({0, y * w, h + .04f}, {.5f, .02f, .05f}, .005f, s.chance(.5) ? stone : s.wood());
}

void church(Sculptor& s) {
    const Paint wall = s.plain(s.chance(.6) ? Vec{.92f, .9f, .85f} : s.colour(), .9f),
                tiles = s.plain(s.oneOf(Vec{.3f, .3f, .34f}, Vec{.55f, .25f, .18f}, s.colour()), .8f);
    const float w = s.u(.16f, .2f), h = s.u(.14f, .18f), tower = s.u(.3f, .36f);
    s.box({0, .12f, 0}, {w, .34f, h}, .004f, wall);
    s.roof({0, .12f, h + .1f}, 1.12f * w, .1f, .36f, tiles);
    s.box({0, -.3f, tower - h}, {.11f, .11f, tower}, .004f, wall);
    s.cone({0, -.3f, 2 * tower - h + .17f}, .16f, .005f, .17f, tiles);
    s.box({0, -.42f, .09f - h}, {.05f, .015f, .1f}, .004f, s.wood());
    for (const float x : kSides)
        for (const float y : {0.0f, .3f})
            s.box({x * w, y, .02f}, {.012f, .04f, .08f}, .004f, s.glass());
    s.cylinder({0, -.41f, 1.4f * tower - h}, .05f, .012f, s.plain({.95f, .94f, .85f}), kAlongY);
}

constexpr std::array kFamilies{Family{"vehicles", "car", car},
                               Family{"vehicles", "truck", truck},
                               Family{"vehicles", "bus", bus},
                               Family{"vehicles", "locomotive", locomotive},
                               Family{"vehicles", "plane", plane},
                               Family{"vehicles", "helicopter", helicopter},
                               Family{"vehicles", "sailing boat", sailingBoat},
                               Family{"vehicles", "ship", ship},
                               Family{"vehicles", "rocket", rocket},
                               Family{"buildings", "house", house},
                               Family{"buildings", "castle", castle},
                               Family{"buildings", "lighthouse", lighthouse},
                               Family{"buildings", "windmill", windmill},
                               Family{"buildings", "temple", temple},
                               Family{"buildings", "bridge", bridge},
                               Family{"buildings", "church", church}};

}  // namespace

std::span<const Family> outdoorFamilies() {
    return kFamilies;
}

}  // namespace espalier::starter
