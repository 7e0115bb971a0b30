#pragma once

// What encoder and decoder of integer columns agree on; the format is drawn in intcolumn.h.

#include <cstdint>

namespace tinyobs::encoding {

constexpr std::uint8_t KindMask = 0x07;
constexpr std::uint8_t HasFactor = 0x08;
constexpr std::uint8_t DistancesAround = 0x10;
constexpr std::uint8_t HasFraction = 0x20;
constexpr std::uint8_t HasBase = 0x40;
constexpr std::uint8_t Reserved = 0x80;

} // namespace tinyobs::encoding
