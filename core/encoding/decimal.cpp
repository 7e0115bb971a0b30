#include "core/encoding/decimal.h"

namespace tinyobs::encoding {
namespace {

// Below this magnitude the rounding errors of value and product together stay under one quarter, so
// that rounding the product cannot miss the mantissa.
constexpr double SafeLimit = 1125899906842624.0; // 2^50

} // namespace

std::optional<Decimal> toDecimal(double value)
{
    if (!(std::fabs(value) < MantissaLimit))
        return std::nullopt;
    // What is exact at one exponent is the same quotient, and so exact, at every larger one whose
    // mantissa fits. One test at the largest safe exponent therefore decides.
    int exponent = MaxDecimalExponent;
    while (exponent > 0 && std::fabs(value) * PowersOfTen[std::size_t(exponent)] >= SafeLimit)
        --exponent;
    std::optional<std::int64_t> mantissa = mantissaAt(value, exponent);
    if (!mantissa)
        return std::nullopt;
    while (exponent > 0 && *mantissa % 10 == 0) {
        *mantissa /= 10;
        --exponent;
    }
    return Decimal{*mantissa, exponent};
}

} // namespace tinyobs::encoding
