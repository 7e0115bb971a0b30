#pragma once

// The instruments of a service by name and labels. Asking twice for the same series gives the same
// instrument. Safe from any thread; an instrument lives as long as its registry.

#include "example/client/instruments.h"

#include <array>
#include <functional>
#include <mutex>

namespace tinyobs::client {

/// Seconds, for answers of a network service.
inline constexpr std::array<double, 10> DefaultBounds{0.0025, 0.005, 0.01, 0.025, 0.05,
                                                      0.1,    0.25,  0.5,  1,     2.5};

class Registry
{
public:
    /// The common labels, such as `service`, are added to every series of this registry.
    explicit Registry(Labels common = {});

    Counter &counter(std::string_view name, const Labels &labels = {});
    Gauge &gauge(std::string_view name, const Labels &labels = {});
    Histogram &histogram(std::string_view name, const Labels &labels = {},
                         std::span<const double> bounds = DefaultBounds);

    /// Called at the start of every collection, to set what is read rather than counted.
    void beforeCollecting(std::function<void()> update);

    /// Appends one sample per series, in a stable order.
    void collect(TimeMs nowMs, SampleList &out) const;
    std::size_t seriesCount() const;

private:
    template <typename Instrument>
    using ByText = std::map<std::string, std::unique_ptr<Instrument>, std::less<>>;

    Labels withCommon(const Labels &labels) const;

    const Labels m_common;
    mutable std::mutex m_mutex; // guards all below; instruments themselves are atomic
    ByText<Counter> m_counters;
    ByText<Gauge> m_gauges;
    ByText<Histogram> m_histograms;
    std::vector<std::function<void()>> m_updates;
};

} // namespace tinyobs::client
