#include "example/client/instruments.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinyobs::client {

Counter::Counter(SeriesText series)
    : m_series(std::move(series))
{
}

void Counter::add(double amount)
{
    if (amount > 0)
        m_value.fetch_add(amount, std::memory_order_relaxed);
}

void Counter::raiseTo(double total)
{
    double seen = value();
    while (total > seen && !m_value.compare_exchange_weak(seen, total, std::memory_order_relaxed)) {
    }
}

void Counter::collect(TimeMs nowMs, SampleList &out) const
{
    out.push_back({m_series, value(), nowMs});
}

Gauge::Gauge(SeriesText series)
    : m_series(std::move(series))
{
}

void Gauge::collect(TimeMs nowMs, SampleList &out) const
{
    out.push_back({m_series, value(), nowMs});
}

Histogram::Histogram(std::string_view name, const Labels &labels, std::span<const double> bounds)
    : m_bounds(bounds.begin(), bounds.end())
    , m_buckets(bounds.size() + 1)
    , m_sumSeries(seriesText(std::string(name) + "_sum", labels))
    , m_countSeries(seriesText(std::string(name) + "_count", labels))
{
    Labels bucketLabels = labels;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        const bool last = i == m_bounds.size();
        bucketLabels["le"] =
            numberText(last ? std::numeric_limits<double>::infinity() : m_bounds[i]);
        m_buckets[i].series = seriesText(std::string(name) + "_bucket", bucketLabels);
    }
}

void Histogram::observe(double value)
{
    if (std::isnan(value))
        return;
    const auto bound = std::lower_bound(m_bounds.begin(), m_bounds.end(), value);
    m_buckets[std::size_t(bound - m_bounds.begin())].count.fetch_add(1, std::memory_order_relaxed);
    m_sum.fetch_add(value, std::memory_order_relaxed);
}

void Histogram::collect(TimeMs nowMs, SampleList &out) const
{
    // The count is the sum of what was read, so it equals the last bucket whatever other threads
    // observe in the meantime.
    std::uint64_t below = 0;
    for (const Bucket &bucket : m_buckets) {
        below += bucket.count.load(std::memory_order_relaxed);
        out.push_back({bucket.series, double(below), nowMs});
    }
    out.push_back({m_sumSeries, m_sum.load(std::memory_order_relaxed), nowMs});
    out.push_back({m_countSeries, double(below), nowMs});
}

} // namespace tinyobs::client
