#pragma once

// Decimals by the column: loops that compilers turn into vector code, which a call of mantissaAt()
// per value keeps them from. Plain functions, usable in any thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tinyobs::encoding {

/// The exponent at which these values are cheapest, values without decimals being exceptions;
/// nullopt when hardly any has decimals. Looks at a few of them.
std::optional<int> chooseExponent(std::span<const double> values);

/// Fills `mantissas` (of equal length) and returns the positions of values that are no decimals of
/// this exponent; their mantissa is the one before them.
std::vector<std::int64_t> mantissasOf(std::span<const double> values, int exponent,
                                      std::span<std::int64_t> mantissas);

/// fromDecimal() of each; equal lengths.
void fromDecimals(std::span<const std::int64_t> mantissas, int exponent, std::span<double> values);

} // namespace tinyobs::encoding
