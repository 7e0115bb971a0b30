#pragma once

// Exact decimals: a double written as mantissa / 10^exponent, accepted only when that division
// gives back the same bits. A division is correctly rounded, a multiplication by 10^-exponent is
// not, so this must never be built with -ffast-math. Plain functions, usable in any thread.

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>

namespace tinyobs::encoding {

inline constexpr int MaxDecimalExponent = 10;
inline constexpr double MantissaLimit = 9007199254740992.0; // 2^53

inline constexpr std::array<double, MaxDecimalExponent + 1> PowersOfTen{
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};

struct Decimal
{
    std::int64_t mantissa = 0;
    int exponent = 0; // 0 .. MaxDecimalExponent

    bool operator==(const Decimal &) const = default;
};

/// The value behind a mantissa; exponent must be within 0 .. MaxDecimalExponent.
inline double fromDecimal(std::int64_t mantissa, int exponent)
{
    return static_cast<double>(mantissa) / PowersOfTen[static_cast<std::size_t>(exponent)];
}

/// The mantissa of a value at a given exponent, if it is exact there.
inline std::optional<std::int64_t> mantissaAt(double value, int exponent)
{
    const double scaled = value * PowersOfTen[static_cast<std::size_t>(exponent)];
    if (!(std::fabs(scaled) < MantissaLimit)) // NaN too
        return std::nullopt;
    const auto mantissa = static_cast<std::int64_t>(std::llrint(scaled));
    // Integers are most of what counters and gauges send: spare them the division.
    const double back =
        exponent == 0 ? static_cast<double>(mantissa) : fromDecimal(mantissa, exponent);
    if (std::bit_cast<std::uint64_t>(back) != std::bit_cast<std::uint64_t>(value))
        return std::nullopt;
    return mantissa;
}

/// The integer next to value * 10^exponent, 0 where there is none of less than 2^53.
inline std::int64_t nearestMantissa(double value, int exponent)
{
    const double scaled = value * PowersOfTen[static_cast<std::size_t>(exponent)];
    return std::fabs(scaled) < MantissaLimit ? static_cast<std::int64_t>(std::llrint(scaled)) : 0;
}

/// The value with the smallest exponent that is exact, if there is one.
std::optional<Decimal> toDecimal(double value);

} // namespace tinyobs::encoding
