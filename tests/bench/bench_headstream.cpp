// The head stream by itself: bytes and nanoseconds per sample for every kind of metric of the
// workload, on a regular and on a jittered clock.

#include "core/encoding/headstream.h"
#include "core/model/samples.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workload.h"

#include <array>
#include <cstdio>
#include <vector>

using namespace tinyobs;

namespace {

constexpr std::size_t Samples = 500'000;
constexpr std::size_t SpanBytes = 60;

struct Stream
{
    std::vector<std::array<std::uint8_t, SpanBytes>> spans;
    encoding::HeadStreamState state;
};

void encode(Stream &stream, const SampleColumns &samples)
{
    stream.spans.clear();
    stream.spans.reserve(samples.size());
    stream.state = {};
    encoding::startChunk(stream.state, stream.spans.emplace_back(), samples.timesMs[0],
                         samples.values[0]);
    for (std::size_t i = 1; i < samples.size(); ++i) {
        const auto done = encoding::appendSample(stream.state, stream.spans.back(),
                                                 samples.timesMs[i], samples.values[i]);
        if (done == encoding::Encoded::Written)
            continue;
        encoding::endSpan(stream.state, stream.spans.back());
        encoding::appendSample(stream.state, stream.spans.emplace_back(), samples.timesMs[i],
                               samples.values[i]);
    }
}

bool decode(const Stream &stream, SampleColumns &out)
{
    encoding::HeadStreamCursor cursor;
    std::size_t at = 1;
    for (std::size_t span = 0; span < stream.spans.size(); ++span) {
        std::span<const std::uint8_t> bytes = stream.spans[span];
        if (span + 1 == stream.spans.size())
            bytes = bytes.first(stream.state.used);
        if (span == 0) {
            if (!encoding::readFirstSample(bytes, cursor))
                return false;
            bytes = bytes.subspan(encoding::FirstSampleBytes);
        }
        const auto count = encoding::decodeSamples(
            bytes, cursor, std::span(out.timesMs).subspan(at), std::span(out.values).subspan(at));
        if (!count)
            return false;
        at += *count;
    }
    return at == out.size();
}

// Returns bytes per sample.
void measure(const char *name, unsigned kind, TimeMs jitterMs)
{
    bench::Workload workload({.series = 1, .jitterMs = jitterMs, .onlyKind = kind});
    SampleColumns samples;
    SampleBatch batch;
    for (std::size_t i = 0; i < Samples; ++i) {
        workload.nextTick(batch);
        samples.append(batch.timesMs[0], batch.values[0]);
    }
    Stream stream;
    encode(stream, samples);
    bench::Stopwatch watch;
    encode(stream, samples);
    const double encodeSeconds = watch.cpuSeconds();
    SampleColumns back = samples;
    watch.restart();
    const bool decoded = decode(stream, back);
    const double decodeSeconds = watch.cpuSeconds();
    std::printf("%-40s %5lld %10.2f %12.1f %12.1f%s\n", name, static_cast<long long>(jitterMs),
                double(stream.spans.size() * SpanBytes) / Samples, Samples / encodeSeconds / 1e6,
                Samples / decodeSeconds / 1e6, decoded ? "" : "  DECODE FAILED");
}

} // namespace

int main()
{
    std::printf("%-40s %5s %10s %12s %12s\n", "metric, 15 s apart", "±ms", "B/sample", "encode M/s",
                "decode M/s");
    for (const TimeMs jitterMs : {0, 3}) {
        for (unsigned kind = 0; kind < bench::Workload::kindCount(); ++kind)
            measure(bench::Workload::kindName(kind).data(), kind, jitterMs);
    }
    return 0;
}
