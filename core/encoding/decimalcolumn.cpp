#include "core/encoding/decimalcolumn.h"

#include "core/encoding/decimal.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <bit>

namespace tinyobs::encoding {
namespace {

constexpr std::size_t BlockSize = 128;
constexpr std::size_t SampledValues = 32;
constexpr double BitsPerDigit = 3.33;
constexpr double BitsPerException = 72;

// Adding 1.5 * 2^52 to a value below 2^51 leaves its nearest integer in the low bits.
constexpr double RoundingAddend = 6755399441055744.0;

// An integer of less than 2^53 as a double, in steps that vector units have: its biased halves are
// written into the mantissas of 2^84 and 2^52, and what that added is taken off again.
double exactDouble(std::int64_t integer)
{
    constexpr std::uint64_t Bias = std::uint64_t(1) << 53;
    const std::uint64_t biased = static_cast<std::uint64_t>(integer) + Bias;
    const auto high = std::bit_cast<double>((biased >> 32) | 0x4530000000000000);
    const auto low = std::bit_cast<double>((biased & 0xffffffff) | 0x4330000000000000);
    return (high - (0x1p84 + 0x1p52 + 0x1p53)) + low;
}

std::int64_t integerOf(double rounded)
{
    return static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(rounded) -
                                     std::bit_cast<std::uint64_t>(RoundingAddend));
}

// Rounds and checks a block; false when one value or more is no such decimal, or too large to be
// rounded this way.
bool mantissasOfBlock(std::span<const double> values, double power, std::int64_t *mantissas)
{
    std::uint64_t wrong = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double rounded = values[i] * power + RoundingAddend;
        const std::int64_t mantissa = integerOf(rounded);
        mantissas[i] = mantissa;
        wrong |= std::bit_cast<std::uint64_t>(exactDouble(mantissa) / power) ^
                 std::bit_cast<std::uint64_t>(values[i]);
    }
    return wrong == 0;
}

// The same without a division.
bool integersOfBlock(std::span<const double> values, std::int64_t *mantissas)
{
    std::uint64_t wrong = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double rounded = values[i] + RoundingAddend;
        const std::int64_t mantissa = integerOf(rounded);
        mantissas[i] = mantissa;
        wrong |= std::bit_cast<std::uint64_t>(exactDouble(mantissa)) ^
                 std::bit_cast<std::uint64_t>(values[i]);
    }
    return wrong == 0;
}

} // namespace

std::optional<int> chooseExponent(std::span<const double> values)
{
    std::array<std::size_t, MaxDecimalExponent + 1> needed{};
    const std::size_t sampled = std::min(SampledValues, values.size());
    std::size_t decimals = 0;
    for (std::size_t i = 0; i < sampled; ++i) {
        const auto decimal = toDecimal(values[i * values.size() / sampled]);
        if (!decimal)
            continue;
        ++needed[static_cast<std::size_t>(decimal->exponent)];
        ++decimals;
    }
    if (decimals * 8 < sampled)
        return std::nullopt;
    int best = 0;
    double bestBits = 0;
    std::size_t finer = decimals;
    for (std::size_t exponent = 0; exponent < needed.size(); ++exponent) {
        finer -= needed[exponent];
        const double bits = BitsPerDigit * static_cast<double>(exponent * decimals) +
                            BitsPerException * static_cast<double>(finer);
        if (exponent == 0 || bits < bestBits) {
            bestBits = bits;
            best = static_cast<int>(exponent);
        }
    }
    return best;
}

std::vector<std::int64_t> mantissasOf(std::span<const double> values, int exponent,
                                      std::span<std::int64_t> mantissas)
{
    Q_ASSERT(mantissas.size() == values.size());
    std::vector<std::int64_t> exceptions;
    const double power = PowersOfTen[static_cast<std::size_t>(exponent)];
    std::int64_t last = 0;
    for (std::size_t first = 0; first < values.size(); first += BlockSize) {
        const auto block = values.subspan(first, std::min(BlockSize, values.size() - first));
        std::int64_t *const out = mantissas.data() + first;
        const bool exact =
            exponent == 0 ? integersOfBlock(block, out) : mantissasOfBlock(block, power, out);
        for (std::size_t i = 0; !exact && i < block.size(); ++i) {
            if (const auto mantissa = mantissaAt(block[i], exponent))
                last = *mantissa;
            else
                exceptions.push_back(static_cast<std::int64_t>(first + i));
            out[i] = last;
        }
        last = out[block.size() - 1];
    }
    return exceptions;
}

void fromDecimals(std::span<const std::int64_t> mantissas, int exponent, std::span<double> values)
{
    Q_ASSERT(mantissas.size() == values.size());
    const double power = PowersOfTen[static_cast<std::size_t>(exponent)];
    if (exponent == 0) {
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = exactDouble(mantissas[i]);
        return;
    }
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = exactDouble(mantissas[i]) / power;
}

} // namespace tinyobs::encoding
