#include "core/promql/eval/selectedseries.h"

#include "core/promql/eval/grouping.h"
#include "core/promql/eval/labelops.h"
#include "core/promql/histogram/histogramreader.h"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>

namespace tinyobs::promql {
namespace {

Result<Snapshot> take(EvalContext &context, std::vector<Matcher> matchers, Matcher::Op components,
                      TimeMs fromMs, TimeMs toMs, Reading reading)
{
    auto condition = Matcher::make(components, std::string(HistogramLabel), {});
    if (!condition)
        return Failure(condition.error());
    matchers.push_back(*std::move(condition));
    Snapshot snapshot = context.store.snapshot(matchers, fromMs, toMs, context.query.limits.series,
                                               SeriesId{}, reading);
    if (auto counted = context.countSeries(snapshot.matched()); !counted)
        return Failure(counted.error());
    return snapshot;
}

} // namespace

Result<SelectedSeries> SelectedSeries::select(EvalContext &context,
                                              std::span<const Matcher> matchers, TimeMs fromMs,
                                              TimeMs toMs, Reading floatsAs)
{
    SelectedSeries selected;
    selected.m_context = &context;
    selected.m_fromMs = fromMs;
    selected.m_toMs = toMs;
    const std::vector<Matcher> list(matchers.begin(), matchers.end());
    auto floats = take(context, list, Matcher::Op::Equal, fromMs, toMs, floatsAs);
    if (!floats)
        return Failure(floats.error());
    selected.m_floats = *std::move(floats);
    // Components of a running total are written only when they change.
    auto histograms = take(context, list, Matcher::Op::NotEqual, fromMs - AccumulatedLookbackMs,
                           toMs, Reading::SamplesAndRollups);
    if (!histograms)
        return Failure(histograms.error());
    selected.m_histograms = *std::move(histograms);
    if (selected.m_histograms.size() > 0)
        selected.joinComponents();
    return selected;
}

// Series of components come one after the other in no order; those of one histogram have the same
// pairs but for the reserved one. Floats of the same labels join them.
void SelectedSeries::joinComponents()
{
    std::unordered_map<std::string, std::uint32_t> known;
    std::vector<std::vector<Component>> components;
    const auto keyOf = [](const Snapshot &snapshot, std::size_t member, std::string &reserved) {
        std::string key;
        for (const std::uint32_t pair : snapshot.pairs(member)) {
            const LabelView label = snapshot.pair(pair);
            if (label.name == HistogramLabel)
                reserved = label.value;
            else
                key.append(reinterpret_cast<const char *>(&pair), sizeof(pair));
        }
        return key;
    };
    std::string reserved;
    for (std::uint32_t i = 0; i < m_floats.size(); ++i) {
        known.emplace(keyOf(m_floats, i, reserved), static_cast<std::uint32_t>(m_series.size()));
        m_series.push_back({.floats = i});
    }
    components.resize(m_series.size());
    for (std::uint32_t i = 0; i < m_histograms.size(); ++i) {
        const std::string key = keyOf(m_histograms, i, reserved);
        const auto component = histogramComponentOf(reserved);
        if (!component)
            continue;
        const auto [at, isNew] = known.emplace(key, static_cast<std::uint32_t>(m_series.size()));
        if (isNew) {
            m_series.emplace_back();
            components.emplace_back();
        }
        components[at->second].push_back({*component, i});
    }
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        m_series[i].firstComponent = static_cast<std::uint32_t>(m_components.size());
        m_series[i].componentCount = static_cast<std::uint32_t>(components[i].size());
        m_components.insert(m_components.end(), components[i].begin(), components[i].end());
    }
}

std::span<const std::uint32_t> SelectedSeries::pairsOf(std::size_t series,
                                                       const Snapshot *&of) const
{
    if (m_series.empty() || m_series[series].floats != None) {
        of = &m_floats;
        return m_floats.pairs(m_series.empty() ? series : m_series[series].floats);
    }
    of = &m_histograms;
    return m_histograms.pairs(m_components[m_series[series].firstComponent].member);
}

Labels SelectedSeries::labels(std::size_t series) const
{
    if (m_series.empty())
        return m_floats.labels(series);
    const Series &own = m_series[series];
    if (own.floats != None)
        return m_floats.labels(own.floats);
    return withLabel(m_histograms.labels(m_components[own.firstComponent].member), HistogramLabel,
                     {});
}

