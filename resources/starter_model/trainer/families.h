#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "resources/starter_model/trainer/sculptor.h"

namespace espalier::starter {

/// A kind of object: composes one of its endlessly many members from the sculptor's dice.
struct Family {
    std::string_view group;
    std::string_view name;
    void (*compose)(Sculptor&);
};

/// All families, by group.
std::span<const Family> families();

std::span<const Family> kitchenFamilies();
std::span<const Family> homeFamilies();       ///< furniture, tools
std::span<const Family> outdoorFamilies();    ///< vehicles, buildings
std::span<const Family> livingFamilies();     ///< animals, plants, food
std::span<const Family> playFamilies();       ///< toys, instruments, abstract compositions
std::span<const Family> characterFamilies();  ///< letters, digits

/// An object of a family.
struct Member {
    std::vector<Primitive> program;
    int family = 0;  ///< index into families()
};

/// A function of the number alone. Training draws numbers below kHeldOut; the ones from there on are the held-out set:
/// member i of it is of family i modulo the number of families.
Member member(std::uint64_t number);
/// The same with the family given.
Member memberOf(int family, std::uint64_t number);
constexpr std::uint64_t kHeldOut = std::uint64_t{1} << 48;

}  // namespace espalier::starter
