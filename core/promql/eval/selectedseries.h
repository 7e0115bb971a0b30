#pragma once

// The series a selector matches, frozen, and their samples. A native histogram, which is stored as
// one series per component, is one series here. Reading is thread-safe.

#include "core/base/result.h"
#include "core/model/histogramcomponent.h"
#include "core/promql/eval/evalcontext.h"
#include "core/promql/eval/operator.h"
#include "core/promql/eval/rolluprows.h"
#include "core/promql/values.h"
#include "core/storage/snapshot.h"
#include "core/storage/store.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tinyobs::promql {

class SelectedSeries
{
public:
    /// Those with samples in [fromMs, toMs].
    static Result<SelectedSeries> select(EvalContext &context, std::span<const Matcher> matchers,
                                         TimeMs fromMs, TimeMs toMs,
                                         Reading floats = Reading::SamplesAndRollups);

    std::size_t size() const { return m_series.empty() ? m_floats.size() : m_series.size(); }
    Labels labels(std::size_t series) const;
    std::string_view metricName(std::size_t series) const;
    /// Groups by the numbers of pairs, without making texts.
    SeriesGroups group(const Grouping &grouping, bool dropsName) const;

    /// Reads the samples of a series in the range; `out` is cleared first. Stale markers are
    /// AbsentValue values, or null pointers of histograms. Where only rollups are kept their rows
    /// are samples, as the part says.
    Result<void> read(std::size_t series, SeriesSamples &out, RowPart part = RowPart::Last) const;
    /// Where only rollups are kept.
    std::span<const TierSpan> rollupSpans() const { return m_floats.rollupSpans(); }

private:
    static constexpr std::uint32_t None = ~std::uint32_t(0);

    /// Of series that have components: those, and the floats of the same name and labels.
    struct Series
    {
        std::uint32_t floats = None;
        std::uint32_t firstComponent = 0; // in m_components
        std::uint32_t componentCount = 0;
    };
    struct Component
    {
        HistogramComponent component;
        std::uint32_t member = 0; // of m_histograms
    };

    void joinComponents();
    std::span<const std::uint32_t> pairsOf(std::size_t series, const Snapshot *&of) const;
    Result<void> readColumns(const Snapshot &from, std::uint32_t member, RowPart part,
                             SampleColumns &out) const;
    Result<void> noteDamage(Result<void> read) const;
    Result<void> readHistograms(const Series &series, SeriesSamples &out) const;

    EvalContext *m_context = nullptr;
    Snapshot m_floats;
    Snapshot m_histograms;
    std::vector<Series> m_series; // empty: all series are floats, in their order
    std::vector<Component> m_components;
    TimeMs m_fromMs = 0;
    TimeMs m_toMs = 0;
};

/// Takes stale markers out.
void dropStale(SeriesSamples &samples);

} // namespace tinyobs::promql
