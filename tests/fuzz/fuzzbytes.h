#pragma once

// The bytes of a fuzzer's input as a row of choices. Behind the end each choice is the first one,
// or follows from a seed.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>

namespace tinyobs::test {

class FuzzBytes
{
public:
    explicit FuzzBytes(std::span<const std::uint8_t> bytes, std::uint32_t seed = 0)
        : m_bytes(bytes)
        , m_state(seed)
    {
    }

    bool isEmpty() const { return m_bytes.empty(); }
    std::uint8_t byte()
    {
        if (m_bytes.empty())
            return behindEnd();
        const std::uint8_t first = m_bytes.front();
        m_bytes = m_bytes.subspan(1);
        return first;
    }
    /// The next bytes as an input of their own.
    FuzzBytes take(std::size_t count)
    {
        const FuzzBytes first(m_bytes.first(std::min(count, m_bytes.size())));
        m_bytes = m_bytes.subspan(first.m_bytes.size());
        return first;
    }
    std::size_t below(std::size_t limit) { return byte() % limit; }
    /// What is left, and behind it what follows from a seed.
    FuzzBytes withSeed(std::uint32_t seed) const { return FuzzBytes(m_bytes, seed); }
    /// One of so many times; never behind the end.
    bool oneIn(std::size_t times) { return below(times) == times - 1; }
    template <typename Choices>
    const auto &pick(const Choices &of)
    {
        return of[below(std::size(of))];
    }
    /// Any double at all.
    double anyDouble()
    {
        std::uint64_t bits = 0;
        for (int i = 0; i < 8; ++i)
            bits = bits << 8 | byte();
        return std::bit_cast<double>(bits);
    }

private:
    /// The linear congruences of Numerical Recipes, of which 0 is no fixed point: it is left out.
    std::uint8_t behindEnd()
    {
        if (m_state != 0)
            m_state = m_state * 1664525u + 1013904223u;
        return static_cast<std::uint8_t>(m_state >> 24);
    }

    std::span<const std::uint8_t> m_bytes;
    std::uint32_t m_state = 0; // 0: none
};

} // namespace tinyobs::test
