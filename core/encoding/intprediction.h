#pragma once

// What the values of an integer column are expected to be, and what is left of them: the numbers
// that its mini-blocks hold. The formulas stand in intcolumn.h. Plain values, usable in any thread.

#include "core/encoding/miniblock.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace tinyobs::encoding {

enum class ColumnKind : std::uint8_t { Const, DeltaConst, Linear, Delta, Delta2 };

struct Prediction
{
    ColumnKind kind = ColumnKind::Delta;
    std::uint64_t step = 0;
    std::uint32_t fraction = 0;

    /// Values in front that the mini-blocks do not hold.
    std::size_t skipped() const { return kind == ColumnKind::Delta2 ? 2 : 1; }
};

/// The numbers of values first .. first + numbers.size() - 1; first is at least skipped().
void differences(const Prediction &prediction, std::span<const std::uint64_t> values,
                 std::size_t first, std::span<std::uint64_t> numbers);

struct PredictionChoice
{
    Prediction prediction;
    Distance distance = Distance::Above;
};

/// Tries all kinds on a few blocks. `values` starts with 0, has at least three values, and neither
/// all of them nor all their deltas are equal.
PredictionChoice choosePrediction(std::span<const std::uint64_t> values);

} // namespace tinyobs::encoding
