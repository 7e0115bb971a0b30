#include "core/encoding/valuecolumn.h"

#include "core/encoding/bytestream.h"
#include "core/encoding/decimal.h"
#include "core/encoding/decimalcolumn.h"
#include "core/encoding/factor.h"
#include "core/encoding/intcolumn.h"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

namespace tinyobs::encoding {
namespace {

constexpr std::uint8_t NoDecimals = 255;
constexpr std::size_t ExceptionBits = 80;   // what one costs, about
constexpr std::uint64_t SmallestFactor = 4; // worth looking for
constexpr std::size_t SampledGroups = 4;
constexpr std::size_t SampledPerGroup = 9;

struct Decimals
{
    int exponent = 0;
    std::vector<std::int64_t> mantissas;
    std::vector<std::int64_t> exceptions; // positions
};

// Few exceptions may be what they seem, many say that the sampled values misled.
constexpr std::size_t FewExceptions = 32;

std::optional<Decimals> toDecimals(std::span<const double> values)
{
    const std::optional<int> exponent = chooseExponent(values);
    if (!exponent)
        return std::nullopt;
    Decimals decimals{*exponent, std::vector<std::int64_t>(values.size()), {}};
    decimals.exceptions = mantissasOf(values, *exponent, decimals.mantissas);
    if (decimals.exceptions.size() * FewExceptions <= values.size())
        return decimals;
    std::vector<double> others;
    for (const std::int64_t position : decimals.exceptions)
        others.push_back(values[static_cast<std::size_t>(position)]);
    const std::optional<int> finer = chooseExponent(others);
    if (finer && *finer > *exponent) {
        Decimals again{*finer, std::vector<std::int64_t>(values.size()), {}};
        again.exceptions = mantissasOf(values, *finer, again.mantissas);
        if (again.exceptions.size() < decimals.exceptions.size())
            return again;
    }
    return decimals;
}

/// What most mantissas have in common: origin + some multiple of factor.
struct Grid
{
    std::uint64_t origin = 0;
    std::uint64_t factor = 0;
    std::size_t others = 0; // of SampledPerGroup mantissas, those that are not the origin
};

/// Grids of a few groups of mantissas, one after the other in time, the coarsest first: a group
/// with a value off the common grid shows a finer one or none.
std::vector<Grid> possibleGrids(std::span<const std::int64_t> mantissas)
{
    std::vector<Grid> grids;
    std::array<std::uint64_t, SampledPerGroup> distances;
    for (std::size_t group = 0; group < SampledGroups; ++group) {
        Grid grid;
        for (std::size_t i = 0; i < distances.size(); ++i) {
            const std::size_t at = (group * SampledPerGroup + i) * mantissas.size() /
                                   (SampledGroups * SampledPerGroup);
            const auto mantissa = static_cast<std::uint64_t>(mantissas[at]);
            if (i == 0)
                grid.origin = mantissa;
            distances[i] = mantissa - grid.origin;
            grid.others += distances[i] != 0 ? 1 : 0;
        }
        grid.factor = commonFactor(distances);
        // One or two others have a factor whatever they are.
        if (grid.factor >= SmallestFactor && grid.others >= SampledPerGroup / 2)
            grids.push_back(grid);
    }
    std::sort(grids.begin(), grids.end(),
              [](const Grid &a, const Grid &b) { return a.factor > b.factor; });
    return grids;
}

/// Positions of the mantissas off the grid, or nullopt when they are more than it saves.
std::optional<std::vector<std::int64_t>> positionsOff(const Grid &grid,
                                                      std::span<const std::int64_t> mantissas)
{
    const ExactDivisor divisor(grid.factor);
    const std::size_t savedBits = static_cast<std::size_t>(std::bit_width(grid.factor)) - 1;
    const std::size_t limit =
        mantissas.size() * grid.others / SampledPerGroup * savedBits / ExceptionBits;
    std::vector<std::int64_t> positions;
    for (std::size_t i = 0; i < mantissas.size(); ++i) {
        if (divisor.divides(static_cast<std::uint64_t>(mantissas[i]) - grid.origin))
            continue;
        if (positions.size() == limit)
            return std::nullopt;
        positions.push_back(static_cast<std::int64_t>(i));
    }
    return positions;
}

/// Makes exceptions of a few values that keep the others from a common factor, such as a -1 that
/// stands for "unknown" among numbers of pages.
void setApartFromGrid(Decimals &decimals)
{
    for (const Grid &grid : possibleGrids(decimals.mantissas)) {
        const auto apart = positionsOff(grid, decimals.mantissas);
        if (!apart)
            continue;
        std::vector<std::int64_t> all;
        std::set_union(decimals.exceptions.begin(), decimals.exceptions.end(), apart->begin(),
                       apart->end(), std::back_inserter(all));
        decimals.exceptions.swap(all);
        return;
    }
}

/// Gives exceptions the mantissa before them, or behind those in front, so that they cost nothing.
void fillExceptions(Decimals &decimals)
{
    std::vector<std::int64_t> &mantissas = decimals.mantissas;
    const std::vector<std::int64_t> &exceptions = decimals.exceptions;
    std::size_t front = 0;
    while (front < exceptions.size() && static_cast<std::size_t>(exceptions[front]) == front)
        ++front;
    if (front < mantissas.size())
        std::fill_n(mantissas.begin(), front, mantissas[front]);
    for (const std::int64_t exception : std::span(exceptions).subspan(front)) {
        const auto at = static_cast<std::size_t>(exception);
        mantissas[at] = mantissas[at - 1];
    }
}

void putDecimals(std::span<const double> values, const Decimals &decimals,
                 std::vector<std::uint8_t> &out)
{
    out.push_back(static_cast<std::uint8_t>(decimals.exponent));
    putVarint(decimals.exceptions.size(), out);
    std::vector<std::int64_t> bits;
    for (const std::int64_t position : decimals.exceptions)
        bits.push_back(orderedBits(values[static_cast<std::size_t>(position)]));
    encodeIntColumn(decimals.exceptions, out);
    encodeIntColumn(bits, out);
    encodeIntColumn(decimals.mantissas, out);
}

void putBits(std::span<const double> values, std::vector<std::uint8_t> &out)
{
    out.push_back(NoDecimals);
    std::vector<std::int64_t> bits;
    bits.reserve(values.size());
    for (const double value : values)
        bits.push_back(orderedBits(value));
    encodeIntColumn(bits, out);
}

Failure corrupt(const char *what)
{
    return fail(Error::Code::Corruption, std::string("value column: ") + what);
}

Result<void> takeExceptions(ByteReader &in, std::size_t values,
                            std::vector<std::int64_t> &positions, std::vector<std::int64_t> &bits)
{
    const std::uint64_t count = in.takeVarint();
    if (in.failed() || count > values)
        return corrupt("more exceptions than values");
    positions.resize(count);
    bits.resize(count);
    if (Result<void> taken = takeIntColumn(in, positions); !taken)
        return taken;
    for (const std::int64_t position : positions) {
        if (static_cast<std::uint64_t>(position) >= values)
            return corrupt("exception lies behind the last value");
    }
    return takeIntColumn(in, bits);
}

} // namespace

void encodeValueColumn(std::span<const double> values, std::vector<std::uint8_t> &out)
{
    std::optional<Decimals> decimals = toDecimals(values);
    if (!decimals)
        return putBits(values, out);
    setApartFromGrid(*decimals);
    fillExceptions(*decimals);
    if (decimals->exceptions.size() * FewExceptions <= values.size())
        return putDecimals(values, *decimals, out);
    // In between only the result tells.
    const std::size_t begin = out.size();
    putDecimals(values, *decimals, out);
    std::vector<std::uint8_t> other;
    putBits(values, other);
    if (other.size() < out.size() - begin) {
        out.resize(begin);
        out.insert(out.end(), other.begin(), other.end());
    }
}

Result<std::size_t> decodeValueColumn(std::span<const std::uint8_t> bytes, std::span<double> values)
{
    ByteReader in(bytes);
    const unsigned exponent = in.takeByte();
    if (in.failed() || (exponent > MaxDecimalExponent && exponent != NoDecimals))
        return corrupt("exponent is out of range");
    std::vector<std::int64_t> positions;
    std::vector<std::int64_t> exceptions;
    if (exponent != NoDecimals) {
        if (auto taken = takeExceptions(in, values.size(), positions, exceptions); !taken)
            return Failure(std::move(taken.error()));
    }
    const auto integers = std::make_unique_for_overwrite<std::int64_t[]>(values.size());
    const std::span<std::int64_t> column(integers.get(), values.size());
    if (auto taken = takeIntColumn(in, column); !taken)
        return Failure(std::move(taken.error()));
    if (exponent == NoDecimals) {
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = fromOrderedBits(column[i]);
    } else {
        fromDecimals(column, static_cast<int>(exponent), values);
    }
    for (std::size_t i = 0; i < positions.size(); ++i)
        values[static_cast<std::size_t>(positions[i])] = fromOrderedBits(exceptions[i]);
    return in.position();
}

} // namespace tinyobs::encoding
