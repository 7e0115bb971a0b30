#include "core/encoding/headstream.h"

#include "core/encoding/decimal.h"

#include <QtGlobal>

#include <array>
#include <cstring>
#include <limits>
#include <string>

namespace tinyobs::encoding {
namespace {

static_assert(std::endian::native == std::endian::little,
              "fields are copied to and from the stream as they lie in memory");

constexpr std::uint8_t NearTag = 0x80;
constexpr std::uint8_t RunTag = 0x40;
constexpr std::uint8_t LongestRun = 0x7f;
constexpr std::uint8_t EndTag = 0x3c;
constexpr std::int32_t NearBias = 8;
constexpr unsigned MaxNearMantissaBytes = 6;
constexpr unsigned NearRawValue = 7;
constexpr std::uint8_t PlainExponent = 0xff;
constexpr unsigned MaxMantissaBytes = 7;
constexpr std::array<std::uint8_t, 4> TimeFieldBytes{0, 1, 2, 4};

enum ValueCode : unsigned {
    SameValue = 0, // 1 .. MaxMantissaBytes: a mantissa delta of so many bytes
    RawValue = 8,
    NewExponent = 9,
    XorValue = 10,
};

constexpr std::uint64_t zigzag(std::int64_t value)
{
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

constexpr std::int64_t unzigzag(std::uint64_t value)
{
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

constexpr unsigned bytesOf(std::uint64_t value)
{
    return (static_cast<unsigned>(std::bit_width(value)) + 7) / 8;
}

// One sample on its way: always room for eight bytes more than a sample can have, so that a field
// is stored with a single eight-byte write whatever its length.
struct Scratch
{
    std::array<std::uint8_t, MaxSampleBytes + 8> bytes;
    unsigned size = 1; // the tag comes last, when both fields are known

    void put(std::uint64_t field, unsigned count)
    {
        std::memcpy(bytes.data() + size, &field, sizeof field);
        size += count;
    }
};

unsigned putTime(Scratch &out, std::int32_t deltaOfDelta)
{
    if (deltaOfDelta == 0)
        return 0;
    const auto field = static_cast<std::uint32_t>(deltaOfDelta);
    if (deltaOfDelta == static_cast<std::int8_t>(deltaOfDelta)) {
        out.put(field, 1);
        return 1;
    }
    if (deltaOfDelta == static_cast<std::int16_t>(deltaOfDelta)) {
        out.put(field, 2);
        return 2;
    }
    out.put(field, 4);
    return 3;
}

// Values that are no short decimals: whatever is shorter, the bits or their difference.
unsigned putBits(Scratch &out, std::uint64_t bits, std::uint64_t lastBits)
{
    const std::uint64_t difference = bits ^ lastBits;
    const auto skip = static_cast<unsigned>(std::countr_zero(difference)) / 8;
    const unsigned count = difference == 0 ? 0 : bytesOf(difference >> (8 * skip));
    if (difference == 0 || count + 1 >= sizeof bits) {
        out.put(bits, sizeof bits);
        return RawValue;
    }
    out.put((skip << 4) | count, 1);
    out.put(difference >> (8 * skip), count);
    return XorValue;
}

unsigned putValue(Scratch &out, HeadStreamState &next, double value)
{
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const std::uint64_t lastBits = next.valueBits;
    if (bits == lastBits)
        return SameValue;
    next.valueBits = bits;
    if (next.exponent() != NoExponent) {
        if (const auto mantissa = mantissaAt(value, next.exponent())) {
            const std::uint64_t delta = zigzag(*mantissa - next.mantissa());
            // An unchanged mantissa after a raw value still needs its byte: zero bytes mean "same".
            const unsigned count = delta == 0 ? 1 : bytesOf(delta);
            next.setDecimal(*mantissa, next.exponent());
            out.put(delta, count);
            return count;
        }
    }
    if (const auto decimal = toDecimal(value)) {
        const std::uint64_t mantissa = zigzag(decimal->mantissa);
        const unsigned count = bytesOf(mantissa);
        next.setDecimal(decimal->mantissa, decimal->exponent);
        out.put((static_cast<unsigned>(decimal->exponent) << 4) | count, 1);
        out.put(mantissa, count);
        return NewExponent;
    }
    return putBits(out, bits, lastBits);
}

// Fills in the tag, and the time field where the tag cannot hold the time.
void putTagAndTime(Scratch &out, unsigned valueCode, std::int32_t deltaOfDelta)
{
    const bool isNear = deltaOfDelta >= -NearBias && deltaOfDelta < NearBias;
    if (isNear && (valueCode <= MaxNearMantissaBytes || valueCode == RawValue)) {
        const unsigned code = valueCode == RawValue ? NearRawValue : valueCode;
        const auto time = static_cast<unsigned>(deltaOfDelta + NearBias);
        out.bytes[0] = static_cast<std::uint8_t>(NearTag | (time << 3) | code);
        return;
    }
    out.bytes[0] = static_cast<std::uint8_t>((valueCode << 2) | putTime(out, deltaOfDelta));
}

constexpr std::int64_t difference(TimeMs later, TimeMs earlier)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(later) -
                                     static_cast<std::uint64_t>(earlier));
}

constexpr bool fitsInt32(std::int64_t value)
{
    return value == static_cast<std::int32_t>(value);
}

} // namespace

void startChunk(HeadStreamState &state, std::span<std::uint8_t> span, TimeMs timeMs, double value)
{
    Q_ASSERT(state.used + FirstSampleBytes <= span.size() && span.size() <= MaxSpanBytes);
    const auto decimal = toDecimal(value);
    state.timeMs = timeMs;
    state.valueBits = std::bit_cast<std::uint64_t>(value);
    state.setDecimal(decimal ? decimal->mantissa : 0, decimal ? decimal->exponent : NoExponent);
    state.deltaMs = 0;
    state.samples = 1;
    state.runOpen = 0;
    std::uint8_t *out = span.data() + state.used;
    std::memcpy(out, &timeMs, 8);
    std::memcpy(out + 8, &value, 8);
    out[16] = decimal ? static_cast<std::uint8_t>(decimal->exponent) : PlainExponent;
    state.used = (state.used + FirstSampleBytes) & 0x7f;
}

Encoded appendSample(HeadStreamState &state, std::span<std::uint8_t> span, TimeMs timeMs,
                     double value)
{
    Q_ASSERT(state.samples > 0 && span.size() <= MaxSpanBytes);
    const std::int64_t delta = difference(timeMs, state.timeMs);
    const std::int64_t deltaOfDelta = delta - state.deltaMs;
    if (!fitsInt32(delta) || !fitsInt32(deltaOfDelta))
        return Encoded::NeedsStart;

    HeadStreamState next = state;
    next.timeMs = timeMs;
    next.deltaMs = static_cast<std::int32_t>(delta);
    ++next.samples;
    Scratch out;
    const unsigned valueCode = putValue(out, next, value);
    const bool repeats = deltaOfDelta == 0 && valueCode == SameValue;
    if (repeats && state.runOpen && span[state.used - 1u] != LongestRun) {
        ++span[state.used - 1u];
        state = next;
        return Encoded::Written;
    }
    if (repeats)
        out.bytes[0] = RunTag;
    else
        putTagAndTime(out, valueCode, static_cast<std::int32_t>(deltaOfDelta));
    if (state.used + out.size > span.size())
        return Encoded::NoRoom;
    if (state.used + out.bytes.size() <= span.size()) // bytes behind the sample are free to write
        std::memcpy(span.data() + state.used, out.bytes.data(), out.bytes.size());
    else
        std::memcpy(span.data() + state.used, out.bytes.data(), out.size);
    next.used = (state.used + out.size) & 0x7f;
    next.runOpen = repeats;
    state = next;
    return Encoded::Written;
}

void endSpan(HeadStreamState &state, std::span<std::uint8_t> span)
{
    if (state.used < span.size())
        span[state.used] = EndTag;
    state.used = 0;
    state.runOpen = 0;
}

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

    bool atEnd() const { return m_at == m_end; }
    bool failed() const { return m_failed; }

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
    cursor.valueBits = std::bit_cast<std::uint64_t>(fromDecimal(mantissa, cursor.exponent));
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
    while (!in.atEnd()) {
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

} // namespace tinyobs::encoding
