#pragma once

// A sealed chunk ("TD"): samples of one series that will not change, as they lie on disk. Lossless
// for every time and every bit pattern of a double, in the order given.
//   u8      version, 1
//   varint  samples, 1 .. 8192
//   ...     times, an integer column (intcolumn.h)
//   ...     values (valuecolumn.h)
//   u32     low half of XXH3-64 over everything before it
// Plain functions, usable in any thread.

#include "core/base/result.h"
#include "core/model/samples.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs::encoding {

inline constexpr std::size_t MaxChunkSamples = 8192;

/// Appends the chunk to `out`. Columns of equal length, 1 .. MaxChunkSamples.
void sealChunk(std::span<const TimeMs> timesMs, std::span<const double> values,
               std::vector<std::uint8_t> &out);

/// Appends the samples to `out`, which stays as it was on an error. The checksum is verified before
/// anything else is believed.
Result<void> openChunk(std::span<const std::uint8_t> blob, SampleColumns &out);

} // namespace tinyobs::encoding
