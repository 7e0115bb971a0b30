#include "core/encoding/decimal.h"
#include "core/encoding/headstream.h"
#include "core/encoding/headstreamformat.h"

#include <QtGlobal>

#include <array>
#include <cstring>

namespace tinyobs::encoding {
namespace {

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

} // namespace tinyobs::encoding
