#include "resources/starter_model/trainer/families.h"

namespace espalier::starter {

namespace {

/// The longest side of an object; the rest of the unit cube is margin for what the networks get wrong.
constexpr float kExtent = 0.94f;

/// Most objects turn their front or a side to the camera, as in the pictures that people take.
float drawYaw(Dice& dice) {
    return dice.chance(0.75) ? dice.uniform(-1.2f, 1.2f) : dice.uniform(0.0f, 4.0f * kQuarter);
}

}  // namespace

std::span<const Family> families() {
    static const std::vector<Family> all = [] {
        std::vector<Family> joined;
        for (const auto group : {kitchenFamilies(), homeFamilies(), outdoorFamilies(), livingFamilies(), playFamilies(),
                                 characterFamilies()})
            joined.insert(joined.end(), group.begin(), group.end());
        return joined;
    }();
    return all;
}

Member memberOf(int family, std::uint64_t number) {
    Sculptor sculptor(number * 0x2545F4914F6CDD1Dull + static_cast<std::uint64_t>(family));
    families()[static_cast<std::size_t>(family)].compose(sculptor);
    const float yaw = drawYaw(sculptor.dice);
    return {sculptor.finish(yaw, kExtent), family};
}

Member member(std::uint64_t number) {
    const auto count = static_cast<std::uint64_t>(families().size());
    if (number >= kHeldOut) return memberOf(static_cast<int>((number - kHeldOut) % count), number);
    Dice dice(number ^ 0xA5A5A5A5u);
    return memberOf(dice.integer(0, static_cast<int>(count) - 1), number);
}

}  // namespace espalier::starter
