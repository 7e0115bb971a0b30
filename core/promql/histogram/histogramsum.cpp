// Sums and means of native histograms.

#include "core/promql/histogram/bucketbounds.h"
#include "core/promql/histogram/histogrammath.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace tinyobs::promql {
namespace {

using Cells = std::vector<BucketSum>;
using Buckets = std::vector<HistogramBucket>;

/// What a sum says of resets: a gauge makes it one, and of two that contradict each other neither
/// is believed.
ResetHint hintOfSum(ResetHint left, ResetHint right, Remarks &remarks)
{
    if (left == right)
        return left;
    if (left == ResetHint::Gauge || right == ResetHint::Gauge)
        return ResetHint::Gauge;
    if (left != ResetHint::Unknown && right != ResetHint::Unknown)
        remarks |= Remark::CounterResetCollision;
    return ResetHint::Unknown;
}

void addTo(KahanSum &sum, const KahanSum &other)
{
    sum.add(other.sum);
    if (other.lost != 0)
        sum.add(other.lost);
}

/// Gives the cells other places, which ascend as the old ones do; those that meet are added up.
template <typename PlaceOf>
void moveTo(Cells &cells, PlaceOf placeOf)
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::int32_t place = placeOf(cells[i].index);
        if (i > 0 && cells[kept].index == place) {
            addTo(cells[kept].count, cells[i].count);
            continue;
        }
        kept += i > 0 ? 1 : 0;
        cells[kept] = cells[i];
        cells[kept].index = place;
    }
    if (!cells.empty())
        cells.resize(kept + 1);
}

/// cells += sign * buckets, each at its place; places ascend.
template <typename PlaceOf>
void addAt(Cells &cells, const Buckets &buckets, double sign, PlaceOf placeOf)
{
    const auto known = static_cast<std::ptrdiff_t>(cells.size()); // new ones go behind at first
    std::ptrdiff_t at = 0;
    for (const HistogramBucket &bucket : buckets) {
        const std::int32_t place = placeOf(bucket.index);
        while (at < known && cells[static_cast<std::size_t>(at)].index < place)
            ++at;
        const bool isKnown = at < known && cells[static_cast<std::size_t>(at)].index == place;
        const bool isLast = std::ptrdiff_t(cells.size()) > known && cells.back().index == place;
        if (!isKnown && !isLast)
            cells.push_back({place, {}});
        BucketSum &cell = isKnown ? cells[static_cast<std::size_t>(at)] : cells.back();
        cell.count.add(sign * bucket.count);
    }
    if (known > 0 && std::ptrdiff_t(cells.size()) > known)
        std::inplace_merge(
            cells.begin(), cells.begin() + known, cells.end(),
            [](const BucketSum &a, const BucketSum &b) { return a.index < b.index; });
}

void takeBuckets(Cells &cells, const Buckets &buckets)
{
    cells.clear();
    cells.reserve(buckets.size());
    for (const HistogramBucket &bucket : buckets)
        cells.push_back({bucket.index, {bucket.count, 0}});
}

Buckets totalsOf(const Cells &cells)
{
    Buckets buckets;
    buckets.reserve(cells.size());
    for (const BucketSum &cell : cells)
        buckets.push_back({cell.index, cell.count.total()});
    return buckets;
}

/// Where buckets of some custom bounds go when only some of the bounds stay.
class Rebounding
{
public:
    Rebounding(const std::vector<double> &from, const std::vector<double> &to)
        : m_from(from)
        , m_to(to)
    {
    }

    std::int32_t operator()(std::int32_t index) const
    {
        const auto place = static_cast<std::size_t>(index);
        const auto bound = place < m_from.size()
                               ? std::lower_bound(m_to.begin(), m_to.end(), m_from[place])
                               : m_to.end();
        return static_cast<std::int32_t>(bound - m_to.begin());
    }

private:
    const std::vector<double> &m_from;
    const std::vector<double> &m_to;
};

/// Of values beyond, the sum of two may be infinite.
constexpr double Half = std::numeric_limits<double>::max() / 2;