std::string_view SelectedSeries::metricName(std::size_t series) const
{
    const Snapshot *of = nullptr;
    for (const std::uint32_t pair : pairsOf(series, of)) {
        if (const LabelView label = of->pair(pair); label.name == MetricNameLabel)
            return label.value;
    }
    return {};
}

SeriesGroups SelectedSeries::group(const Grouping &grouping, bool dropsName) const
{
    PairGrouping groups(grouping, dropsName);
    for (std::size_t i = 0; i < size(); ++i) {
        const Snapshot *of = nullptr;
        const std::span<const std::uint32_t> pairs = pairsOf(i, of);
        groups.add(*of, pairs);
    }
    return std::move(groups).take();
}

/// Of what is damaged the rest is read, and the answer says so.
Result<void> SelectedSeries::noteDamage(Result<void> read) const
{
    if (read || read.error().code != Error::Code::Corruption)
        return read;
    m_context->annotations.addWarning(read.error().message);
    return {};
}

Result<void> SelectedSeries::readColumns(const Snapshot &from, std::uint32_t member, RowPart part,
                                         SampleColumns &out) const
{
    if (from.rollupSpans().empty())
        return noteDamage(from.read(member, out));
    out.timesMs.clear();
    out.values.clear();
    SampleColumns samples;
    const auto addSamples = [&](TimeMs fromMs, TimeMs toMs) {
        Result<void> read = noteDamage(from.read(member, fromMs, toMs, samples));
        toPart(part, 0, samples.values);
        out.timesMs.insert(out.timesMs.end(), samples.timesMs.begin(), samples.timesMs.end());
        out.values.insert(out.values.end(), samples.values.begin(), samples.values.end());
        return read;
    };
    TimeMs fromMs = std::numeric_limits<TimeMs>::min();
    for (const TierSpan &span : from.rollupSpans()) {
        if (auto read = addSamples(fromMs, span.fromMs - 1); !read)
            return read;
        encoding::RollupColumns rows;
        if (auto read = noteDamage(from.readRollups(member, span, rows)); !read)
            return read;
        appendSamples(rows, part, out.timesMs, out.values);
        fromMs = span.toMs + 1;
    }
    return addSamples(fromMs, std::numeric_limits<TimeMs>::max());
}

Result<void> SelectedSeries::read(std::size_t series, SeriesSamples &out, RowPart part) const
{
    out.clear();
    if (m_series.empty() || m_series[series].floats != None) {
        SampleColumns columns{std::move(out.timesMs), std::move(out.values)};
        const std::uint32_t member =
            m_series.empty() ? static_cast<std::uint32_t>(series) : m_series[series].floats;
        const Result<void> read = readColumns(m_floats, member, part, columns);
        out.timesMs = std::move(columns.timesMs);
        out.values = std::move(columns.values);
        if (!read)
            return read;
    }
    if (!m_series.empty() && m_series[series].componentCount > 0) {
        if (auto read = readHistograms(m_series[series], out); !read)
            return read;
    }
    return m_context->countSamples(out.timesMs.size() + out.histogramTimesMs.size());
}

Result<void> SelectedSeries::readHistograms(const Series &series, SeriesSamples &out) const
{
    std::vector<SampleColumns> columns(series.componentCount);
    std::vector<ComponentColumn> components;
    for (std::uint32_t i = 0; i < series.componentCount; ++i) {
        const Component &component = m_components[series.firstComponent + i];
        if (auto read = readColumns(m_histograms, component.member, RowPart::Last, columns[i]);
            !read)
            return read;
        components.push_back({component.component, &columns[i]});
    }
    readComponents(components, m_fromMs, m_toMs, out);
    return {};
}

void dropStale(SeriesSamples &samples)
{
    std::size_t kept = 0;
    const std::size_t count = samples.values.size();
    while (kept < count && !isAbsent(samples.values[kept]))
        ++kept;
    for (std::size_t i = kept; i < count; ++i) {
        if (isAbsent(samples.values[i]))
            continue;
        samples.values[kept] = samples.values[i];
        samples.timesMs[kept++] = samples.timesMs[i];
    }
    samples.values.resize(kept);
    samples.timesMs.resize(kept);
    kept = 0;
    for (std::size_t i = 0; i < samples.histograms.size(); ++i) {
        if (!samples.histograms[i])
            continue;
        if (kept != i)
            samples.histograms[kept] = std::move(samples.histograms[i]);
        samples.histogramTimesMs[kept++] = samples.histogramTimesMs[i];
    }
    samples.histograms.resize(kept);
    samples.histogramTimesMs.resize(kept);
}

} // namespace tinyobs::promql
