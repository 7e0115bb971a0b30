// Samples of any times and values through every function of a range vector, all windows at once:
// each step must be what its window gives by itself.

#include "tests/core/promql/functions/directwindows.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

constexpr std::size_t MaxSamples = 64;
constexpr std::size_t Steps = 24;

/// Ten bytes each: how long after the one before, and the value.
SeriesSamples samplesOf(const std::uint8_t *data, std::size_t size)
{
    SeriesSamples samples;
    TimeMs timeMs = 0;
    for (std::size_t i = 0; i + 10 <= size && samples.values.size() < MaxSamples; i += 10) {
        timeMs += 1 + (data[i] | data[i + 1] << 8);
        double value = 0;
        std::memcpy(&value, data + i + 2, sizeof(value));
        if (isAbsent(value))
            continue; // no function sees a stale marker
        samples.timesMs.push_back(timeMs);
        samples.values.push_back(value);
    }
    return samples;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 8)
        return 0;
    const TimeMs stepMs = data[0] * TimeMs(64);
    const TimeMs rangeMs = 1 + (data[1] | data[2] << 8);
    const StepGrid grid{data[3] * TimeMs(256), 1000, Steps};
    const double factor = data[4] / 255.0;
    const std::vector<double> scalar(Steps, factor);
    const ScalarColumn scalars[] = {scalar, scalar};
    const SeriesSamples samples = samplesOf(data + 5, size - 5);
    const WindowCall call{samples, {grid.startMs, stepMs, rangeMs}, grid, scalars};

    for (const FunctionId id : directFunctions()) {
        std::vector<double> values(Steps, AbsentValue);
        std::vector<HistogramPtr> histograms;
        findWindowFunction(id)->run(call, {values, &histograms});
        const std::string found = difference(values, directValues(id, call));
        if (!found.empty()) {
            std::fprintf(stderr, "function %d, %s\n", int(id), found.c_str());
            std::abort();
        }
    }
    return 0;
}
