#include "core/promql/eval/histogramfamilies.h"

#include "core/promql/eval/labelops.h"
#include "core/promql/histogram/classicbuckets.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace tinyobs::promql {
namespace {

const std::vector<std::string> BoundLabel{"le"};
const std::vector<std::string> NameLabel{std::string(MetricNameLabel)};

bool hasFloat(const RowBlock &rows, std::size_t series)
{
    const auto floats = rows.floats(series);
    return std::any_of(floats.begin(), floats.end(), [](double v) { return !isAbsent(v); });
}

/// Groups once by each of what makes a family and a bucket, so that no labels are made for each
/// series.
class FamilyFinder
{
public:
    FamilyFinder(EvalContext &context, const Operator &source, const RowBlock &rows, TextSpan span)
        : m_context(context)
        , m_rows(rows)
        , m_span(span)
        , m_rest(source.group({BoundLabel, true}))
        , m_names(source.group({NameLabel, false}))
        , m_bounds(source.group({BoundLabel, false}))
    {
    }

    std::vector<HistogramFamily> find() &&
    {
        std::vector<std::optional<double>> bounds;
        for (const Labels &labels : m_bounds.labels)
            bounds.push_back(parseBound(labels.value("le")));
        for (std::uint32_t series = 0; series < m_rest.groupOf.size(); ++series) {
            const std::optional<double> bound = bounds[m_bounds.groupOf[series]];
            if (!m_rows.histograms(series).empty())
                addNative(series);
            if (bound)
                familyOf(series).buckets.emplace_back(*bound, series);
            else if (hasFloat(m_rows, series))
                noteBadBound(series);
        }
        for (HistogramFamily &family : m_families)
            std::sort(family.buckets.begin(), family.buckets.end());
        return std::move(m_families);
    }

private:
    HistogramFamily &familyOf(std::uint32_t series)
    {
        // Buckets of other metrics are another histogram, even when the results have the same
        // labels.
        const std::uint64_t key =
            std::uint64_t(m_rest.groupOf[series]) << 32 | m_names.groupOf[series];
        const auto [at, isNew] = m_known.try_emplace(key, m_families.size());
        if (isNew)
            m_families.emplace_back().labels = withoutName(m_rest.labels[m_rest.groupOf[series]]);
        return m_families[at->second];
    }
    void addNative(std::uint32_t series)
    {
        const std::string_view le = m_bounds.labels[m_bounds.groupOf[series]].value("le");
        if (le.empty()) {
            familyOf(series).native = series;
            return;
        }
        // A native histogram with a label of this name keeps it, and belongs to no buckets.
        HistogramFamily &family = m_families.emplace_back();
        family.labels = withLabel(withoutName(m_rest.labels[m_rest.groupOf[series]]), "le", le);
        family.native = series;
    }
    void noteBadBound(std::uint32_t series)
    {
        const std::string le(m_bounds.labels[m_bounds.groupOf[series]].value("le"));
        const std::string name(m_names.labels[m_names.groupOf[series]].metricName());
        m_context.annotations.add(Remark::BadBucketLabel, m_span,
                                  '"' + le + '"' +
                                      (name.empty() ? name : " for metric name \"" + name + '"'));
    }

    EvalContext &m_context;
    const RowBlock &m_rows;
    TextSpan m_span;
    SeriesGroups m_rest;
    SeriesGroups m_names;
    SeriesGroups m_bounds;
    std::unordered_map<std::uint64_t, std::size_t> m_known;
    std::vector<HistogramFamily> m_families;
};

} // namespace

std::vector<HistogramFamily> findFamilies(EvalContext &context, const Operator &source,
                                          const RowBlock &rows, TextSpan span)
{
    return FamilyFinder(context, source, rows, span).find();
}

} // namespace tinyobs::promql