bool isLarge(const NativeHistogram &histogram)
{
    const auto isBeyond = [](const HistogramBucket &bucket) {
        return std::abs(bucket.count) > Half;
    };
    return std::abs(histogram.count) > Half || std::abs(histogram.sum) > Half ||
           std::abs(histogram.zeroCount) > Half ||
           std::any_of(histogram.positive.begin(), histogram.positive.end(), isBeyond) ||
           std::any_of(histogram.negative.begin(), histogram.negative.end(), isBeyond);
}

} // namespace

bool HistogramSum::add(const NativeHistogram &histogram, Remarks &remarks)
{
    return combine(histogram, 1, remarks);
}

bool HistogramSum::subtract(const NativeHistogram &histogram, Remarks &remarks)
{
    return combine(histogram, -1, remarks);
}

bool HistogramSum::combine(const NativeHistogram &histogram, double sign, Remarks &remarks)
{
    if (m_isEmpty) {
        take(histogram);
        if (sign < 0)
            scale(-1);
        return true;
    }
    if (histogram.isCustom() != (m_schema == NativeHistogram::CustomSchema))
        return false;
    m_resetHint = hintOfSum(m_resetHint, histogram.resetHint, remarks);
    if (histogram.isCustom())
        combineCustom(histogram, sign, remarks);
    else
        combineExponential(histogram, sign);
    m_count.add(sign * histogram.count);
    m_sum.add(sign * histogram.sum);
    return true;
}

void HistogramSum::combineCustom(const NativeHistogram &histogram, double sign, Remarks &remarks)
{
    if (m_bounds == histogram.bounds) {
        addAt(m_positive, histogram.positive, sign, [](std::int32_t index) { return index; });
        return;
    }
    std::vector<double> common;
    std::set_intersection(m_bounds.begin(), m_bounds.end(), histogram.bounds.begin(),
                          histogram.bounds.end(), std::back_inserter(common));
    moveTo(m_positive, Rebounding(m_bounds, common));
    addAt(m_positive, histogram.positive, sign, Rebounding(histogram.bounds, common));
    m_bounds = std::move(common);
    remarks |= Remark::MismatchedCustomBuckets;
}

void HistogramSum::combineExponential(const NativeHistogram &histogram, double sign)
{
    m_zeroCount.add(sign * reconcileZero(histogram));
    reduceTo(histogram.schema);
    const int by = histogram.schema - m_schema;
    addSide(m_positive, histogram.positive, by, sign);
    addSide(m_negative, histogram.negative, by, sign);
}

/// What lies within the zero bucket was counted there.
void HistogramSum::addSide(Cells &cells, const Buckets &buckets, int by, double sign) const
{
    const auto placeOf = [by](std::int32_t index) { return coarserIndex(index, by); };
    const auto isWithinZero = [this, placeOf](const HistogramBucket &bucket) {
        return upperBound(m_schema, placeOf(bucket.index)) <= m_zeroThreshold;
    };
    if (!(m_zeroThreshold > 0) || buckets.empty() || !isWithinZero(buckets.front())) {
        addAt(cells, buckets, sign, placeOf);
        return;
    }
    const auto first = std::find_if_not(buckets.begin(), buckets.end(), isWithinZero);
    addAt(cells, Buckets(first, buckets.end()), sign, placeOf);
}

void HistogramSum::reduceTo(int schema)
{
    if (m_schema == NativeHistogram::CustomSchema || schema >= m_schema)
        return;
    const auto placeOf = [by = m_schema - schema](std::int32_t index) {
        return coarserIndex(index, by);
    };
    moveTo(m_positive, placeOf);
    moveTo(m_negative, placeOf);
    m_schema = schema;
}

