#include <array>

#include "resources/starter_model/trainer/families.h"

namespace espalier::starter {

namespace {

void mug(Sculptor& s) {
    const float r = s.u(.28f, .4f), h = s.u(.3f, .48f), grip = h * s.u(.45f, .6f);
    const Paint paint = s.decorated(s.ceramic(), h, .4);
    s.ring({r + .12f * grip, 0, 0}, grip, s.u(.04f, .065f), paint, kAlongY);
    if (s.chance(.6))
        s.cylinder({}, r, h, paint, {}, .03f);
    else
        s.cone({}, r * s.u(.75f, .95f), r * 1.05f, h, paint);
    s.cut().cylinder({0, 0, .14f * h + .05f}, .83f * r, h, s.chance(.4) ? s.ceramic() : paint);
}

void cupAndSaucer(Sculptor& s) {
    const float r = s.u(.3f, .38f), h = s.u(.2f, .28f);
    const Paint paint = s.decorated(s.ceramic(), h, .3);
    s.ring({r, 0, .05f}, .55f * h, .035f, paint, kAlongY);
    s.cone({0, 0, 0}, .55f * r, r, h, paint);
    s.cut().cone({0, 0, .06f}, .45f * r, .9f * r, h, s.ceramic());
    s.cone({0, 0, -h - .02f}, .8f * r, 1.7f * r, .035f, paint);
}

void teapot(Sculptor& s) {
    const float r = s.u(.3f, .38f), flat = s.u(.75f, .95f);
    const Paint paint = s.decorated(s.chance(.2) ? s.metal() : s.ceramic(), r, .3),
                accent = s.chance(.6) ? paint : s.anyPaint();
    s.ring({1.1f * r, 0, .03f}, .5f * r, .045f, accent, kAlongY);
    s.ellipsoid({}, {r, r, flat * r}, paint);
    s.smooth(.06f).limb({-.8f * r, 0, -.1f * r}, {-1.6f * r, 0, .55f * r}, .1f, .045f, paint);
    s.cylinder({0, 0, flat * r - .02f}, .5f * r, .03f, accent);
    s.ball({0, 0, flat * r + .06f}, .055f, accent);
    s.cylinder({0, 0, -.92f * flat * r}, .5f * r, .05f, paint);
}

void bottle(Sculptor& s) {
    const float r = s.u(.18f, .28f), h = s.u(.32f, .45f), neck = r * s.u(.3f, .45f), shoulder = s.u(.08f, .16f);
    const Paint body = s.chance(.5) ? s.glass() : s.anyPaint();
    s.cylinder({}, r, h, body, {}, .05f);
    s.smooth(.04f).cone({0, 0, h + .7f * shoulder}, .95f * r, neck, shoulder, body);
    s.cylinder({0, 0, h + 1.7f * shoulder + .08f}, neck, .1f, body);
    s.cylinder({0, 0, h + 1.7f * shoulder + .2f}, 1.2f * neck, .05f, s.anyPaint());
    if (s.chance(.7)) s.cylinder({0, 0, -.05f}, 1.01f * r, .5f * h, s.decorated(s.plain(s.colour(), .7f), .4f * h, .5));
}

void vase(Sculptor& s) {
    const float r = s.u(.28f, .4f), h = s.u(.32f, .48f), neck = r * s.u(.4f, .6f);
    const Paint paint = s.decorated(s.ceramic(), h, .5);
    s.ellipsoid({}, {r, r, h}, paint);
    s.smooth(.08f).cylinder({0, 0, .95f * h}, neck, .35f * h, paint);
    s.ring({0, 0, 1.3f * h}, neck, .035f, s.chance(.4) ? s.anyPaint() : paint);
    s.smooth(.05f).cylinder({0, 0, -.92f * h}, .9f * neck, .06f, paint);
    s.cut().cylinder({0, 0, 1.1f * h}, .75f * neck, .6f * h, paint);
}

void bowl(Sculptor& s) {
    const float r = s.u(.4f, .5f), depth = s.u(.5f, .9f);
    const Paint outside = s.decorated(s.chance(.3) ? s.wood() : s.ceramic(), r, .4);
    s.ellipsoid({}, {r, r, depth * r}, outside);
    s.cutAbove(0.0f, outside);
    s.cut().ellipsoid({0, 0, .03f}, {.88f * r, .88f * r, .86f * depth * r}, s.chance(.5) ? s.ceramic() : outside);
    s.cylinder({0, 0, -.97f * depth * r}, .45f * r, .04f, outside);
    if (!s.chance(.45)) return;
    const Paint fruit = s.plain(s.oneOf(Vec{.85f, .15f, .1f}, Vec{.95f, .6f, .1f}, Vec{.5f, .75f, .2f}), .4f);
    for (int i = 0; i < 4; ++i) {
        const float angle = kQuarter * static_cast<float>(i) + .4f;
        s.ball({.42f * r * std::cos(angle), .42f * r * std::sin(angle), -.02f}, .3f * r, fruit);
    }
}

void goblet(Sculptor& s) {
    const float r = s.u(.24f, .33f), h = s.u(.24f, .36f);
    const Paint paint = s.chance(.4) ? s.metal() : s.glass();
    s.ellipsoid({0, 0, .3f}, {r, r, 1.3f * h}, paint);
    s.cutAbove(.3f + .55f * h, paint);
    s.cut().ellipsoid({0, 0, .33f}, {.86f * r, .86f * r, 1.2f * h},
                      s.chance(.5) ? paint : s.plain({.5f, .05f, .12f}, .2f));
    s.cylinder({0, 0, -.2f}, s.u(.03f, .05f), .28f, paint);
    s.cone({0, 0, -.47f}, .9f * r, .05f, .03f, paint);
    if (s.chance(.4)) s.ball({0, 0, -.2f}, .07f, paint);
}

void fryingPan(Sculptor& s) {
    const float r = s.u(.32f, .4f), h = s.u(.05f, .09f);
    const Paint iron = s.chance(.6) ? s.plain({.12f, .12f, .13f}, .45f) : s.metal();
    s.cone({}, .85f * r, r, h, iron);
    s.cut().cone({0, 0, .04f}, .78f * r, .93f * r, h, s.chance(.5) ? s.plain({.2f, .2f, .21f}, .3f) : iron);
    s.box({0, -r - .24f, .03f}, {.04f, .28f, .022f}, .02f, s.chance(.6) ? s.rubber() : s.wood(), {-.12f, 0, 0});
    if (!s.chance(.4)) return;
    s.ellipsoid({.03f, 0, -.01f}, {.16f, .14f, .03f}, s.plain({.95f, .94f, .9f}, .5f));
    s.ellipsoid({.05f, .01f, .01f}, {.065f, .065f, .035f}, s.plain({.97f, .72f, .12f}, .4f));
}

void pot(Sculptor& s) {
    const float r = s.u(.33f, .42f), h = s.u(.2f, .3f);
    const Paint paint = s.chance(.5) ? s.metal() : s.decorated(s.anyPaint(), h, .2),
                grip = s.chance(.5) ? s.rubber() : paint;
    s.cylinder({}, r, h, paint, {}, .03f);
    s.ellipsoid({0, 0, h}, {1.02f * r, 1.02f * r, .3f * r}, s.chance(.3) ? s.glass() : paint);
    s.ball({0, 0, h + .34f * r}, .06f, grip);
    for (const float side : {-1.0f, 1.0f})
        s.arc({side * r, 0, .5f * h}, .1f, .028f, kQuarter, grip, {0, 0, side > 0 ? 0.0f : 2 * kQuarter});
}

void jar(Sculptor& s) {
    const float r = s.u(.26f, .36f), h = s.u(.28f, .4f);
    s.cylinder({}, r, h, s.glass(), {}, .07f);
    s.cylinder({0, 0, h + .05f}, .85f * r, .07f, s.chance(.5) ? s.metal() : s.anyPaint());
    s.box({0, -.93f * r, -.02f}, {.6f * r, .11f * r, .45f * h}, .02f,
          s.decorated(s.plain({.93f, .9f, .82f}, .8f), .3f * h, .5));
    if (s.chance(.5)) s.cylinder({0, 0, -.35f * h}, 1.005f * r, .55f * h, s.plain(s.colour(), .35f));
}

void jug(Sculptor& s) {
    const float r = s.u(.26f, .34f), h = s.u(.36f, .46f);
    const Paint paint = s.decorated(s.ceramic(), h, .4);
    s.arc({r, 0, .05f}, .55f * h, .045f, 1.9f, paint, {kQuarter, 0, 0});
    s.cone({}, r, .75f * r, h, paint);
    s.smooth(.06f).ellipsoid({0, 0, -.5f * h}, {1.12f * r, 1.12f * r, .5f * h}, paint);
    s.smooth(.04f).limb({-.55f * r, 0, .75f * h}, {-1.0f * r, 0, 1.02f * h}, .12f, .06f, paint);
    s.cut().cone({0, 0, .12f}, .7f * r, .62f * r, h, paint);
}

void cutlery(Sculptor& s) {
    const Paint steel = s.metal(), grip = s.chance(.5) ? steel : s.oneOf(0, 1) ? s.wood() : s.anyPaint();
    const float length = s.u(.26f, .34f);
    s.box({0, 0, -.22f}, {.04f, .025f, length}, .02f, grip);
    switch (s.dice.integer(0, 2)) {
        case 0:  // spoon
            s.smooth(.03f).ellipsoid({0, 0, .3f}, {.13f, .045f, .19f}, steel);
            s.cut().ellipsoid({0, -.05f, .3f}, {.1f, .05f, .155f}, steel);
            break;
        case 1:  // knife
            s.box({.015f, 0, .36f}, {.06f, .014f, .36f}, .012f, steel);
            s.cylinder({0, 0, .04f}, .055f, .02f, steel);
            break;
        default:  // fork
            s.box({0, 0, .1f}, {.03f, .02f, .1f}, .015f, steel);
            s.box({0, 0, .22f}, {.115f, .02f, .035f}, .015f, steel);
            for (int i = -1; i <= 1; ++i)
                s.box({.09f * static_cast<float>(i), 0, .38f}, {.022f, .018f, .15f}, .015f, steel);
    }
}

constexpr std::array kFamilies{Family{"kitchen", "mug", mug},       Family{"kitchen", "cup and saucer", cupAndSaucer},
                               Family{"kitchen", "teapot", teapot}, Family{"kitchen", "bottle", bottle},
                               Family{"kitchen", "vase", vase},     Family{"kitchen", "bowl", bowl},
                               Family{"kitchen", "goblet", goblet}, Family{"kitchen", "frying pan", fryingPan},
                               Family{"kitchen", "pot", pot},       Family{"kitchen", "jar", jar},
                               Family{"kitchen", "jug", jug},       Family{"kitchen", "cutlery", cutlery}};

}  // namespace

std::span<const Family> kitchenFamilies() {
    return kFamilies;
}

}  // namespace espalier::starter
