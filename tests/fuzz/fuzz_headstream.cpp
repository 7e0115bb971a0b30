// Hostile bytes through the head-stream decoder. What it takes must be samples that the encoder
// writes and the decoder reads back, bit for bit.

#include "core/encoding/headstream.h"

#include <array>
#include <cstdlib>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::encoding;

namespace {

constexpr std::size_t MaxSamples = 512;

struct Decoded
{
    std::array<TimeMs, MaxSamples> timesMs{};
    std::array<double, MaxSamples> values{};
    std::size_t count = 0;

    bool holds(std::size_t sample, const HeadStreamCursor &cursor) const
    {
        return timesMs[sample] == cursor.timeMs &&
               std::bit_cast<std::uint64_t>(values[sample]) == cursor.valueBits;
    }
};

bool decodeChunk(std::span<const std::uint8_t> bytes, Decoded &out)
{
    HeadStreamCursor cursor;
    if (!readFirstSample(bytes, cursor))
        return false;
    out.timesMs[0] = cursor.timeMs;
    out.values[0] = cursor.value();
    const auto more =
        decodeSamples(bytes.subspan(FirstSampleBytes), cursor, std::span(out.timesMs).subspan(1),
                      std::span(out.values).subspan(1));
    if (!more)
        return false;
    out.count = *more + 1;
    return true;
}

// Each sample in a span of its own, behind the state of all before it.
void checkRoundTrip(const Decoded &samples)
{
    HeadStreamState state;
    HeadStreamCursor cursor;
    for (std::size_t i = 0; i < samples.count; ++i) {
        std::array<std::uint8_t, FirstSampleBytes> span{};
        state.used = 0;
        state.runOpen = 0;
        const bool starts = i == 0 || appendSample(state, span, samples.timesMs[i],
                                                   samples.values[i]) != Encoded::Written;
        if (starts) {
            startChunk(state, span, samples.timesMs[i], samples.values[i]);
            if (!readFirstSample(span, cursor))
                std::abort();
        } else {
            std::array<TimeMs, 1> timeMs{};
            std::array<double, 1> value{};
            const auto count =
                decodeSamples(std::span(span).first(state.used), cursor, timeMs, value);
            if (!count || *count != 1)
                std::abort();
        }
        if (!samples.holds(i, cursor))
            std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Decoded samples;
    if (decodeChunk({data, size}, samples))
        checkRoundTrip(samples);
    return 0;
}