/// Widens the zero bucket to what the other one needs; returns what that has in it then.
double HistogramSum::reconcileZero(const NativeHistogram &histogram)
{
    ZeroBucket other{histogram.zeroCount, histogram.zeroThreshold};
    // A threshold that is no number is never found to differ.
    while (other.threshold < m_zeroThreshold || m_zeroThreshold < other.threshold) {
        if (other.threshold < m_zeroThreshold)
            other = widened(histogram, m_zeroThreshold);
        if (m_zeroThreshold < other.threshold) {
            NativeHistogram own = total();
            const ZeroBucket wide = widened(own, other.threshold);
            own.zeroCount = wide.count;
            own.zeroThreshold = wide.threshold;
            dropWithinZero(own);
            take(own);
        }
    }
    return other.count;
}

void HistogramSum::take(const NativeHistogram &histogram)
{
    m_isEmpty = false;
    m_schema = histogram.schema;
    m_resetHint = histogram.resetHint;
    m_zeroThreshold = histogram.zeroThreshold;
    m_count = {histogram.count, 0};
    m_sum = {histogram.sum, 0};
    m_zeroCount = {histogram.zeroCount, 0};
    takeBuckets(m_positive, histogram.positive);
    takeBuckets(m_negative, histogram.negative);
    m_bounds = histogram.bounds;
}

template <typename Change>
void HistogramSum::change(Change changed)
{
    for (KahanSum *sum : {&m_count, &m_sum, &m_zeroCount})
        changed(*sum);
    for (Cells *cells : {&m_positive, &m_negative}) {
        for (BucketSum &cell : *cells)
            changed(cell.count);
    }
}

void HistogramSum::scale(double factor)
{
    change([factor](KahanSum &sum) {
        sum.sum *= factor;
        sum.lost *= factor;
    });
    if (factor < 0)
        m_resetHint = ResetHint::Gauge;
}

NativeHistogram HistogramSum::total() const
{
    NativeHistogram histogram;
    histogram.isFloat = true;
    histogram.schema = m_schema;
    histogram.resetHint = m_resetHint;
    histogram.zeroThreshold = m_zeroThreshold;
    histogram.count = m_count.total();
    histogram.sum = m_sum.total();
    histogram.zeroCount = m_zeroCount.total();
    histogram.positive = totalsOf(m_positive);
    histogram.negative = totalsOf(m_negative);
    histogram.bounds = m_bounds;
    return histogram;
}

bool HistogramSum::isLarge() const
{
    const auto isBeyond = [](const BucketSum &cell) { return std::abs(cell.count.sum) > Half; };
    return std::abs(m_count.sum) > Half || std::abs(m_sum.sum) > Half ||
           std::abs(m_zeroCount.sum) > Half ||
           std::any_of(m_positive.begin(), m_positive.end(), isBeyond) ||
           std::any_of(m_negative.begin(), m_negative.end(), isBeyond);
}

bool HistogramSum::isInfinite() const
{
    const auto isEndless = [](const BucketSum &cell) { return std::isinf(cell.count.sum); };
    return std::isinf(m_count.sum) || std::isinf(m_sum.sum) || std::isinf(m_zeroCount.sum) ||
           std::any_of(m_positive.begin(), m_positive.end(), isEndless) ||
           std::any_of(m_negative.begin(), m_negative.end(), isEndless);
}

bool HistogramMean::add(const NativeHistogram &histogram, Remarks &remarks)
{
    m_count += 1;
    if (!m_isRunning) {
        if (!m_sum.isLarge() && !isLarge(histogram))
            return m_sum.add(histogram, remarks);
        HistogramSum next = m_sum;
        if (!next.add(histogram, remarks))
            return false;
        if (m_count == 1 || !next.isInfinite()) {
            m_sum = std::move(next);
            return true;
        }
        m_isRunning = true;
        m_sum.scale(1 / (m_count - 1));
    }
    NativeHistogram part = histogram;
    divide(part, m_count);
    m_sum.scale((m_count - 1) / m_count);
    return m_sum.add(part, remarks);
}

NativeHistogram HistogramMean::mean() const
{
    NativeHistogram histogram = m_sum.total();
    if (!m_isRunning)
        divide(histogram, m_count);
    return histogram;
}

} // namespace tinyobs::promql
