#include "core/promql/histogram/histogramreader.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace tinyobs::promql {
namespace {

constexpr unsigned AccumulatedFlag = 8; // see histogramcomponent.h

const ComponentColumn *find(std::span<const ComponentColumn> components, HistogramPart part)
{
    const auto found =
        std::find_if(components.begin(), components.end(), [part](const ComponentColumn &column) {
            return column.component.part == part;
        });
    return found == components.end() ? nullptr : &*found;
}

/// The places in the columns of all components, which move forwards together.
class Cursors
{
public:
    explicit Cursors(std::span<const ComponentColumn> components)
        : m_components(components)
        , m_next(components.size(), 0)
    {
    }

    /// The values of this timestamp, or the latest up to it. Timestamps come in ascending order.
    const std::vector<HistogramValue> &valuesAt(TimeMs timeMs, bool isAccumulated)
    {
        m_values.clear();
        for (std::size_t i = 0; i < m_components.size(); ++i) {
            const SampleColumns &samples = *m_components[i].samples;
            std::size_t &next = m_next[i]; // the first one behind the timestamp
            while (next < samples.size() && samples.timesMs[next] <= timeMs)
                ++next;
            if (next > 0 && (isAccumulated || samples.timesMs[next - 1] == timeMs))
                m_values.push_back({m_components[i].component, samples.values[next - 1]});
        }
        return m_values;
    }

private:
    std::span<const ComponentColumn> m_components;
    std::vector<std::size_t> m_next;
    std::vector<HistogramValue> m_values;
};

bool isAccumulatedAt(const ComponentColumn *flags, TimeMs timeMs)
{
    if (!flags)
        return false;
    const auto &timesMs = flags->samples->timesMs;
    const auto behind = std::upper_bound(timesMs.begin(), timesMs.end(), timeMs);
    if (behind == timesMs.begin())
        return false;
    const auto place = static_cast<std::size_t>(behind - timesMs.begin()) - 1;
    return (static_cast<unsigned>(flags->samples->values[place]) & AccumulatedFlag) != 0;
}

} // namespace

void readComponents(std::span<const ComponentColumn> components, TimeMs fromMs, TimeMs toMs,
                    SeriesSamples &out)
{
    const ComponentColumn *const counts = find(components, HistogramPart::Count);
    if (!counts)
        return;
    const ComponentColumn *const flags = find(components, HistogramPart::Flags);
    const std::vector<TimeMs> &timesMs = counts->samples->timesMs;
    Cursors cursors(components);
    const auto first = std::lower_bound(timesMs.begin(), timesMs.end(), fromMs);
    for (auto at = first; at != timesMs.end() && *at <= toMs; ++at) {
        const auto place = static_cast<std::size_t>(at - timesMs.begin());
        if (isAbsent(counts->samples->values[place])) {
            out.histogramTimesMs.push_back(*at);
            out.histograms.push_back(nullptr);
            continue;
        }
        auto histogram = assemble(cursors.valuesAt(*at, isAccumulatedAt(flags, *at)));
        if (!histogram)
            continue;
        out.histogramTimesMs.push_back(*at);
        out.histograms.push_back(std::make_shared<const NativeHistogram>(*std::move(histogram)));
    }
}

} // namespace tinyobs::promql
