// Nanoseconds per line of Graphite and StatsD: decoding known series, StatsD's adding up with it,
// and what one interval of many streams costs.

#include "core/ingest/graphitedecoder.h"
#include "core/ingest/statsddecoder.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000;
constexpr int Series = 1000;

void decode(DocumentDecoder &decoder, const std::string &lines, TimeMs nowMs)
{
    const DocumentOptions options;
    if (!decoder.decode({.bytes = lines,
                         .readableBytes = lines.size(),
                         .mode = AppendMode::GoodRows,
                         .nowMs = nowMs,
                         .options = options}))
        std::abort();
    benchmark::DoNotOptimize(decoder.batch().values.data());
}

void graphite(benchmark::State &state)
{
    std::string lines;
    for (int i = 0; i < Series; ++i)
        lines += "servers.web-" + std::to_string(i) + ".cpu.load;dc=eu-1 " +
                 std::to_string(i * 0.25) + " 1795341600\n";
    GraphiteDecoder decoder;
    for (auto _ : state)
        decode(decoder, lines, NowMs);
    state.SetItemsProcessed(state.iterations() * Series);
}
BENCHMARK(graphite);

/// One line of each stream per document, and an interval after every hundredth.
void statsd(benchmark::State &state, const char *behindName)
{
    std::string lines;
    for (int i = 0; i < Series; ++i)
        lines += "shop.requests." + std::to_string(i) + behindName + '\n';
    StatsdDecoder decoder{StatsdOptions()};
    TimeMs nowMs = NowMs;
    for (auto _ : state) {
        decode(decoder, lines, nowMs);
        nowMs += 10;
        if (nowMs % 1000 == 0)
            decode(decoder, "", nowMs);
    }
    state.SetItemsProcessed(state.iterations() * Series);
}
BENCHMARK_CAPTURE(statsd, counter, ":1|c");
BENCHMARK_CAPTURE(statsd, sampledCounterWithTags, ":1|c|@0.1|#env:dev,route:/pay");
BENCHMARK_CAPTURE(statsd, gauge, ":17.5|g");
BENCHMARK_CAPTURE(statsd, timer, ":320|ms|#route:/pay");
BENCHMARK_CAPTURE(statsd, packedTimer, ":320:12:7:45:80|ms|#route:/pay");
BENCHMARK_CAPTURE(statsd, set, ":ann|s");

void badLines(benchmark::State &state)
{
    std::string lines;
    for (int i = 0; i < Series; ++i)
        lines += "shop.requests:x" + std::to_string(i) + "|c\n";
    StatsdDecoder decoder{StatsdOptions()};
    for (auto _ : state)
        decode(decoder, lines, NowMs);
    state.SetItemsProcessed(state.iterations() * Series);
}
BENCHMARK(badLines);

} // namespace

BENCHMARK_MAIN();
