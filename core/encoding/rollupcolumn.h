#pragma once

// The columns of doubles in a rollup block as numbers relative to columns read before them. The
// format stands in rollupblock.h. Plain functions, usable in any thread.

#include "core/encoding/bytestream.h"
#include "core/encoding/rollupblock.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tinyobs::encoding {

/// What a column is expected to be; the values are those of the format.
enum class Related : std::uint8_t {
    Nothing = 0,
    Last = 1,
    Max = 2,
    PreviousLast = 3,     // last of the row before, of the first row its own
    CountTimesMiddle = 4, // count * (min + max) / 2
    LastStep = 5,         // last - previous last
    LastStepBits = 6,     // the same as doubles; numbers are ordered bits whatever the exponent,
                          // because differences of decimals are seldom the nearest decimal
};

/// One column of doubles: which, and what it may be relative to.
struct RollupField
{
    std::vector<double> RollupColumns::*values;
    std::span<const Related> candidates;
};

/// In the order of the format: a column is relative to earlier ones only.
std::span<const RollupField> rollupFields();

/// Appends one column; `exponent` is empty for numbers that are ordered bits.
void putRollupField(const RollupField &field, const RollupColumns &rows,
                    std::optional<int> exponent, std::vector<std::uint8_t> &out);

/// Fills rows [begin ..) of one column.
Result<void> takeRollupField(ByteReader &in, const RollupField &field, std::size_t begin,
                             std::optional<int> exponent, RollupColumns &rows);

} // namespace tinyobs::encoding
