// Nanoseconds per sample of remote write 1.0 and 2.0 alone, known series, one sample of each per
// request as Prometheus sends them: unpacking, decoding, and labels that the store has not seen.

#include "core/ingest/decompress.h"
#include "core/ingest/remotewrite2decoder.h"
#include "core/ingest/remotewritedecoder.h"
#include "tests/bench/workload.h"
#include "tests/bench/writerequest.h"
#include "tests/bench/writerequest2.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

using namespace tinyobs;
using namespace tinyobs::bench;

namespace {

/// One tick of the workload.
std::string messageOf(std::size_t series, TimeMs timeMs)
{
    Workload workload({.series = series, .startMs = timeMs});
    SampleBatch batch;
    workload.nextTick(batch);
    std::string message;
    for (std::size_t i = 0; i < series; ++i)
        message += seriesField(labelFields(workload.seriesLabels(i)) +
                               sampleField(batch.values[i], batch.timesMs[i]));
    return message;
}

std::string messageOf2(std::size_t series, TimeMs timeMs)
{
    Workload workload({.series = series, .startMs = timeMs});
    SampleBatch batch;
    workload.nextTick(batch);
    WriteRequest2 request;
    for (std::size_t i = 0; i < series; ++i)
        request.addSeries(request.labelRefs(workload.seriesLabels(i)) +
                          sampleField(batch.values[i], batch.timesMs[i]));
    return request.message();
}

void unpack(benchmark::State &state)
{
    const std::string message = messageOf(std::size_t(state.range(0)), 0);
    const std::string packed = snappyOf(message);
    Decompressor decompressor;
    for (auto _ : state) {
        if (!decompressor.unsnap(packed, message.size()))
            std::abort();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.counters["bytes/sample"] = double(message.size()) / double(state.range(0));
    state.counters["packed"] = double(packed.size()) / double(state.range(0));
}
BENCHMARK(unpack)->Arg(500)->Arg(2000)->Arg(10'000);

template <typename Decoder>
void decodeMessage(benchmark::State &state, const std::string &message)
{
    Decoder decoder;
    for (auto _ : state) {
        if (!decoder.decode(message, AppendMode::GoodRows, 0))
            std::abort();
        benchmark::DoNotOptimize(decoder.batch().values.data());
        decoder.clear();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

void decode(benchmark::State &state)
{
    decodeMessage<RemoteWriteDecoder>(state, messageOf(std::size_t(state.range(0)), 0));
}
BENCHMARK(decode)->Arg(1)->Arg(500)->Arg(2000)->Arg(10'000);

void decode2(benchmark::State &state)
{
    decodeMessage<RemoteWrite2Decoder>(state, messageOf2(std::size_t(state.range(0)), 0));
}
BENCHMARK(decode2)->Arg(1)->Arg(500)->Arg(2000)->Arg(10'000);

void resolveLabels(benchmark::State &state)
{
    const std::string message = messageOf(2000, 0);
    RemoteWriteDecoder decoder;
    if (!decoder.decode(message, AppendMode::GoodRows, 0))
        std::abort();
    std::size_t row = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(decoder.labels(row));
        row = (row + 1) % decoder.batch().size();
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(resolveLabels);

} // namespace

BENCHMARK_MAIN();
