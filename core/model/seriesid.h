#pragma once

// The number by which the store knows a series, in memory and in its files. Valid until retention
// removes the series; never shown to users as an identity.

#include <cstdint>

namespace tinyobs {

enum class SeriesId : std::uint32_t {};

constexpr std::uint32_t toIndex(SeriesId id)
{
    return static_cast<std::uint32_t>(id);
}

/// Whose series it is, a part of its identity like the labels. 0: the default tenant.
using TenantId = std::uint16_t;

} // namespace tinyobs
