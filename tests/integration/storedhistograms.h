#pragma once

// Native histograms as they are stored, put together from their components.

#include "core/engine/engine.h"
#include "core/model/histogramcomponent.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::test {

/// Of the one series of that metric, by time.
inline std::map<TimeMs, NativeHistogram>
storedHistograms(const Engine &engine, std::string_view metric, TimeMs startMs, TimeMs endMs)
{
    const auto result = engine.queryRange(
        {.metric = std::string(metric),
         .matchers = {*Matcher::make(Matcher::Op::NotEqual, std::string(HistogramLabel), "")},
         .startMs = startMs,
         .endMs = endMs},
        {});
    if (!result)
        return {};
    std::map<TimeMs, std::vector<HistogramValue>> values;
    for (const auto &series : result->series) {
        const auto component = histogramComponentOf(series.labels.value(HistogramLabel));
        for (std::size_t i = 0; component && i < series.points.values.size(); ++i)
            values[series.points.timesMs[i]].push_back({*component, series.points.values[i]});
    }
    std::map<TimeMs, NativeHistogram> histograms;
    for (const auto &[timeMs, each] : values) {
        if (const auto histogram = assemble(each))
            histograms[timeMs] = *histogram;
    }
    return histograms;
}

} // namespace tinyobs::test
