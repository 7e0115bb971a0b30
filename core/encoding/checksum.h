#pragma once

// The last four bytes of sealed formats: the low half of XXH3-64 over everything before them.
// Plain functions, usable in any thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tinyobs::encoding {

/// Appends the checksum of out[begin ..].
void putChecksum(std::size_t begin, std::vector<std::uint8_t> &out);

/// The bytes before the checksum, or nullopt when it does not match them.
std::optional<std::span<const std::uint8_t>>
verifiedBytes(std::span<const std::uint8_t> bytesAndChecksum);

} // namespace tinyobs::encoding
