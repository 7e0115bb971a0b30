#pragma once

// Rows of a rollup: what is kept of the samples of one series in each window. Lossless like a
// sealed chunk; columns are kept relative to each other, so that most of them nearly vanish.
//   u8      version, 1
//   varint  rows, 0 .. 65536
//   u8      exponent 0 .. 10, or 255: no decimals
//   ...     integer columns: times, counts, times - last times
//   ...     last, max, min, sum, increase, each as a related column:
//     u8      bits 0-6 what it is relative to (rollupcolumn.h), bit 7: has corrections
//     ...     integer column of number - expected number
//     ...     with bit 7: integer column of corrections
//   u32     checksum (checksum.h)
// A number is the nearest mantissa at the exponent and the correction what the ordered bits of the
// value are off from that decimal; without decimals, and for related column 6, it is the ordered
// bits (valuecolumn.h).
// Plain functions, usable in any thread.

#include "core/base/clock.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs::encoding {

inline constexpr std::size_t MaxRollupRows = 65536;

struct RollupColumns
{
    std::vector<TimeMs> timesMs; // end of the window (t - resolution, t]
    std::vector<std::uint64_t> counts;
    std::vector<double> min;
    std::vector<double> max;
    std::vector<double> sum;
    std::vector<double> last;
    std::vector<TimeMs> lastMs; // time of the last sample
    // Of a counter, from the last sample before the window, whenever that was, to the last one in
    // it; from the first one in it when none is known.
    std::vector<double> increase;

    std::size_t size() const { return timesMs.size(); }
    void resize(std::size_t rows);
};

/// Appends the block to `out`. Columns of equal length, at most MaxRollupRows.
void sealRollup(const RollupColumns &rows, std::vector<std::uint8_t> &out);

/// Appends the rows to `out`, which stays as it was on an error.
Result<void> openRollup(std::span<const std::uint8_t> blob, RollupColumns &out);

} // namespace tinyobs::encoding
