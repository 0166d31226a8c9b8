#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace espalier {

/// Union-find in which the root of a set is its smallest member, so that results do not depend on the order of joins.
class DisjointSets {
public:
    explicit DisjointSets(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), 0u); }

    std::uint32_t root(std::uint32_t e) {
        while (m_parent[e] != e)
            e = m_parent[e] = m_parent[m_parent[e]];
        return e;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = root(a);
        b = root(b);
        m_parent[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> m_parent;
};

/// Union-find that also knows whether two members of a set are alike or opposite (faces that agree in winding or not).
class SignedSets {
public:
    explicit SignedSets(std::size_t count) : m_parent(count), m_size(count, 1), m_opposite(count) {
        std::iota(m_parent.begin(), m_parent.end(), 0u);
    }

    std::uint32_t root(std::uint32_t e) {
        while (m_parent[e] != e) {
            const auto up = m_parent[e];
            m_opposite[e] = std::uint8_t(m_opposite[e] ^ m_opposite[up]);  // 0 at a root, so halving stays right there
            e = m_parent[e] = m_parent[up];
        }
        return e;
    }
    /// Is `e` the opposite of its root?
    bool isOpposite(std::uint32_t e) const {
        bool opposite = false;
        for (; m_parent[e] != e; e = m_parent[e])
            opposite ^= m_opposite[e] != 0;
        return opposite;
    }
    /// Could a and b be joined so?
    bool agree(std::uint32_t a, std::uint32_t b, bool opposite) {
        return root(a) != root(b) || (isOpposite(a) ^ isOpposite(b)) == opposite;
    }
    /// Joins them unless they already contradict it; false then.
    bool join(std::uint32_t a, std::uint32_t b, bool opposite) {
        if (!agree(a, b, opposite)) return false;
        const bool sign = isOpposite(a) ^ isOpposite(b) ^ opposite;
        auto large = root(a), small = root(b);
        if (large == small) return true;
        if (m_size[large] < m_size[small]) std::swap(large, small);
        m_parent[small] = large;
        m_opposite[small] = sign;
        m_size[large] += m_size[small];
        return true;
    }

private:
    std::vector<std::uint32_t> m_parent;
    std::vector<std::uint32_t> m_size;
    std::vector<std::uint8_t> m_opposite;  ///< to the parent
};

}  // namespace espalier
