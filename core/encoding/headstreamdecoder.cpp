#include "core/encoding/decimal.h"
#include "core/encoding/headstream.h"
#include "core/encoding/headstreamformat.h"

#include <QtGlobal>

#include <cstring>
#include <string>

namespace tinyobs::encoding {
namespace {

// Reads little-endian fields and remembers running off the end, so that it is checked once per tag.
class FieldReader
{
public:
    explicit FieldReader(std::span<const std::uint8_t> bytes)
        : m_at(bytes.data())
        , m_end(bytes.data() + bytes.size())
    {
    }

    const std::uint8_t *at() const { return m_at; }
    void skipTo(const std::uint8_t *place) { m_at = place; }
    bool atEnd() const { return m_at == m_end; }
    bool failed() const { return m_failed; }
    std::size_t left() const { return std::size_t(m_end - m_at); }

    std::uint64_t take(unsigned count)
    {
        if (std::size_t(m_end - m_at) < count) {
            m_failed = true;
            return 0;
        }
        std::uint64_t field = 0;
        if (std::size_t(m_end - m_at) >= sizeof field) {
            std::memcpy(&field, m_at, sizeof field);
            if (count < sizeof field)
                field &= (std::uint64_t(1) << (8 * count)) - 1;
        } else {
            std::memcpy(&field, m_at, count);
        }
        m_at += count;
        return field;
    }

private:
    const std::uint8_t *m_at;
    const std::uint8_t *m_end;
    bool m_failed = false;
};

std::int64_t takeTime(FieldReader &in, unsigned timeCode)
{
    const unsigned count = TimeFieldBytes[timeCode];
    const std::uint64_t field = in.take(count);
    switch (count) {
    case 1:
        return static_cast<std::int8_t>(field);
    case 2:
        return static_cast<std::int16_t>(field);
    default:
        return static_cast<std::int32_t>(field);
    }
}

// The encoder writes no mantissa beyond 2^53; hostile bytes may, and must not overflow.
bool setMantissa(HeadStreamCursor &cursor, std::int64_t mantissa)
{
    constexpr auto Limit = static_cast<std::int64_t>(MantissaLimit);
    if (mantissa <= -Limit || mantissa >= Limit || cursor.exponent == NoExponent)
        return false;
    cursor.mantissa = mantissa;
    // Integers are most of what there is: spare them the division.
    const double value = cursor.exponent == 0 ? static_cast<double>(mantissa)
                                              : fromDecimal(mantissa, cursor.exponent);
    cursor.valueBits = std::bit_cast<std::uint64_t>(value);
    return true;
}

bool takeValue(FieldReader &in, unsigned code, HeadStreamCursor &cursor)
{
    if (code == SameValue)
        return true;
    if (code <= MaxMantissaBytes)
        return setMantissa(cursor, cursor.mantissa + unzigzag(in.take(code)));
    if (code == RawValue) {
        cursor.valueBits = in.take(8);
        return true;
    }
    if (code != NewExponent && code != XorValue)
        return false;
    const auto head = static_cast<unsigned>(in.take(1));
    const unsigned count = head & 0xf;
    if (code == NewExponent) {
        if ((head >> 4) > MaxDecimalExponent || count > MaxMantissaBytes)
            return false;
        cursor.exponent = static_cast<int>(head >> 4);
        return setMantissa(cursor, unzigzag(in.take(count)));
    }
    if ((head >> 4) + count > sizeof cursor.valueBits || count == 0)
        return false;
    cursor.valueBits ^= in.take(count) << (8 * (head >> 4));
    return true;
}

bool takeSample(FieldReader &in, unsigned tag, HeadStreamCursor &cursor)
{
    if (tag & NearTag) {
        const unsigned code = tag & NearRawValue;
        if (!takeValue(in, code == NearRawValue ? RawValue : code, cursor))
            return false;
        cursor.deltaMs += static_cast<std::int64_t>((tag >> 3) & 0xf) - NearBias;
    } else {
        if (!takeValue(in, tag >> 2, cursor))
            return false;
        cursor.deltaMs += takeTime(in, tag & 3);
    }
    return fitsInt32(cursor.deltaMs) && !in.failed();
}

// What most samples are: near their time, and a few more or less in their mantissa.
constexpr std::size_t NearSampleBytes = 1 + sizeof(std::uint64_t); // that may be read, at least

/// Such a sample: how many bytes it took, or 0 and nothing has changed. All of NearSampleBytes are
/// read, whatever follows it.
inline std::size_t takeNearSample(const std::uint8_t *at, HeadStreamCursor &now)
{
    constexpr auto Limit = static_cast<std::int64_t>(MantissaLimit);
    const unsigned tag = *at;
    const unsigned code = tag & NearRawValue;
    if (!(tag & NearTag) || code == NearRawValue)
        return 0;
    const std::int64_t deltaMs =
        now.deltaMs + static_cast<std::int64_t>((tag >> 3) & 0xf) - NearBias;
    std::uint64_t field = 0;
    std::memcpy(&field, at + 1, sizeof field);
    field &= (std::uint64_t(1) << (8 * code)) - 1;
    const std::int64_t mantissa = now.mantissa + unzigzag(field);
    if (mantissa <= -Limit || mantissa >= Limit || !fitsInt32(deltaMs))
        return 0;
    if (code != SameValue) {
        now.mantissa = mantissa;
        now.valueBits =
            std::bit_cast<std::uint64_t>(now.exponent == 0 ? static_cast<double>(mantissa)
                                                           : fromDecimal(mantissa, now.exponent));
    }
    now.deltaMs = deltaMs;
    now.timeMs = static_cast<TimeMs>(static_cast<std::uint64_t>(now.timeMs) +
                                     static_cast<std::uint64_t>(deltaMs));
    return 1 + code;
}

/// Those at the front, without looking for what else there may be, up to the first other one.
std::size_t takeNearSamples(FieldReader &in, HeadStreamCursor &cursor, std::span<TimeMs> timesMs,
                            std::span<double> values)
{
    HeadStreamCursor now = cursor;
    if (now.exponent == NoExponent)
        return 0;
    const std::uint8_t *at = in.at();
    const std::uint8_t *const end = at + in.left();
    std::size_t count = 0;
    const auto keep = [&] {
        timesMs[count] = now.timeMs;
        values[count] = now.value();
        ++count;
    };
    while (std::size_t(end - at) >= NearSampleBytes && count < timesMs.size()) {
        const std::size_t taken = takeNearSample(at, now);
        if (taken == 0)
            break;
        keep();
        at += taken;
    }
    // The last few bytes stand where more can be read.
    if (const auto left = std::size_t(end - at); left > 0 && left < NearSampleBytes) {
        std::array<std::uint8_t, 2 * NearSampleBytes> copy{};
        std::memcpy(copy.data(), at, left);
        for (std::size_t used = 0; used < left && count < timesMs.size();) {
            HeadStreamCursor next = now;
            const std::size_t taken = takeNearSample(copy.data() + used, next);
            if (taken == 0 || used + taken > left)
                break;
            now = next;
            keep();
            used += taken;
            at += taken;
        }
    }
    in.skipTo(at);
    cursor = now;
    return count;
}

Failure corrupt(const char *what)
{
    return fail(Error::Code::Corruption, std::string("head stream: ") + what);
}

} // namespace

Result<void> readFirstSample(std::span<const std::uint8_t> bytes, HeadStreamCursor &cursor)
{
    if (bytes.size() < FirstSampleBytes)
        return corrupt("first sample is cut off");
    HeadStreamCursor first;
    std::memcpy(&first.timeMs, bytes.data(), 8);
    std::memcpy(&first.valueBits, bytes.data() + 8, 8);
    const std::uint8_t exponent = bytes[16];
    if (exponent != PlainExponent) {
        if (exponent > MaxDecimalExponent)
            return corrupt("exponent is out of range");
        const auto mantissa = mantissaAt(first.value(), exponent);
        if (!mantissa)
            return corrupt("first value is not exact at its exponent");
        first.exponent = exponent;
        first.mantissa = *mantissa;
    }
    cursor = first;
    return {};
}

Result<std::size_t> decodeSamples(std::span<const std::uint8_t> bytes, HeadStreamCursor &cursor,
                                  std::span<TimeMs> timesMs, std::span<double> values)
{
    Q_ASSERT(timesMs.size() == values.size());
    FieldReader in(bytes);
    HeadStreamCursor now = cursor;
    std::size_t count = 0;
    for (;;) {
        count += takeNearSamples(in, now, timesMs.subspan(count), values.subspan(count));
        if (in.atEnd())
            break;
        const auto tag = static_cast<unsigned>(in.take(1));
        if (tag == EndTag)
            break;
        std::size_t repeat = 1;
        if ((tag & (NearTag | RunTag)) == RunTag) {
            repeat = (tag & (LongestRun - RunTag)) + 1;
        } else if (!takeSample(in, tag, now)) {
            return corrupt(in.failed() ? "sample is cut off" : "sample is invalid");
        }
        if (repeat > timesMs.size() - count)
            return corrupt("more samples than announced");
        for (; repeat > 0; --repeat, ++count) {
            now.timeMs = static_cast<TimeMs>(static_cast<std::uint64_t>(now.timeMs) +
                                             static_cast<std::uint64_t>(now.deltaMs));
            timesMs[count] = now.timeMs;
            values[count] = now.value();
        }
    }
    cursor = now;
    return count;
}

Result<std::size_t> decodeSample(std::span<const std::uint8_t> bytes, HeadStreamCursor &cursor)
{
    FieldReader in(bytes);
    const auto tag = static_cast<unsigned>(in.take(1));
    if (in.failed() || tag == EndTag)
        return corrupt("sample is cut off");
    const bool isRun = (tag & (NearTag | RunTag)) == RunTag;
    if (isRun && tag != RunOfOneTag)
        return corrupt("run where one sample stands");
    if (!isRun && !takeSample(in, tag, cursor))
        return corrupt(in.failed() ? "sample is cut off" : "sample is invalid");
    cursor.timeMs = static_cast<TimeMs>(static_cast<std::uint64_t>(cursor.timeMs) +
                                        static_cast<std::uint64_t>(cursor.deltaMs));
    return bytes.size() - in.left();
}

} // namespace tinyobs::encoding
