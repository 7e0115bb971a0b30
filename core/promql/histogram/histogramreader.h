#pragma once

// Native histograms back from the series of their components, see histogramcomponent.h. Pure
// functions.

#include "core/base/result.h"
#include "core/model/histogramcomponent.h"
#include "core/model/samples.h"
#include "core/promql/values.h"

#include <span>

namespace tinyobs::promql {

/// Components of an accumulated histogram are written only when they change. So far before a range
/// they are looked for: a bucket that has not changed for longer reads as empty.
inline constexpr TimeMs AccumulatedLookbackMs = 24LL * 60 * 60 * 1000;

struct ComponentColumn
{
    HistogramComponent component;
    const SampleColumns *samples = nullptr; // those of the range, and of the lookback before it
};

/// Fills the histogram columns of `out` with what stands in [fromMs, toMs]. A stale marker is a
/// null pointer at its time; what makes no histogram is left out.
void readComponents(std::span<const ComponentColumn> components, TimeMs fromMs, TimeMs toMs,
                    SeriesSamples &out);

} // namespace tinyobs::promql
