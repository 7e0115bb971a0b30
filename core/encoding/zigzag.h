#pragma once

// Signed integers as unsigned ones, small magnitudes first: 0, -1, 1, -2 become 0, 1, 2, 3.

#include <cstdint>

namespace tinyobs::encoding {

constexpr std::uint64_t zigzag(std::int64_t value)
{
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

constexpr std::int64_t unzigzag(std::uint64_t value)
{
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

} // namespace tinyobs::encoding
