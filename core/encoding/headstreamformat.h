#pragma once

// What encoder and decoder of the head stream agree on; the format is drawn in headstream.h.

#include "core/encoding/zigzag.h"

#include <array>
#include <bit>
#include <cstdint>

namespace tinyobs::encoding {

static_assert(std::endian::native == std::endian::little,
              "fields are copied to and from the stream as they lie in memory");

constexpr std::uint8_t NearTag = 0x80;
constexpr std::uint8_t RunTag = 0x40;
constexpr std::uint8_t LongestRun = 0x7f;
constexpr std::uint8_t EndTag = 0x3c;
constexpr std::int32_t NearBias = 8;
constexpr unsigned MaxNearMantissaBytes = 6;
constexpr unsigned NearRawValue = 7;
constexpr std::uint8_t PlainExponent = 0xff;
constexpr unsigned MaxMantissaBytes = 7;
constexpr std::array<std::uint8_t, 4> TimeFieldBytes{0, 1, 2, 4};

enum ValueCode : unsigned {
    SameValue = 0, // 1 .. MaxMantissaBytes: a mantissa delta of so many bytes
    RawValue = 8,
    NewExponent = 9,
    XorValue = 10,
};

constexpr bool fitsInt32(std::int64_t value)
{
    return value == static_cast<std::int32_t>(value);
}

} // namespace tinyobs::encoding
