#pragma once

// How a native histogram is stored: one ordinary series per component, which has the metric's name
// and labels and a reserved one that names the component. Journal, chunks, rollups, retention and
// export know nothing of it. Plain values and functions.
//
//   __histogram__     value
//   count             observations          (stale marker here and in sum, and no other row)
//   sum               of the observations
//   zero              observations within the threshold of zero
//   zero_threshold
//   schema            -10 to 20, or -53 for custom bounds
//   flags             counter reset hint | 4 when counts need not be whole | 8 when accumulated;
//                     no row when that is 0
//   +<schema>:<i>     observations in the positive bucket i of that schema alone, 0 where it was
//   -<schema>:<i>     sent so; the negative one
//   c:<bound>         observations in the custom bucket up to that bound ("0.005", "+Inf"), of all
//                     bounds; there is no zero and no zero_threshold then
//
// The rows of one timestamp are the histogram: a bucket without one is empty. Of an accumulated
// histogram (a running total of differences) only what came is written: there a component's latest
// value up to the timestamp counts, and buckets of a finer schema go into those of the coarsest.

#include "core/model/labels.h"
#include "core/model/nativehistogram.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

inline constexpr std::string_view HistogramLabel = "__histogram__";

enum class HistogramPart : unsigned char {
    Count,
    Sum,
    ZeroCount,
    ZeroThreshold,
    Schema,
    Flags,
    Positive,
    Negative,
    Custom,
};

struct HistogramComponent
{
    HistogramPart part = HistogramPart::Count;
    std::int8_t schema = 0; // of Positive and Negative
    std::int32_t index = 0; // of Positive and Negative
    double upperBound = 0;  // of Custom

    bool operator==(const HistogramComponent &) const = default;
};

/// Whether differences of it add up: all but what describes the histogram.
bool isCounted(HistogramPart part);

/// The label's value.
std::string toText(const HistogramComponent &component);
/// Nothing for a text that toText() does not make.
std::optional<HistogramComponent> histogramComponentOf(std::string_view text);

/// The labels of the component's series.
Labels withComponent(const Labels &series, const HistogramComponent &component);

struct HistogramValue
{
    HistogramComponent component;
    double value = 0;
};

/// The rows of a histogram, the count first. It must be without problems, see problemOf().
void takeApart(const NativeHistogram &histogram, std::vector<HistogramValue> &out);
/// Back from the values of one timestamp, or of an accumulated histogram from the latest ones, in
/// any order. Nothing without a count, or when it makes no histogram.
std::optional<NativeHistogram> assemble(std::span<const HistogramValue> values);

} // namespace tinyobs
