#include <array>

#include "resources/starter_model/trainer/families.h"

namespace espalier::starter {

namespace {

constexpr std::array kSides{-1.0f, 1.0f};
constexpr Vec kBlack{.03f, .03f, .03f};

Vec fur(Sculptor& s) {
    return s.oneOf(Vec{.55f, .36f, .2f}, Vec{.25f, .18f, .13f}, Vec{.85f, .78f, .65f}, Vec{.5f, .5f, .52f},
                   Vec{.8f, .5f, .22f}, s.colour());
}

void eyes(Sculptor& s, Vec centre, float apart, float r) {
    for (const float x : kSides)
        s.ball({centre.x + x * apart, centre.y, centre.z}, r, s.plain(kBlack, .15f));
}

void duck(Sculptor& s) {
    const float r = s.u(.25f, .3f), head = s.u(.16f, .2f), z = .6f * r + .8f * head;
    const Paint body = s.plain(s.chance(.5) ? Vec{.95f, .8f, .15f} : s.colour(), .5f),
                beak = s.plain({.95f, .5f, .1f}, .5f);
    const Paint wing = s.chance(.6) ? body : s.plain(s.colour(), .5f);
    s.ellipsoid({}, {r, 1.35f * r, .85f * r}, body);
    s.smooth(.05f).ball({0, -.75f * r, z}, head, body);
    s.ellipsoid({0, -.75f * r - 1.05f * head, z - .02f}, {.45f * head, .6f * head, .2f * head}, beak);
    s.smooth(.05f).cone({0, 1.3f * r, .1f}, .1f, .02f, .1f, body, {-.9f, 0, 0});
    eyes(s, {0, -.75f * r - .75f * head, z + .35f * head}, .5f * head, .14f * head);
    for (const float x : kSides)
        s.ellipsoid({x * .93f * r, .05f, .05f}, {.06f, .75f * r, .45f * r}, wing, {0, 0, -.15f * x});
}

void dog(Sculptor& s) {
    const float l = s.u(.24f, .32f), r = s.u(.13f, .18f), leg = s.u(.2f, .3f), head = s.u(.12f, .15f),
                z = s.u(.16f, .24f);
    const Paint coat = s.decorated(s.plain(fur(s), .9f), l, .15),
                dark = s.plain(s.chance(.5) ? Vec{.2f, .14f, .1f} : coat.material.colour, .9f);
    s.ellipsoid({}, {r, l, r}, coat);
    s.smooth(.06f).limb({0, -.7f * l, .05f}, {0, -l - .05f, z}, .8f * head, .7f * head, coat);
    s.smooth(.03f).ball({0, -l - .08f, z}, head, coat);
    s.smooth(.03f).limb({0, -l - .12f, z - .03f}, {0, -l - .12f - head, z - .05f}, .6f * head, .4f * head, coat);
    s.ball({0, -l - .14f - 1.35f * head, z - .02f}, .2f * head, s.plain(kBlack, .3f));
    eyes(s, {0, -l - .08f - .85f * head, z + .3f * head}, .4f * head, .14f * head);
    const bool hanging = s.chance(.5);
    for (const float x : kSides) {
        if (hanging)
            s.ellipsoid({x * .95f * head, -l - .06f, z - .05f}, {.3f * head, .5f * head, head}, dark);
        else
            s.cone({x * .6f * head, -l - .04f, z + head}, .38f * head, .02f, .45f * head, dark);
        for (const float y : kSides)
            s.smooth(.03f).limb({x * .6f * r, y * .65f * l, -.4f * r}, {x * .65f * r, y * .65f * l, -.4f * r - leg},
                                .065f, .05f, coat);
    }
    s.smooth(.03f).limb({0, .9f * l, .05f}, {0, l + s.u(.1f, .2f), s.u(.05f, .3f)}, .05f, .025f, coat);
}

void cat(Sculptor& s) {
    const float r = s.u(.19f, .24f), head = s.u(.16f, .2f), z = s.u(.38f, .44f);
    const Paint coat = s.decorated(s.plain(fur(s), .9f), .3f, .3), light = s.plain({.92f, .88f, .82f}, .9f);
    s.ellipsoid({0, .05f, 0}, {r, 1.05f * r, 1.5f * r}, coat);
    s.smooth(.05f).ball({0, -.08f, z}, head, coat);
    s.ellipsoid({0, -.08f - .85f * head, z - .3f * head}, {.4f * head, .25f * head, .28f * head}, light);
    eyes(s, {0, -.08f - .85f * head, z + .2f * head}, .42f * head, .15f * head);
    s.ellipsoid({0, -.12f - head, z - .15f * head}, {.1f * head, .08f * head, .07f * head},
                s.plain({.85f, .45f, .45f}, .4f));
    for (const float x : kSides) {
        s.cone({x * .62f * head, -.06f, z + .95f * head}, .4f * head, .01f, .42f * head, coat, {0, .25f * x, 0});
        s.limb({x * .5f * r, -.8f * r, 0}, {x * .5f * r, -1.0f * r, -1.45f * r}, .07f, .06f, coat);
        s.ellipsoid({x * .9f * r, .1f, -1.15f * r}, {.12f, .2f, .13f}, coat);
    }
    s.arc({.05f, .2f + .6f * r, -1.3f * r}, .25f, .04f, 1.2f, coat, {0, 0, s.u(.2f, .9f)});
}

void bear(Sculptor& s) {
    const float r = s.u(.25f, .3f), head = s.u(.2f, .24f), z = .9f * r + .8f * head;
    const Paint coat = s.plain(fur(s), .95f), light = s.plain(s.chance(.5) ? Vec{.9f, .8f, .65f} : s.colour(), .95f);
    s.ellipsoid({}, {r, .9f * r, 1.15f * r}, coat);
    s.ellipsoid({0, -.02f, z}, {head, .95f * head, .9f * head}, coat);
    s.ellipsoid({0, -.68f * r, -.02f}, {.65f * r, .3f * r, .75f * r}, light);
    s.ellipsoid({0, -.9f * head, z - .25f * head}, {.45f * head, .35f * head, .33f * head}, light);
    s.ball({0, -1.22f * head, z - .15f * head}, .14f * head, s.plain(kBlack, .3f));
    eyes(s, {0, -.87f * head, z + .22f * head}, .38f * head, .1f * head);
    const float lift = s.u(-.6f, .4f);
    for (const float x : kSides) {
        s.ellipsoid({x * .75f * head, 0, z + .7f * head}, {.38f * head, .2f * head, .38f * head}, coat);
        s.limb({x * .85f * r, 0, .55f * r}, {x * 1.5f * r, -.25f, .3f * r + lift * r}, .32f * r, .28f * r, coat);
        s.limb({x * .5f * r, -.3f * r, -.9f * r}, {x * .75f * r, -1.2f * r, -.98f * r}, .36f * r, .33f * r, coat);
    }
}

void fish(Sculptor& s) {
    const float l = s.u(.32f, .4f), h = s.u(.14f, .22f), w = s.u(.08f, .13f);
    const Paint scale = s.decorated(s.plain(s.colour(), .25f), l, .5), fin = s.plain(s.colour(), .5f);
    s.ellipsoid({}, {l, w, h}, scale);
    s.roof({l + .08f, 0, 0}, .17f, .13f, .015f, fin, {0, -kQuarter, 0});
    s.roof({.03f, 0, h + .03f}, .17f, .08f, .014f, fin);
    s.ellipsoid({.0f, 0, -h}, {.1f, .015f, .07f}, fin);
    for (const float y : kSides) {
        s.ellipsoid({-.1f, y * w, -.03f}, {.09f, .03f, .055f}, fin, {0, .5f, 0});
        s.ball({-.68f * l, y * .62f * w, .2f * h}, .035f, s.plain({.95f, .95f, .93f}, .2f));
        s.ball({-.7f * l, y * .78f * w, .2f * h}, .022f, s.plain(kBlack, .1f));
    }
}

void bird(Sculptor& s) {
    const float r = s.u(.18f, .22f), head = s.u(.12f, .15f), z = 1.05f * r + .45f * head;
    const Paint body = s.plain(s.colour(), .8f), breast = s.chance(.5) ? body : s.plain(s.colour(), .8f),
                wing = s.decorated(s.plain(s.colour(), .8f), r, .3);
    const Paint beak = s.plain({.95f, .62f, .12f}, .4f);
    s.ellipsoid({}, {r, 1.4f * r, r}, body, {.35f, 0, 0});
    s.ellipsoid({0, -.55f * r, -.1f * r}, {.75f * r, .8f * r, .8f * r}, breast);
    s.smooth(.05f).ball({0, -1.0f * r, z}, head, body);
    s.cone({0, -1.0f * r - 1.2f * head, z}, .3f * head, .01f, .4f * head, beak, kAlongY);
    eyes(s, {0, -1.0f * r - .7f * head, z + .25f * head}, .6f * head, .14f * head);
    s.box({0, 1.6f * r, -.3f * r}, {.09f, .2f, .02f}, .015f, wing, {-.35f, 0, 0});
    for (const float x : kSides) {
        s.ellipsoid({x * .9f * r, .25f * r, .05f}, {.05f, 1.1f * r, .6f * r}, wing, {.35f, 0, 0});
        s.bar({x * .4f * r, -.1f * r, -.7f * r}, {x * .4f * r, -.15f * r, -1.75f * r}, .018f, beak);
        s.ellipsoid({x * .4f * r, -.35f * r, -1.8f * r}, {.05f, .09f, .02f}, beak);
    }
}

void penguin(Sculptor& s) {
    const float r = s.u(.22f, .27f), h = s.u(.36f, .42f);
    const Paint coat = s.plain(s.chance(.7) ? Vec{.08f, .09f, .12f} : s.colour(), .6f),
                white = s.plain({.95f, .95f, .94f}, .7f), orange = s.plain({.96f, .58f, .1f}, .5f);
    s.ellipsoid({}, {r, .95f * r, h}, coat);
    s.ellipsoid({0, -.28f * r, -.04f}, {.78f * r, .75f * r, .86f * h}, white);
    s.ball({0, 0, h}, .72f * r, coat);
    for (const float x : kSides) {
        s.ellipsoid({x * .27f * r, -.45f * r, h + .05f * r}, {.28f * r, .3f * r, .34f * r}, white);
        s.ball({x * .26f * r, -.72f * r, h + .1f * r}, .075f * r + .01f, s.plain(kBlack, .1f));
        s.ellipsoid({x * 1.05f * r, 0, .02f}, {.05f, .12f, .27f}, coat, {0, -.35f * x, 0});
        s.ellipsoid({x * .4f * r, -.45f * r, -h}, {.11f, .17f, .05f}, orange);
    }
    s.cone({0, -.85f * r, h - .1f * r}, .07f, .01f, .09f, orange, kAlongY);
}

void snail(Sculptor& s) {
    const Paint skin = s.plain(s.oneOf(Vec{.75f, .65f, .45f}, Vec{.6f, .65f, .4f}, s.colour()), .4f),
                shell = s.decorated(s.plain(s.colour(), .35f), .2f, .6);
    const float r = s.u(.2f, .26f);
    s.limb({.32f, 0, -.2f}, {-.2f, 0, -.18f}, .04f, .09f, skin);
    s.smooth(.05f).limb({-.2f, 0, -.17f}, {-.36f, 0, .05f}, .09f, .085f, skin);
    s.ellipsoid({.06f, 0, .08f}, {r, .62f * r, r}, shell);
    for (int i = 0; i < 3; ++i)
        s.ring({.06f + .02f * static_cast<float>(i), 0, .08f}, r * (.8f - .25f * static_cast<float>(i)),
               .035f + .03f * static_cast<float>(i), shell, kAlongY);
    for (const float y : kSides) {
        s.bar({-.37f, y * .03f, .1f}, {-.46f, y * .09f, .24f}, .016f, skin);
        s.ball({-.46f, y * .09f, .25f}, .03f, s.plain(kBlack, .2f));
    }
}

void elephant(Sculptor& s) {
    const Paint skin = s.plain(s.chance(.6) ? Vec{.5f, .5f, .53f} : s.colour(), .85f),
                ivory = s.plain({.94f, .92f, .84f}, .4f);
    const float l = s.u(.26f, .31f), r = s.u(.2f, .24f), z = .14f;
    s.ellipsoid({}, {r, l, r}, skin);
    s.smooth(.05f).ball({0, -l - .05f, z}, .17f, skin);
    s.smooth(.03f).limb({0, -l - .17f, z - .02f}, {0, -l - .28f, -.12f}, .075f, .055f, skin);
    s.smooth(.02f).limb({0, -l - .28f, -.12f}, {0, -l - .3f, -.3f - s.u(0, .05f)}, .055f, .04f, skin);
    eyes(s, {0, -l - .17f, z + .06f}, .1f, .02f);
    for (const float x : kSides) {
        s.ellipsoid({x * .22f, -l + .02f, z + .02f}, {.14f, .035f, .17f}, skin, {0, 0, x * .35f});
        s.limb({x * .08f, -l - .2f, z - .08f}, {x * .11f, -l - .36f, z - .1f}, .025f, .01f, ivory);
        for (const float y : kSides)
            s.smooth(.03f).limb({x * .6f * r, y * .6f * l, -.1f}, {x * .6f * r, y * .6f * l, -.4f}, .095f, .085f, skin);
    }
    s.limb({0, .95f * l, .05f}, {0, l + .06f, -.15f}, .025f, .015f, skin);
}

void tree(Sculptor& s) {
    const Paint green = s.chance(.75) ? s.leaf() : s.plain({.85f, .45f, .12f}, .85f);
    const float r = s.u(.28f, .36f), trunk = s.u(.2f, .32f);
    s.cone({0, 0, -trunk}, s.u(.07f, .1f), s.u(.045f, .07f), trunk, s.plain({.38f, .26f, .16f}, .9f));
    s.ellipsoid({0, 0, .7f * r}, {r, r, r * s.u(.8f, 1.1f)}, green);
    const int puffs = s.dice.integer(3, 6);
    for (int i = 0; i < puffs; ++i) {
        const float angle = 4 * kQuarter * static_cast<float>(i) / static_cast<float>(puffs) + s.u(0, .5f);
        s.smooth(.05f).ball({.75f * r * std::cos(angle), .75f * r * std::sin(angle), .7f * r + s.u(-.12f, .2f)},
                            s.u(.16f, .22f), green);
    }
    if (!s.chance(.3)) return;
    const Paint fruit = s.plain({.85f, .12f, .1f}, .3f);
    for (int i = 0; i < 7; ++i) {
        const float angle = 4 * kQuarter * static_cast<float>(i) / 7.0f;
        s.ball({1.12f * r * std::cos(angle), 1.12f * r * std::sin(angle), .7f * r + s.u(-.15f, .15f)}, .05f, fruit);
    }
}

void pine(Sculptor& s) {
    const Paint green = s.decorated(s.leaf(), .3f, .15);
    s.cone({0, 0, -.3f}, .07f, .06f, .16f, s.plain({.36f, .24f, .15f}, .9f));
    const int tiers = s.dice.integer(2, 4);
    float r = s.u(.28f, .36f), z = -.15f;
    for (int i = 0; i < tiers; ++i) {
        const float half = s.u(.13f, .18f);
        s.cone({0, 0, z + half}, r, i + 1 == tiers ? .01f : .3f * r, half, green);
        z += 1.25f * half;
        r *= .76f;
    }
    if (s.chance(.3))
        s.star({0, 0, z + .16f}, .09f, .045f, .02f, s.plain({.95f, .8f, .2f}, .3f, 1.0f), {kQuarter, 0, 0});
}

void palm(Sculptor& s) {
    const Paint bark = s.plain({.5f, .38f, .25f}, .9f), green = s.leaf();
    const Vec top{s.u(-.12f, .12f), 0, .28f}, middle{.5f * top.x + s.u(-.06f, .06f), 0, -.1f};
    s.limb({0, 0, -.45f}, middle, .065f, .05f, bark);
    s.limb(middle, top, .05f, .04f, bark);
    const int leaves = s.dice.integer(6, 8);
    for (int i = 0; i < leaves; ++i) {
        const float angle = 4 * kQuarter * static_cast<float>(i) / static_cast<float>(leaves);
        const Vec out{std::cos(angle), std::sin(angle), 0};
        s.ellipsoid(top + out * .17f + Vec{0, 0, .03f}, {.19f, .06f, .02f}, green, {0, .1f, angle});
        s.ellipsoid(top + out * .36f + Vec{0, 0, -.06f}, {.13f, .05f, .02f}, green, {0, .8f, angle});
    }
    if (s.chance(.6))
        for (int i = 0; i < 3; ++i)
            s.ball(top + Vec{.07f * std::cos(2.1f * static_cast<float>(i)),
                             .07f * std::sin(2.1f * static_cast<float>(i)), -.06f},
                   .05f, s.plain({.35f, .22f, .12f}, .7f));
}

void cactus(Sculptor& s) {
    const Paint green = s.decorated(s.plain({s.u(.1f, .3f), s.u(.4f, .6f), s.u(.15f, .3f)}, .8f), .3f, .2);
    const float h = s.u(.28f, .36f), r = s.u(.1f, .14f), pot = s.u(.18f, .23f);
    s.cone({0, 0, -h - .12f}, .75f * pot, pot, .14f,
           s.decorated(s.plain(s.chance(.5) ? Vec{.72f, .4f, .26f} : s.colour(), .8f), .14f, .3));
    s.capsule({0, 0, .05f}, r, h, green);
    for (const float x : kSides) {
        if (!s.chance(.8)) continue;
        const float z = s.u(-.05f, .15f), reach = r + s.u(.1f, .16f);
        s.smooth(.03f).bar({0, 0, z}, {x * reach, 0, z}, .6f * r, green);
        s.smooth(.03f).bar({x * reach, 0, z}, {x * reach, 0, z + s.u(.12f, .24f)}, .6f * r, green);
    }
    if (s.chance(.5)) s.star({0, 0, .05f + h + r}, .09f, .05f, .03f, s.plain({.92f, .35f, .55f}, .7f));
}

void flower(Sculptor& s) {
    const Paint petal = s.plain(s.colour(), .7f),
                middle = s.plain(s.chance(.6) ? Vec{.95f, .78f, .15f} : Vec{.35f, .2f, .1f}, .8f), green = s.leaf();
    const int petals = s.dice.integer(5, 8);
    const float r = s.u(.13f, .18f), tilt = s.u(.2f, 1.0f);
    const Vec head{0, -.05f, .3f};
    s.limb({0, 0, -.5f}, head, .026f, .022f, green);
    // The flower's plane leans towards the viewer.
    const Vec x{1, 0, 0}, y{0, std::cos(tilt), std::sin(tilt)};
    for (int i = 0; i < petals; ++i) {
        const float angle = 4 * kQuarter * static_cast<float>(i) / static_cast<float>(petals);
        const Vec out = x * std::cos(angle) + y * std::sin(angle);
        s.limb(head + out * (.5f * r), head + out * (1.45f * r), .35f * r, .5f * r, petal);
    }
    s.ball(head + Vec{0, -.05f * std::sin(tilt), .03f}, .62f * r, middle);
    for (const float side : kSides)
        s.ellipsoid({side * .12f, 0, s.u(-.28f, -.08f)}, {.14f, .05f, .018f}, green, {0, -.5f * side, 0});
}

void pottedPlant(Sculptor& s) {
    const Paint pot = s.decorated(s.chance(.5) ? s.ceramic() : s.plain({.72f, .4f, .26f}, .85f), .16f, .3),
                green = s.leaf();
    const float r = s.u(.18f, .24f);
    s.cone({0, 0, -.3f}, .72f * r, r, .17f, pot);
    s.cylinder({0, 0, -.14f}, 1.08f * r, .03f, pot);
    const int leaves = s.dice.integer(6, 11);
    for (int i = 0; i < leaves; ++i) {
        const float angle = 2.4f * static_cast<float>(i) + s.u(0, .3f), rise = s.u(.4f, 1.3f), l = s.u(.16f, .26f);
        const Vec out{std::cos(angle) * std::cos(rise), std::sin(angle) * std::cos(rise), std::sin(rise)};
        s.ellipsoid(Vec{0, 0, -.12f} + out * (l + .04f), {l, .07f, .022f}, green, {0, -rise, angle});
    }
}

void mushroom(Sculptor& s) {
    const float r = s.u(.36f, .48f), h = s.u(.2f, .36f), z = .8f * h;
    const Paint cap = s.plain(s.chance(.5) ? Vec{.8f, .14f, .1f} : s.colour(), s.u(.3f, .7f)),
                stem = s.plain({.92f, .87f, .77f}, .8f);
    s.ellipsoid({0, 0, z}, {r, r, r * s.u(.6f, .9f)}, cap);
    s.cutBelow(z - .02f, stem);
    s.cone({0, 0, z - h}, r * s.u(.35f, .45f), r * s.u(.25f, .35f), h, stem);
    if (!s.chance(.7)) return;
    const Paint dot = s.plain({.95f, .95f, .92f}, .7f);
    const int dots = s.dice.integer(5, 9);
    for (int i = 0; i < dots; ++i) {
        const float angle = 4 * kQuarter * static_cast<float>(i) / static_cast<float>(dots), rise = s.u(.3f, 1.1f);
        s.ellipsoid({.96f * r * std::cos(rise) * std::cos(angle), .96f * r * std::cos(rise) * std::sin(angle),
                     z + .72f * r * std::sin(rise)},
                    {.13f * r, .13f * r, .1f * r}, dot);
    }
}

void fruit(Sculptor& s) {
    const float r = s.u(.34f, .42f);
    Paint skin = s.plain(s.oneOf(Vec{.82f, .12f, .1f}, Vec{.95f, .72f, .15f}, Vec{.5f, .72f, .18f}, Vec{.96f, .5f, .1f},
                                 Vec{.45f, .14f, .4f}),
                         .35f);
    float top = .85f * r;
    s.ellipsoid({}, {r, r, .92f * r}, skin);
    if (s.chance(.4)) {  // a pear
        s.smooth(.15f).ellipsoid({0, 0, .75f * r}, {.6f * r, .6f * r, .65f * r}, skin);
        top = 1.35f * r;
    } else {
        s.cut().ellipsoid({0, 0, 1.12f * r}, {.3f * r, .3f * r, .32f * r}, skin);
    }
    s.limb({0, 0, top - .12f}, {.04f, 0, top + .14f}, .025f, .018f, s.plain({.35f, .22f, .1f}, .8f));
    if (s.chance(.7)) s.ellipsoid({.14f, 0, top + .06f}, {.13f, .055f, .02f}, s.leaf(), {0, -.5f, 0});
}

void banana(Sculptor& s) {
    const Paint skin = s.plain(s.chance(.7) ? Vec{.95f, .82f, .2f} : Vec{.6f, .75f, .2f}, .5f),
                tip = s.plain({.3f, .22f, .1f}, .8f);
    const int count = s.dice.integer(1, 3);
    for (int i = 0; i < count; ++i) {
        const float lean = .5f * (static_cast<float>(i) - .5f * static_cast<float>(count - 1));
        s.arc({0, .12f * static_cast<float>(i), 0}, .38f, .075f, .85f, skin, {kQuarter + .6f * lean, kQuarter, 0});
    }
    s.limb({.26f, 0, -.25f}, {.36f, .0f, -.14f}, .04f, .035f, tip);
    s.ball({-.27f, 0, -.23f}, .05f, tip);
}

void carrot(Sculptor& s) {
    const Paint root = s.plain(s.chance(.7) ? Vec{.95f, .5f, .12f} : Vec{.6f, .2f, .4f}, .6f), green = s.leaf();
    const float r = s.u(.11f, .15f);
    s.limb({0, 0, .12f}, {0, 0, -.46f}, r, .015f, root);
    const int leaves = s.dice.integer(3, 6);
    for (int i = 0; i < leaves; ++i) {
        const float angle = 4 * kQuarter * static_cast<float>(i) / static_cast<float>(leaves);
        s.limb({0, 0, .2f}, {.18f * std::cos(angle), .18f * std::sin(angle), .48f}, .018f, .05f, green);
    }
    s.limb({0, 0, .2f}, {0, 0, .54f}, .02f, .05f, green);
}

void iceCream(Sculptor& s) {
    Paint cone = s.plain({.82f, .6f, .32f}, .8f);
    cone.second.colour = {.68f, .46f, .22f};
    cone.pattern = Pattern::Checks;
    cone.frequency = 40.0f;
    const float r = s.u(.17f, .21f);
    s.cone({0, 0, -.24f}, .02f, r, .27f, cone);
    const int scoops = s.dice.integer(1, 3);
    for (int i = 0; i < scoops; ++i)
        s.ball({0, 0, .08f + 1.15f * r * static_cast<float>(i)}, 1.08f * r * (1 - .1f * static_cast<float>(i)),
               s.plain(s.colour(), .6f));
    if (s.chance(.5))
        s.ball({0, 0, .08f + 1.15f * r * static_cast<float>(scoops - 1) + r}, .055f, s.plain({.8f, .05f, .1f}, .2f));
    if (s.chance(.4))
        s.box({.1f, .05f, .2f + .1f * static_cast<float>(scoops)}, {.025f, .025f, .2f}, .01f,
              s.plain({.7f, .45f, .22f}, .7f), {0, .4f, 0});
}

void cake(Sculptor& s) {
    const int tiers = s.dice.integer(1, 3);
    float r = s.u(.36f, .44f), z = 0;
    const Paint cream = s.plain({.96f, .93f, .88f}, .6f);
    s.cylinder({0, 0, -.02f}, 1.15f * r, .02f, s.ceramic());
    for (int i = 0; i < tiers; ++i) {
        const float half = s.u(.09f, .14f);
        s.cylinder({0, 0, z + half}, r, half, s.decorated(s.plain(s.colour(), .7f), half, .3), {}, .02f);
        s.ring({0, 0, z + 2 * half}, .92f * r, .035f, cream);
        z += 2 * half;
        r *= .68f;
    }
    const int candles = s.dice.integer(1, 5);
    for (int i = 0; i < candles; ++i) {
        const float angle = 4 * kQuarter * static_cast<float>(i) / static_cast<float>(candles);
        const Vec at{.75f * r * std::cos(angle), .75f * r * std::sin(angle), z};
        s.cylinder(at + Vec{0, 0, .09f}, .02f, .09f, s.plain(s.colour(), .5f));
        s.ellipsoid(at + Vec{0, 0, .21f}, {.018f, .018f, .035f}, s.plain({.98f, .8f, .3f}, .3f));
    }
}

void doughnut(Sculptor& s) {
    const float r = s.u(.28f, .33f), tube = s.u(.13f, .17f);
    s.ring({}, r, tube, s.plain({.8f, .58f, .32f}, .75f));
    Paint icing = s.plain(s.oneOf(Vec{.9f, .5f, .65f}, Vec{.35f, .2f, .12f}, Vec{.95f, .93f, .88f}, s.colour()), .3f);
    s.ring({0, 0, .035f}, r, .97f * tube, icing);
    const int sprinkles = s.dice.integer(0, 14);
    for (int i = 0; i < sprinkles; ++i) {
        const float angle = 2.4f * static_cast<float>(i), at = r + s.u(-.06f, .06f);
        s.capsule({at * std::cos(angle), at * std::sin(angle), tube + .02f}, .015f, .03f, s.plain(s.colour(), .4f),
                  {kQuarter, 0, s.u(0, 3)});
    }
}

void burger(Sculptor& s) {
    const Paint bun = s.plain({.82f, .55f, .25f}, .6f);
    const float r = s.u(.38f, .45f);
    s.ellipsoid({0, 0, .08f}, {r, r, .3f}, bun);
    s.cutBelow(.08f, bun);
    s.cylinder({0, 0, -.22f}, .97f * r, .08f, bun, {}, .06f);
    s.cylinder({0, 0, -.1f}, 1.02f * r, .06f, s.plain({.32f, .17f, .1f}, .8f), {}, .04f);
    s.box({0, 0, -.02f}, {.82f * r, .82f * r, .016f}, .01f, s.plain({.96f, .75f, .2f}, .5f), {0, 0, s.u(0, 1.5f)});
    s.cylinder({0, 0, .02f}, 1.06f * r, .02f, s.plain({.4f, .7f, .2f}, .7f));
    if (s.chance(.7)) s.cylinder({0, 0, .06f}, .95f * r, .025f, s.plain({.82f, .15f, .1f}, .4f));
}

constexpr std::array kFamilies{Family{"animals", "duck", duck},
                               Family{"animals", "dog", dog},
                               Family{"animals", "cat", cat},
                               Family{"animals", "bear", bear},
                               Family{"animals", "fish", fish},
                               Family{"animals", "bird", bird},
                               Family{"animals", "penguin", penguin},
                               Family{"animals", "snail", snail},
                               Family{"animals", "elephant", elephant},
                               Family{"plants", "tree", tree},
                               Family{"plants", "pine", pine},
                               Family{"plants", "palm", palm},
                               Family{"plants", "cactus", cactus},
                               Family{"plants", "flower", flower},
                               Family{"plants", "potted plant", pottedPlant},
                               Family{"plants", "mushroom", mushroom},
                               Family{"food", "fruit", fruit},
                               Family{"food", "banana", banana},
                               Family{"food", "carrot", carrot},
                               Family{"food", "ice cream", iceCream},
                               Family{"food", "cake", cake},
                               Family{"food", "doughnut", doughnut},
                               Family{"food", "burger", burger}};

}  // namespace

std::span<const Family> livingFamilies() {
    return kFamilies;
}

}  // namespace espalier::starter
