#pragma once

// The number by which the store knows a series. Valid until the series is removed by retention;
// never shown to users as an identity that outlives the process.

#include <cstdint>

namespace tinyobs {

enum class SeriesId : std::uint32_t {};

constexpr std::uint32_t toIndex(SeriesId id)
{
    return static_cast<std::uint32_t>(id);
}

} // namespace tinyobs
