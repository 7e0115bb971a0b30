#pragma once

// Bytes that somebody else owns.

#include <cstdint>
#include <span>

namespace tinyobs {

using Bytes = std::span<const std::uint8_t>;

} // namespace tinyobs
