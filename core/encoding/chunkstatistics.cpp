#include "core/encoding/chunkstatistics.h"

#include "core/encoding/bytestream.h"
#include "core/encoding/checksum.h"
#include "core/encoding/decimal.h"
#include "core/encoding/valuecolumn.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace tinyobs::encoding {
namespace {

constexpr unsigned Version = 1;
constexpr unsigned NoExponent = 15;
constexpr unsigned RawBits = 8;
constexpr unsigned ExpectedBits = 9;
constexpr unsigned Corrected = 10;
constexpr unsigned MaxCorrectedBytes = 5;

constexpr std::array<double ChunkStatistics::*, 6> Fields{
    &ChunkStatistics::first, &ChunkStatistics::last, &ChunkStatistics::min,
    &ChunkStatistics::max,   &ChunkStatistics::sum,  &ChunkStatistics::increase};

bool sameBits(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

// No product is added to anything, so that no compiler makes one rounding of two.
double likelyField(const ChunkStatistics &known, std::size_t index)
{
    switch (index) {
    case 1:
        return known.first;
    case 2:
        return std::min(known.first, known.last);
    case 3:
        return std::max(known.first, known.last);
    case 4:
        return (known.first + known.last) * (0.5 * known.samples);
    case 5:
        return known.last - known.first;
    default:
        return 0;
    }
}

/// What field `index` is expected to be, from the fields before it. Never NaN, whose bits differ
/// between processors.
double expected(const ChunkStatistics &known, std::size_t index)
{
    const double likely = likelyField(known, index);
    return std::isnan(likely) ? 0 : likely;
}

/// The smallest exponent that makes first, last, min and max exact, if there is one.
std::optional<int> exponentOf(const ChunkStatistics &statistics)
{
    int exponent = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        if (const auto decimal = toDecimal(statistics.*Fields[i]))
            exponent = std::max(exponent, decimal->exponent);
        else
            return std::nullopt;
    }
    return exponent;
}

void putMantissa(std::uint64_t field, unsigned bytes, std::vector<std::uint8_t> &out)
{
    for (unsigned i = 0; i < bytes; ++i)
        out.push_back(static_cast<std::uint8_t>(field >> (8 * i)));
}

unsigned putField(double value, double likely, std::optional<int> exponent,
                  std::vector<std::uint8_t> &out)
{
    if (sameBits(value, likely))
        return ExpectedBits;
    if (exponent) {
        const std::int64_t mantissa = nearestMantissa(value, *exponent);
        const std::uint64_t field = zigzag(mantissa - nearestMantissa(likely, *exponent));
        const unsigned bytes = (static_cast<unsigned>(std::bit_width(field)) + 7) / 8;
        const double decimal = fromDecimal(mantissa, *exponent);
        if (sameBits(value, decimal)) {
            putMantissa(field, bytes, out);
            return bytes;
        }
        const std::uint64_t off = static_cast<std::uint64_t>(orderedBits(value)) -
                                  static_cast<std::uint64_t>(orderedBits(decimal));
        const auto correction = static_cast<std::int8_t>(off);
        if (static_cast<std::uint64_t>(correction) == off && bytes <= MaxCorrectedBytes) {
            out.push_back(static_cast<std::uint8_t>(correction));
            putMantissa(field, bytes, out);
            return Corrected + bytes;
        }
    }
    putFixed(value, out);
    return RawBits;
}

std::optional<double> takeField(ByteReader &in, unsigned code, double likely, unsigned exponent)
{
    if (code == ExpectedBits)
        return likely;
    if (code == RawBits)
        return in.takeFixed<double>();
    if (exponent > static_cast<unsigned>(MaxDecimalExponent))
        return std::nullopt;
    const auto correction = code >= Corrected ? static_cast<std::int8_t>(in.takeByte()) : 0;
    const unsigned bytes = code >= Corrected ? code - Corrected : code;
    std::uint64_t field = 0;
    for (unsigned i = 0; i < bytes; ++i)
        field |= std::uint64_t(in.takeByte()) << (8 * i);
    const int power = static_cast<int>(exponent);
    const double decimal = fromDecimal(nearestMantissa(likely, power) + unzigzag(field), power);
    return fromOrderedBits(orderedBits(decimal) + correction);
}

Failure corrupt(const char *what)
{
    return fail(Error::Code::Corruption, std::string("chunk statistics: ") + what);
}

} // namespace

