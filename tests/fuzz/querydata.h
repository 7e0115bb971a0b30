#pragma once

// A small store made of any bytes, for the fuzzer of the evaluator: counters with resets, gauges,
// classic buckets, native histograms of every kind, an info metric; gaps, stale markers, NaN and
// infinities among their samples.

#include "core/base/clock.h"
#include "core/storage/store.h"
#include "tests/fuzz/fuzzbytes.h"

namespace tinyobs::test {

/// Of the samples: they are between 0 and this.
inline constexpr TimeMs FuzzedEndMs = 40 * 60 * 1000;

void fillStore(FuzzBytes &bytes, Store &store);

} // namespace tinyobs::test
