// Nanoseconds per sample of decoding alone, for the seed's samples of about 224 bytes: what one
// network thread pays before the store sees anything. Known series only, as in a running system.

#include "core/ingest/jsondecoder.h"
#include "core/ingest/timeparser.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <string>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000;
constexpr int Series = 60;

/// The shape of the seed's samples: 60 series of one demo service.
std::string body(int samples)
{
    std::string text = R"({"metrics":[)";
    for (int i = 0; i < samples; ++i) {
        char sample[512];
        std::snprintf(
            sample, sizeof sample,
            R"(%s{"name":"http_request_duration_seconds_sum","value":%.6f,)"
            R"("timestamp":"2026-11-22T10:00:%02d.%09dZ","labels":{"service":"api-gateway",)"
            R"("endpoint":"/api/v1/products/%d","method":"GET","status":"200",)"
            R"("version":"1.4.%d"}})",
            i ? "," : "", i * 0.731 + 17.25, i % 60, i % 1000 * 1000, i % Series, i % 3);
        text += sample;
    }
    return text + "]}";
}

void decodeBatches(benchmark::State &state)
{
    std::string text = body(int(state.range(0)));
    const std::size_t bytes = text.size();
    text.append(JsonDecoder::Padding, '\0');
    const std::string_view padded(text.data(), bytes);
    JsonDecoder decoder;
    for (auto _ : state) {
        if (!decoder.decode(padded, AppendMode::WholeBatch, NowMs))
            std::abort();
        benchmark::DoNotOptimize(decoder.batch().values.data());
        decoder.clear();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.SetBytesProcessed(state.iterations() * std::int64_t(bytes));
    state.counters["bytes/sample"] = double(bytes) / double(state.range(0));
}
BENCHMARK(decodeBatches)->Arg(1)->Arg(1000)->Arg(5000);

void resolveLabels(benchmark::State &state)
{
    JsonDecoder decoder;
    if (!decoder.decodeUnpadded(body(Series), AppendMode::WholeBatch, NowMs))
        std::abort();
    std::size_t row = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(decoder.labels(row));
        row = (row + 1) % Series;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(resolveLabels);

void parseTimes(benchmark::State &state)
{
    const std::string text = "2026-11-22T10:00:01.123456789Z";
    TimeParser parser;
    for (auto _ : state)
        benchmark::DoNotOptimize(parser.parse(text));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(parseTimes);

} // namespace

BENCHMARK_MAIN();
