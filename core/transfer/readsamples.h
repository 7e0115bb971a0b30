#pragma once

// What the readers of transfer formats make of their records: samples as columns, each with its
// series and the line it stood on, and what could not be taken. A plain value, filled by a reader
// and emptied by the importer.

#include "core/base/clock.h"
#include "core/model/labels.h"
#include "core/model/refusal.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tinyobs {

struct ReadRefusal
{
    std::uint64_t line = 0;
    RefusalReason reason = RefusalReason::Syntax;
    std::size_t samples = 1; // how many were lost by it, as far as they could be counted
    std::string message;     // without the line
};

class ReadSamples
{
public:
    std::vector<Labels> series;
    // Columns of equal length.
    std::vector<std::uint32_t> seriesOf; // index into series
    std::vector<TimeMs> timesMs;
    std::vector<double> values;
    std::vector<std::uint64_t> lines;
    std::vector<ReadRefusal> refusals;

    std::size_t size() const { return timesMs.size(); }

    /// The samples that follow are of this series.
    void beginSeries(const Labels &labels)
    {
        if (series.empty() || !(series.back() == labels))
            series.push_back(labels);
    }
    void append(std::uint64_t line, TimeMs timeMs, double value)
    {
        seriesOf.push_back(static_cast<std::uint32_t>(series.size() - 1));
        timesMs.push_back(timeMs);
        values.push_back(value);
        lines.push_back(line);
    }
    void refuse(std::uint64_t line, RefusalReason reason, std::string message,
                std::size_t samples = 1)
    {
        refusals.push_back({line, reason, samples, std::move(message)});
    }
    void clear()
    {
        series.clear();
        seriesOf.clear();
        timesMs.clear();
        values.clear();
        lines.clear();
        refusals.clear();
    }
};

} // namespace tinyobs
