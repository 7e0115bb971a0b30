#pragma once

// Hashes of label bytes as they came over the wire: XXH3-128 with a secret that is drawn once per
// process, so that nobody outside can make two label sets collide. Usable in any thread.

#include "core/model/samplebatch.h"

#include <bit>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tinyobs {

WireHash wireHash(std::string_view bytes);

/// The hash of two things in this order; chained(a, b) is not chained(b, a).
constexpr WireHash chained(WireHash first, WireHash second)
{
    constexpr std::uint64_t Odd = 0x9e3779b97f4a7c15;
    return {.high = first.high * Odd + second.high, .low = std::rotl(first.low, 29) + second.low};
}

/// The hash of things in any order: start with an empty one and add each.
constexpr WireHash added(WireHash sum, WireHash each)
{
    return {.high = sum.high + each.high, .low = sum.low + each.low};
}

/// The hash of two texts in this order that stand apart in the document.
WireHash wireHash(std::string_view first, std::string_view second);

/// A space of hashes of its own: the same bytes mean different series in two formats, and with
/// different labels that a request adds. Combine it with the hash of a series' bytes.
WireHash wireSpace(std::string_view format,
                   std::span<const std::pair<std::string, std::string>> addedLabels);

constexpr WireHash combined(WireHash a, WireHash b)
{
    return {.high = a.high ^ b.high, .low = a.low ^ b.low};
}

} // namespace tinyobs
