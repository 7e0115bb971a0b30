#pragma once

// What a metric is and what it counts, guessed from its name by the Prometheus conventions while no
// metadata says it. Plain functions, usable in any thread.

#include <string_view>

namespace tinyobs {

enum class MetricKind { Gauge, Counter, Histogram, Summary };

/// "gauge", "counter", "histogram" or "summary".
std::string_view toText(MetricKind kind);

/// _total -> Counter; _bucket, _count, _sum -> Histogram; everything else -> Gauge.
MetricKind guessKind(std::string_view metricName);

/// True when the series only ever grows, so that its rate is what people want to see.
bool isCumulative(MetricKind kind);

/// "seconds", "bytes", "ratio", "celsius" ... or empty; the suffixes after _total, _bucket, _sum
/// are removed first, and a _count has no unit.
std::string_view guessUnit(std::string_view metricName);

} // namespace tinyobs
