// Samples per second of export and import in each format, text included and files left out: the
// realistic mix of the workload, in memory.

#include "core/storage/store.h"
#include "core/transfer/exporter.h"
#include "core/transfer/importer.h"
#include "tests/bench/workload.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>
#include <string>

using namespace tinyobs;

namespace {

constexpr std::size_t Series = 500;
constexpr std::size_t Ticks = 1000;

StoreOptions roomy()
{
    StoreOptions options;
    options.retention.keepFor[std::size_t(Tier::Raw)] = std::chrono::hours(24 * 365);
    options.memoryBytes = 256u << 20;
    return options;
}

/// One store for all benchmarks; the clock stands at its newest sample.
struct Filled
{
    Filled()
    {
        bench::Workload workload({.series = Series});
        SampleBatch batch;
        for (std::size_t i = 0; i < Ticks; ++i) {
            clock.set(workload.tickMs());
            workload.nextTick(batch);
            store.append(batch, workload, AppendMode::WholeBatch);
        }
    }
    ManualClock clock{0};
    Store store{roomy(), clock};
};

Filled &filled()
{
    static Filled one;
    return one;
}

void exportAll(benchmark::State &state)
{
    const TransferFormat &format = transferFormats()[std::size_t(state.range(0))];
    state.SetLabel(std::string(format.name));
    std::uint64_t bytes = 0;
    for (auto _ : state) {
        const auto report = exportSamples(filled().store, format, {},
                                          [](std::string_view) { return Result<void>(); });
        if (!report || report->samples != Series * Ticks)
            std::abort();
        bytes = report->bytes;
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t(Series * Ticks));
    state.counters["bytes/sample"] = double(bytes) / double(Series * Ticks);
}
BENCHMARK(exportAll)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

void importAll(benchmark::State &state)
{
    constexpr std::size_t PieceBytes = 256 * 1024;
    const TransferFormat &format = transferFormats()[std::size_t(state.range(0))];
    state.SetLabel(std::string(format.name));
    std::string text;
    if (!exportSamples(filled().store, format, {}, [&text](std::string_view bytes) {
            text += bytes;
            return Result<void>();
        }))
        std::abort();
    for (auto _ : state) {
        Store store(roomy(), filled().clock);
        Importer importer(store, format);
        for (std::size_t at = 0; at < text.size(); at += PieceBytes) {
            if (!importer.add(std::string_view(text).substr(at, PieceBytes)))
                std::abort();
        }
        if (!importer.finish() || importer.report().appended != Series * Ticks)
            std::abort();
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t(Series * Ticks));
}
BENCHMARK(importAll)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
