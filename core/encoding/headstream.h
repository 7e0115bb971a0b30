#pragma once

// The head stream: samples of one series as bytes that can be read at any moment and only grow at
// the end, except that the last byte counts up while it is a run. Lossless for every bit pattern
// of a double; times may go either way. The encoder fills one fixed span (a block) after another;
// a sample never lies across two. Plain functions over a state the caller keeps; any thread.
//
// The first sample of a chunk stands in full:
//   i64 timeMs | u64 value bits | u8 decimal exponent, 255: none          (little endian)
// Every other sample is a tag byte, then its value field, then its time field:
//   tag 1ddddvvv   dddd: delta of the time deltas + 8, so -8 .. 7 ms; no time field
//                  vvv: value code 0 - 6 as below, or 7 for raw bits
//   tag 01nnnnnn   run: n + 1 samples with the last value and the last time delta (no fields)
//   tag 00vvvvtt   tt: bytes of the delta of the time deltas, signed: 0, 1, 2 or 4
//                  vvvv: value code
//   tag 00111100   end of this span; the stream goes on in the next one
// Value codes:
//   0      the last value again                            (no field)
//   1 - 7  mantissa = last mantissa + zigzag of so many bytes
//   8      raw bits, 8 bytes; mantissa and exponent stay as they were
//   9      u8 (exponent << 4 | n), then the mantissa as zigzag of n bytes
//   10     u8 (skip << 4 | n), then n bytes: xor with the last value's bits, shifted left by
//          skip bytes; mantissa and exponent stay as they were
// The first form is there for clocks that are off by a few milliseconds: it saves them the byte
// that their time field would take.

#include "core/base/clock.h"
#include "core/base/result.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tinyobs::encoding {

inline constexpr std::size_t FirstSampleBytes = 17;
inline constexpr std::size_t MaxSampleBytes = 13;
inline constexpr int NoExponent = -1;

/// What the encoder remembers between samples: 32 bytes, kept in the series' struct.
struct HeadStreamState
{
    TimeMs timeMs = 0;
    std::uint64_t valueBits = 0;
    std::int64_t decimal = 0xff; // mantissa << 8 | exponent
    std::int32_t deltaMs = 0;
    std::uint16_t samples = 0;    // since the chunk began
    std::uint8_t used : 7 = 0;    // bytes written into the span at hand
    std::uint8_t runOpen : 1 = 0; // the last byte written is a run that can grow
    std::uint8_t ownerBits = 0;   // not touched here: room for the owner's flags

    std::int64_t mantissa() const { return decimal >> 8; }
    int exponent() const { return static_cast<std::int8_t>(decimal); }
    void setDecimal(std::int64_t mantissa, int exponent)
    {
        decimal = mantissa * 256 + (exponent & 0xff);
    }
};
static_assert(sizeof(HeadStreamState) == 32);

/// Spans are at most this long, because the state counts their bytes in 7 bits.
inline constexpr std::size_t MaxSpanBytes = 127;

enum class Encoded {
    Written,
    NoRoom,     // end this span with endSpan() and come again with the next
    NeedsStart, // the time delta does not fit: begin a new chunk with startChunk()
};

/// Writes the first sample of a chunk; the span must have FirstSampleBytes of room behind used.
void startChunk(HeadStreamState &state, std::span<std::uint8_t> span, TimeMs timeMs, double value);

/// Appends one sample behind state.used. Anything but Written leaves state and span untouched.
Encoded appendSample(HeadStreamState &state, std::span<std::uint8_t> span, TimeMs timeMs,
                     double value);

/// Marks the rest of a span as unused and makes the state ready for the next one.
void endSpan(HeadStreamState &state, std::span<std::uint8_t> span);

/// A run of one sample: what the journal holds where the encoder counted up a longer run.
inline constexpr std::uint8_t RunOfOneTag = 0x40;

/// The decoder's position. Plain value.
struct HeadStreamCursor
{
    TimeMs timeMs = 0;
    std::uint64_t valueBits = 0;
    std::int64_t mantissa = 0;
    std::int64_t deltaMs = 0;
    int exponent = NoExponent;

    double value() const { return std::bit_cast<double>(valueBits); }
};

/// Reads the first sample of a chunk from the front of `bytes` (FirstSampleBytes are used up).
Result<void> readFirstSample(std::span<const std::uint8_t> bytes, HeadStreamCursor &cursor);

/// Decodes further samples up to the end of `bytes` or an end tag, at most as many as the columns
/// hold (equal lengths), and returns how many there were. Corruption when the bytes cannot come
/// from the encoder; more samples than room is Corruption too.
Result<std::size_t> decodeSamples(std::span<const std::uint8_t> bytes, HeadStreamCursor &cursor,
                                  std::span<TimeMs> timesMs, std::span<double> values);

/// Decodes the one sample that stands at the front of `bytes` and returns how many bytes it took.
/// Corruption for what is not a single sample; the cursor is of no use then.
Result<std::size_t> decodeSample(std::span<const std::uint8_t> bytes, HeadStreamCursor &cursor);

} // namespace tinyobs::encoding
