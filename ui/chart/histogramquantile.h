#pragma once

// Quantiles of a classic histogram from the rates of its cumulative buckets, as Prometheus'
// histogram_quantile does: linear inside a bucket, the highest finite bound for the +Inf bucket.
// Plain functions, usable in any thread.

#include "ui/chart/line.h"

#include <vector>

namespace tinyobs::ui {

struct Bucket
{
    double bound = 0;
    double count = 0; // cumulative
};

/// Bounds ascending. NaN without any observation or without a +Inf bucket.
double quantile(double q, std::vector<Bucket> buckets);

/// The quantile over time of all given bucket lines together; each carries its bound as label "le".
SampleColumns quantileOver(double q, const std::vector<const Line *> &bucketLines);

} // namespace tinyobs::ui
