#include "core/storage/cardinality.h"

#include "core/model/histogramcomponent.h"
#include "core/storage/storestate.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace tinyobs {
namespace {

/// The largest of many.
class Largest
{
public:
    Largest(std::vector<NamedCount> &list, std::size_t limit)
        : m_list(list)
        , m_limit(limit)
    {
    }
    bool wants(std::uint64_t count) const
    {
        return m_limit > 0 && (m_list.size() < m_limit || count > m_list.back().count);
    }
    void add(std::string name, std::uint64_t count)
    {
        const auto place =
            std::ranges::upper_bound(m_list, count, std::greater{}, &NamedCount::count);
        m_list.insert(place, {std::move(name), count});
        if (m_list.size() > m_limit)
            m_list.pop_back();
    }

private:
    std::vector<NamedCount> &m_list;
    std::size_t m_limit;
};

/// The components of native histograms that do not stand for them.
SeriesSet hiddenSeries(const LabelIndex &index)
{
    const std::string shown = toText(HistogramComponent{});
    SeriesSet hidden;
    for (const std::uint32_t pair : index.pairsOf(HistogramLabel)) {
        if (index.view(pair).value != shown)
            index.posting(pair).addTo(hidden);
    }
    return hidden;
}

} // namespace

Cardinality Store::cardinality(std::size_t limit) const
{
    StoreState &state = *m_state;
    const LabelIndex &index = state.head.series.index();
    Cardinality result;
    Largest byMetric(result.seriesByMetric, limit);
    Largest byPair(result.seriesByPair, limit);
    Largest byValues(result.valuesByLabel, limit);
    Largest byBytes(result.bytesByLabel, limit);
    std::unique_lock lock(state.mutex);
    const std::vector<std::string> names = index.names();
    const SeriesSet hidden = hiddenSeries(index);
    result.series = state.head.series.count() - hidden.cardinality();
    for (const std::string &name : names) {
        if (name == HistogramLabel)
            continue;
        std::uint64_t values = 0;
        std::uint64_t bytes = 0;
        for (const std::uint32_t pair : index.pairsOf(name)) {
            const Posting &posting = index.posting(pair);
            const std::uint64_t count =
                hidden.isEmpty() ? posting.count() : (posting.toSet() - hidden).cardinality();
            if (count == 0)
                continue;
            const std::string value(index.view(pair).value);
            ++values;
            bytes += value.size() * count;
            if (byPair.wants(count))
                byPair.add(name + '=' + value, count);
            if (name == MetricNameLabel && byMetric.wants(count))
                byMetric.add(value, count);
        }
        result.labelPairs += values;
        if (byValues.wants(values))
            byValues.add(name, values);
        if (byBytes.wants(bytes))
            byBytes.add(name, bytes);
        // Others have their turn between two labels.
        lock.unlock();
        lock.lock();
    }
    return result;
}

} // namespace tinyobs
