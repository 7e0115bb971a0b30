#pragma once

// The three instruments a service counts with. Updating one is safe from any thread and never
// blocks; each belongs to a Registry, which reads it at every push.

#include "example/client/sample.h"

#include <atomic>

namespace tinyobs::client {

/// A total that only grows: requests served, bytes sent. Its name ends in `_total`.
class Counter
{
public:
    explicit Counter(SeriesText series);
    /// Amounts that are negative or not a number are ignored: a counter never falls.
    void add(double amount = 1);
    /// For totals that are counted elsewhere, such as CPU time; a lower total is ignored.
    void raiseTo(double total);
    double value() const { return m_value.load(std::memory_order_relaxed); }
    void collect(TimeMs nowMs, SampleList &out) const;

private:
    SeriesText m_series;
    std::atomic<double> m_value = 0;
};

/// A value that goes up and down: queue length, bytes in use.
class Gauge
{
public:
    explicit Gauge(SeriesText series);
    void set(double value) { m_value.store(value, std::memory_order_relaxed); }
    void add(double amount) { m_value.fetch_add(amount, std::memory_order_relaxed); }
    double value() const { return m_value.load(std::memory_order_relaxed); }
    void collect(TimeMs nowMs, SampleList &out) const;

private:
    SeriesText m_series;
    std::atomic<double> m_value = 0;
};

/// How often values fell below each bound: `_bucket` (cumulative, label `le`), `_sum`, `_count`.
class Histogram
{
public:
    /// The bounds rise strictly; the bucket `+Inf` is added.
    Histogram(std::string_view name, const Labels &labels, std::span<const double> bounds);
    /// A value equal to a bound belongs to that bound. NaN is ignored.
    void observe(double value);
    void collect(TimeMs nowMs, SampleList &out) const;
    std::size_t seriesCount() const { return m_buckets.size() + 2; }

private:
    struct Bucket
    {
        SeriesText series;
        std::atomic<std::uint64_t> count = 0;
    };
    std::vector<double> m_bounds;
    std::vector<Bucket> m_buckets; // one more than bounds
    SeriesText m_sumSeries;
    SeriesText m_countSeries;
    std::atomic<double> m_sum = 0;
};

} // namespace tinyobs::client
