#pragma once

// Writes one transfer format: begin(), then per metric family family() and the samples of its
// series, then end(); what comes out is appended to `out`. One object per document, one thread.

#include "core/base/result.h"
#include "core/model/labels.h"
#include "core/model/samples.h"
#include "core/transfer/metricfamilies.h"

#include <string>
#include <vector>

namespace tinyobs {

/// Bounds what is held while it is written, and the length of a line of JSON.
inline constexpr std::size_t MaxSamplesPerWrite = 4096;

class SeriesWriter
{
public:
    virtual ~SeriesWriter() = default;

    /// `labelNames`: those of all series to come, sorted, without the metric's name; empty unless
    /// the format's row asks for them.
    virtual Result<void> begin(const std::vector<std::string> &labelNames, std::string &out) = 0;
    virtual void family(const MetricFamily &family, std::string &out) = 0;
    /// Samples of one series, ascending, at most MaxSamplesPerWrite; for a long one several times
    /// in a row.
    virtual Result<void> samples(const Labels &labels, const SampleColumns &samples,
                                 std::string &out) = 0;
    virtual void end(std::string &out) = 0;
};

} // namespace tinyobs
