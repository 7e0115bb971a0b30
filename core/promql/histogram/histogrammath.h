#pragma once

// Arithmetic of native histograms, as Prometheus has it for its float histograms: results have
// fractional counts, buckets without counts are left out, schemas and zero buckets are brought
// together. Pure functions, usable in any thread.

#include "core/base/result.h"
#include "core/model/nativehistogram.h"
#include "core/promql/annotations.h"
#include "core/promql/kahan.h"

#include <cstdint>
#include <vector>

namespace tinyobs::promql {

/// Whether two histograms can be added at all: both exponential or both of custom buckets.
bool areCompatible(const NativeHistogram &left, const NativeHistogram &right);

/// left += right. Nothing happens to left where the answer says that they are incompatible (false).
/// Custom buckets of different bounds are reduced to the bounds both have. Remarks of resets and
/// bounds go into `remarks`.
bool addTo(NativeHistogram &left, const NativeHistogram &right, Remarks &remarks);
bool subtractFrom(NativeHistogram &left, const NativeHistogram &right, Remarks &remarks);

/// A bucket of a sum.
struct BucketSum
{
    std::int32_t index = 0;
    KahanSum count;
};

/// A running sum that keeps what each addition rounds away, in every bucket.
class HistogramSum
{
public:
    /// False, and no change, when they are incompatible.
    bool add(const NativeHistogram &histogram, Remarks &remarks);
    bool subtract(const NativeHistogram &histogram, Remarks &remarks);
    void scale(double factor);
    /// To a schema that is at most its own.
    void reduceTo(int schema);
    bool isEmpty() const { return m_isEmpty; }
    /// Whether a value is so large that one more may be too much.
    bool isLarge() const;
    bool isInfinite() const;
    NativeHistogram total() const;

private:
    bool combine(const NativeHistogram &histogram, double sign, Remarks &remarks);
    void combineCustom(const NativeHistogram &histogram, double sign, Remarks &remarks);
    void combineExponential(const NativeHistogram &histogram, double sign);
    double reconcileZero(const NativeHistogram &histogram);
    void addSide(std::vector<BucketSum> &cells, const std::vector<HistogramBucket> &buckets, int by,
                 double sign) const;
    void take(const NativeHistogram &histogram);
    template <typename Change>
    void change(Change changed);

    bool m_isEmpty = true;
    int m_schema = 0;
    ResetHint m_resetHint = ResetHint::Unknown;
    double m_zeroThreshold = 0;
    KahanSum m_count;
    KahanSum m_sum;
    KahanSum m_zeroCount;
    std::vector<BucketSum> m_positive; // by index
    std::vector<BucketSum> m_negative;
    std::vector<double> m_bounds;
};

/// The mean of many: by their sum, and by a running mean from where the sum would be infinite.
class HistogramMean
{
public:
    /// False when they are incompatible.
    bool add(const NativeHistogram &histogram, Remarks &remarks);
    NativeHistogram mean() const;

private:
    HistogramSum m_sum; // or the mean so far, when it is running
    double m_count = 0;
    bool m_isRunning = false;
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

/// Keeps what was observed up to the bound (`keepsLower`), or from the bound on. Where nothing goes
/// the histogram stays as it is.
NativeHistogram trim(const NativeHistogram &histogram, double bound, bool keepsLower);

struct Bucket
{
    double lower = 0;
    double upper = 0;
    bool includesLower = false;
    bool includesUpper = false;
    double count = 0;
};
/// All buckets, ascending, empty ones too; the zero bucket between the negative and the positive
/// ones, when it has observations.
std::vector<Bucket> bucketsOf(const NativeHistogram &histogram);

/// Of exponential buckets by exponential, of the zero bucket and of custom ones by linear
/// interpolation.
double quantile(double q, const NativeHistogram &histogram, Remarks &remarks);
/// The share of observations in (lower, upper].
double fraction(double lower, double upper, const NativeHistogram &histogram, Remarks &remarks);
double variance(const NativeHistogram &histogram);

} // namespace tinyobs::promql