ChunkStatistics statisticsOf(std::span<const TimeMs> timesMs, std::span<const double> values)
{
    Q_ASSERT(!values.empty() && timesMs.size() == values.size());
    double sum = 0;
    std::size_t next = 0;
    double previous = 0;
    do { // up to the first that is not NaN
        previous = values[next];
        sum += previous;
    } while (++next < values.size() && std::isnan(previous));

    double min = previous;
    double max = previous;
    double increase = 0;
    for (const double value : values.subspan(next)) {
        sum += value;
        if (std::isnan(value))
            continue;
        min = value < min ? value : min;
        max = value > max ? value : max;
        increase += value - (value < previous ? 0 : previous);
        previous = value;
    }
    return {.samples = static_cast<std::uint32_t>(values.size()),
            .firstMs = timesMs.front(),
            .lastMs = timesMs.back(),
            .first = values.front(),
            .last = values.back(),
            .min = min,
            .max = max,
            .sum = sum,
            .increase = increase};
}

void writeStatistics(const ChunkStatistics &statistics, std::vector<std::uint8_t> &out)
{
    const std::size_t begin = out.size();
    const std::optional<int> exponent = exponentOf(statistics);
    const unsigned exponentCode = exponent ? static_cast<unsigned>(*exponent) : NoExponent;
    out.push_back(static_cast<std::uint8_t>(Version << 4 | exponentCode));
    putVarint(statistics.samples, out);
    putSigned(statistics.firstMs, out);
    putVarint(static_cast<std::uint64_t>(statistics.lastMs) -
                  static_cast<std::uint64_t>(statistics.firstMs),
              out);
    const std::size_t codes = out.size();
    out.resize(codes + Fields.size() / 2);
    for (std::size_t i = 0; i < Fields.size(); ++i) {
        const unsigned code =
            putField(statistics.*Fields[i], expected(statistics, i), exponent, out);
        out[codes + i / 2] = static_cast<std::uint8_t>(out[codes + i / 2] | code << (4 * (i % 2)));
    }
    putChecksum(begin, out);
}

Result<ChunkStatistics> readStatistics(std::span<const std::uint8_t> bytes)
{
    const auto verified = verifiedBytes(bytes);
    if (!verified)
        return corrupt("checksum does not match");
    ByteReader in(*verified);
    const unsigned head = in.takeByte();
    if (head >> 4 != Version)
        return corrupt("version is unknown");
    ChunkStatistics statistics;
    const std::uint64_t samples = in.takeVarint();
    statistics.firstMs = in.takeSigned();
    statistics.lastMs =
        static_cast<TimeMs>(static_cast<std::uint64_t>(statistics.firstMs) + in.takeVarint());
    const auto codes = in.takeBytes(Fields.size() / 2);
    if (in.failed() || samples == 0 || samples > std::numeric_limits<std::uint32_t>::max() ||
        statistics.lastMs < statistics.firstMs)
        return corrupt("header is invalid");
    statistics.samples = static_cast<std::uint32_t>(samples);
    for (std::size_t i = 0; i < Fields.size(); ++i) {
        const unsigned code = (unsigned(codes[i / 2]) >> (4 * (i % 2))) & 0xf;
        const auto value = takeField(in, code, expected(statistics, i), head & 0xf);
        if (!value)
            return corrupt("field is invalid");
        statistics.*Fields[i] = *value;
    }
    if (in.failed() || in.remaining() != 0)
        return corrupt("length is wrong");
    return statistics;
}

} // namespace tinyobs::encoding
