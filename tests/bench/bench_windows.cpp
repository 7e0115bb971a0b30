// Functions of a range vector by themselves: two hours at 15 s, 240 steps of 30 s, windows of five
// minutes and of one hour. The time is that of one series.

#include "core/promql/functions/window.h"

#include <benchmark/benchmark.h>

#include <random>
#include <string>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

constexpr TimeMs ScrapeMs = 15'000;
constexpr StepGrid Grid{7'200'000, 30'000, 240};

/// A counter that begins anew once in a while.
SeriesSamples counter(TimeMs rangeMs)
{
    std::mt19937 random(1);
    SeriesSamples samples;
    double value = 0;
    for (TimeMs timeMs = Grid.startMs - rangeMs; timeMs <= Grid.endMs(); timeMs += ScrapeMs) {
        value = random() % 200 == 0 ? 0 : value + static_cast<double>(random() % 100);
        samples.timesMs.push_back(timeMs);
        samples.values.push_back(value);
    }
    return samples;
}

void windows(benchmark::State &state, const Function &function)
{
    const TimeMs rangeMs = state.range(0) * 60'000;
    const SeriesSamples samples = counter(rangeMs);
    const std::vector<double> half(Grid.count, 0.5);
    const ScalarColumn scalars[] = {half, half};
    const WindowCall call{samples, {Grid.startMs, Grid.stepMs, rangeMs}, Grid, scalars};
    const WindowFunction run = findWindowFunction(function.id)->run;
    std::vector<double> floats(Grid.count, AbsentValue);
    std::vector<HistogramPtr> histograms;
    for (auto _ : state) {
        run(call, {floats, &histograms});
        benchmark::DoNotOptimize(floats.data());
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t(Grid.count));
}

} // namespace

int main(int argc, char **argv)
{
    for (const Function &function : allFunctions()) {
        if (!findWindowFunction(function.id))
            continue;
        benchmark::RegisterBenchmark(
            std::string(function.name).c_str(),
            [&function](benchmark::State &state) { windows(state, function); })
            ->ArgName("minutes")
            ->Arg(5)
            ->Arg(60);
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
