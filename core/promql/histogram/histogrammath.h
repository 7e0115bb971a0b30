#pragma once

// Arithmetic of native histograms, as Prometheus has it for its float histograms: results have
// fractional counts, buckets without counts are left out, schemas and zero buckets are brought
// together. Pure functions, usable in any thread.

#include "core/base/result.h"
#include "core/model/nativehistogram.h"
#include "core/promql/annotations.h"

#include <optional>
#include <vector>

namespace tinyobs::promql {

/// Whether two histograms can be added at all: both exponential or both of custom buckets.
bool areCompatible(const NativeHistogram &left, const NativeHistogram &right);

/// left += right. Nothing happens to left where the answer says that they are incompatible (false).
/// Custom buckets of different bounds are reduced to the bounds both have. Remarks of resets and
/// bounds go into `remarks`.
bool addTo(NativeHistogram &left, const NativeHistogram &right, Remarks &remarks);
bool subtractFrom(NativeHistogram &left, const NativeHistogram &right, Remarks &remarks);

/// Of sum and avg over many histograms.
class HistogramSum
{
public:
    /// False, and no change, when they are incompatible.
    bool add(const NativeHistogram &histogram, Remarks &remarks);
    bool isEmpty() const { return !m_sum.has_value(); }
    const NativeHistogram &total() const { return *m_sum; }

private:
    std::optional<NativeHistogram> m_sum;
};

void multiply(NativeHistogram &histogram, double factor);
void divide(NativeHistogram &histogram, double divisor);
/// Drops empty buckets.
void compact(NativeHistogram &histogram);
/// Reduces to a schema that is at most its own.
void reduceTo(NativeHistogram &histogram, int schema);
/// Whether the counter was reset between the two, by its hint or by its contents.
bool isReset(const NativeHistogram &before, const NativeHistogram &after);
/// By value: schema, zero bucket, counts, sums and bounds, NaN equal to NaN; hints do not count.
bool isEqual(const NativeHistogram &left, const NativeHistogram &right);

/// Keeps what was observed up to the bound (`keepsLower`), or from the bound on.
NativeHistogram trim(const NativeHistogram &histogram, double bound, bool keepsLower);

struct Bucket
{
    double lower = 0;
    double upper = 0;
    bool includesLower = false;
    bool includesUpper = false;
    double count = 0;
};
/// All buckets with counts, ascending; the zero bucket between the negative and the positive ones.
std::vector<Bucket> bucketsOf(const NativeHistogram &histogram);

/// Of exponential buckets by exponential, of the zero bucket and of custom ones by linear
/// interpolation.
double quantile(double q, const NativeHistogram &histogram, Remarks &remarks);
/// The share of observations in (lower, upper].
double fraction(double lower, double upper, const NativeHistogram &histogram, Remarks &remarks);
double variance(const NativeHistogram &histogram);

} // namespace tinyobs::promql
