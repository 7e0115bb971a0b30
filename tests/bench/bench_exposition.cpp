// Nanoseconds per sample of decoding Prometheus text alone, lines as a service shows them: what one
// network thread pays before the store sees anything. Known series only, as in a running system.

#include "core/ingest/expositiondecoder.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000;

/// Counters, buckets and gauges, about 100 bytes each.
std::string body(int samples, ExpositionDialect dialect)
{
    const bool isOpenMetrics = dialect == ExpositionDialect::OpenMetrics;
    std::string text;
    for (int i = 0; i < samples; ++i) {
        char line[256];
        std::snprintf(
            line, sizeof line,
            "http_requests_total{service=\"api-gateway\",endpoint=\"/api/v1/products/%d\","
            "method=\"GET\",status=\"200\"} ",
            i);
        text += line;
        text += i % 3 == 0 ? std::to_string(i * 0.731) : std::to_string(i * 1000);
        text += isOpenMetrics ? " 1795341599.123\n" : " 1795341599123\n";
    }
    return isOpenMetrics ? text + "# EOF\n" : text;
}

void decode(benchmark::State &state, ExpositionDialect dialect)
{
    const std::string text = body(int(state.range(0)), dialect);
    const DocumentOptions options;
    ExpositionDecoder decoder(dialect);
    for (auto _ : state) {
        if (!decoder.decode({.bytes = text,
                             .readableBytes = text.size(),
                             .mode = AppendMode::WholeBatch,
                             .nowMs = NowMs,
                             .options = options}))
            std::abort();
        benchmark::DoNotOptimize(decoder.batch().values.data());
        decoder.clear();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.SetBytesProcessed(state.iterations() * std::int64_t(text.size()));
    state.counters["bytes/sample"] = double(text.size()) / double(state.range(0));
}
BENCHMARK_CAPTURE(decode, text, ExpositionDialect::PrometheusText)->Arg(1)->Arg(1000)->Arg(10'000);
BENCHMARK_CAPTURE(decode, openmetrics, ExpositionDialect::OpenMetrics)->Arg(1000);

} // namespace

BENCHMARK_MAIN();
