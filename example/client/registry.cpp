#include "example/client/registry.h"

namespace tinyobs::client {

Registry::Registry(Labels common)
    : m_common(std::move(common))
{
}

Labels Registry::withCommon(const Labels &labels) const
{
    Labels all = labels;
    all.insert(m_common.begin(), m_common.end());
    return all;
}

Counter &Registry::counter(std::string_view name, const Labels &labels)
{
    const SeriesText series = seriesText(name, withCommon(labels));
    const std::scoped_lock lock(m_mutex);
    std::unique_ptr<Counter> &slot = m_counters[*series];
    if (!slot)
        slot = std::make_unique<Counter>(series);
    return *slot;
}

Gauge &Registry::gauge(std::string_view name, const Labels &labels)
{
    const SeriesText series = seriesText(name, withCommon(labels));
    const std::scoped_lock lock(m_mutex);
    std::unique_ptr<Gauge> &slot = m_gauges[*series];
    if (!slot)
        slot = std::make_unique<Gauge>(series);
    return *slot;
}

Histogram &Registry::histogram(std::string_view name, const Labels &labels,
                               std::span<const double> bounds)
{
    const Labels all = withCommon(labels);
    const SeriesText series = seriesText(name, all);
    const std::scoped_lock lock(m_mutex);
    std::unique_ptr<Histogram> &slot = m_histograms[*series];
    if (!slot)
        slot = std::make_unique<Histogram>(name, all, bounds);
    return *slot;
}

void Registry::beforeCollecting(std::function<void()> update)
{
    const std::scoped_lock lock(m_mutex);
    m_updates.push_back(std::move(update));
}

void Registry::collect(TimeMs nowMs, SampleList &out) const
{
    const std::scoped_lock lock(m_mutex);
    for (const auto &update : m_updates)
        update();
    for (const auto &[text, counter] : m_counters)
        counter->collect(nowMs, out);
    for (const auto &[text, gauge] : m_gauges)
        gauge->collect(nowMs, out);
    for (const auto &[text, histogram] : m_histograms)
        histogram->collect(nowMs, out);
}

std::size_t Registry::seriesCount() const
{
    const std::scoped_lock lock(m_mutex);
    std::size_t count = m_counters.size() + m_gauges.size();
    for (const auto &[text, histogram] : m_histograms)
        count += histogram->seriesCount();
    return count;
}

} // namespace tinyobs::client
