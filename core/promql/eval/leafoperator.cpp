#include "core/promql/eval/leafoperator.h"

#include "core/promql/eval/labelops.h"
#include "core/promql/eval/parallelblocks.h"
#include "core/promql/eval/rowmap.h"
#include "core/promql/eval/selectedseries.h"
#include "core/promql/eval/subquery.h"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

/// Below it the threads cost more than they save: a few thousand decoded samples.
constexpr std::size_t FewestRowsToShare = 16;

class LeafOperator : public Operator
{
public:
    LeafOperator(EvalContext &context, const SelectorExpr &selector, SelectedSeries series,
                 const Windows &windows, const StepGrid &grid, WindowWork work)
        : m_context(context)
        , m_selector(selector)
        , m_series(std::move(series))
        , m_windows(windows)
        , m_grid(grid)
        , m_work(std::move(work))
        , m_rollups(m_series.rollupSpans().empty() ? RollupUse() : m_work.rollups)
        , m_rowsOfBlock(rowsOfBlock())
        , m_blocks(threads(), (m_series.size() + m_rowsOfBlock - 1) / m_rowsOfBlock,
                   [this](std::size_t index, RowBlock &block) { return compute(index, block); })
    {
        m_scalars.assign(m_work.scalars.begin(), m_work.scalars.end());
    }

    std::size_t size() const override { return m_series.size(); }
    Labels labels(std::size_t series) const override
    {
        return m_work.keepsName ? m_series.labels(series) : withoutName(m_series.labels(series));
    }
    SeriesGroups group(const Grouping &grouping) const override
    {
        return m_series.group(grouping, !m_work.keepsName);
    }
    bool isUniqueWithoutName() const override
    {
        return std::any_of(
            m_selector.matchers.begin(), m_selector.matchers.end(), [](const Matcher &matcher) {
                return matcher.op() == Matcher::Op::Equal && matcher.name() == MetricNameLabel;
            });
    }
    Result<void> next(RowBlock &block) override { return m_blocks.next(block); }

private:
    std::size_t rowsOfBlock() const
    {
        const std::size_t most = m_context.rowsOfBlock(m_grid.count);
        // Enough blocks for every thread to have some of the work.
        const std::size_t shared = m_series.size() / (std::size_t(m_context.threads) * 4);
        return std::clamp(shared, std::size_t(1), most);
    }
    /// An instant selector looks at one sample of its window.
    std::uint64_t mostOfWindow() const
    {
        return m_selector.range ? std::numeric_limits<std::uint64_t>::max() : 1;
    }
    unsigned threads() const { return m_series.size() < FewestRowsToShare ? 1 : m_context.threads; }

    Result<void> compute(std::size_t index, RowBlock &block)
    {
        const std::size_t first = index * m_rowsOfBlock;
        const std::size_t rows = std::min(m_rowsOfBlock, m_series.size() - first);
        block.reset(rows, m_grid.count);
        SeriesSamples samples;
        for (std::size_t i = 0; i < rows; ++i) {
            RollupUse use = m_rollups;
            if (auto read = this->read(first + i, samples, use.part); !read)
                return read;
            // Histograms have no parts.
            if (samples.hasHistograms() && use.part != RowPart::Last) {
                use = {};
                if (auto read = this->read(first + i, samples, use.part); !read)
                    return read;
            }
            if (samples.timesMs.empty() && samples.histograms.empty())
                continue;
            const Row row = block.row(i);
            const Remarks remarks = evaluate(use, samples, row);
            if (use.isMean) {
                if (auto divided = divideByCounts(first + i, row); !divided)
                    return divided;
            }
            if (m_context.query.wantsStats)
                m_context.countWindows(samples, m_windows, m_grid, mostOfWindow());
            note(first + i, remarks, row);
        }
        return {};
    }

    Result<void> read(std::size_t series, SeriesSamples &samples, RowPart part) const
    {
        if (auto read = m_series.read(series, samples, part); !read)
            return read;
        if (!m_work.keepsStale)
            dropStale(samples);
        return {};
    }

    Remarks evaluate(const RollupUse &use, const SeriesSamples &samples, Row row) const
    {
        const WindowFunction run = use.run ? use.run : m_work.run;
        return run({samples, m_windows, m_grid, m_scalars, m_selector.extension,
                    m_context.query.lookbackMs},
                   row);
    }

    Result<void> divideByCounts(std::size_t series, Row row) const
    {
        SeriesSamples samples;
        if (auto read = this->read(series, samples, RowPart::Count); !read)
            return read;
        RowBlock counts;
        counts.reset(1, m_grid.count);
        evaluate(m_rollups, samples, counts.row(0));
        for (std::size_t step = 0; step < m_grid.count; ++step) {
            if (!isAbsent(row.floats[step]))
                row.floats[step] /= counts.floats(0)[step];
        }
        return {};
    }

    void note(std::size_t series, Remarks remarks, const Row &row)
    {
        if (m_work.isCounter && !looksLikeCounter(m_series.metricName(series)) &&
            std::any_of(row.floats.begin(), row.floats.end(),
                        [](double value) { return !isAbsent(value); }))
            remarks |= Remark::PossibleNonCounter;
        if (remarks.isEmpty())
            return;
        const std::string name(m_series.metricName(series));
        const std::lock_guard lock(m_mutex);
        if (Remarks &known = m_noted[name]; !known.covers(remarks)) {
            known |= remarks;
            m_context.annotations.add(remarks, m_work.span, name);
        }
    }

    static bool looksLikeCounter(std::string_view name)
    {
        return name.empty() || name.ends_with("_total") || name.ends_with("_sum") ||
               name.ends_with("_count") || name.ends_with("_bucket");
    }

    EvalContext &m_context;
    const SelectorExpr &m_selector;
    const SelectedSeries m_series;
    const Windows m_windows;
    const StepGrid m_grid;
    const WindowWork m_work;
    const RollupUse m_rollups; // of samples alone: none
    std::vector<ScalarColumn> m_scalars;
    std::mutex m_mutex;
    std::map<std::string, Remarks> m_noted;
    const std::size_t m_rowsOfBlock;
    ParallelBlocks m_blocks; // last: it uses the others until it is gone
};

/// Says where rollups are too coarse for the windows or the steps.
void warnOfRollups(EvalContext &context, const SelectedSeries &series, const SelectorExpr &selector,
                   const StepGrid &grid)
{
    std::vector<std::string> warnings;
    if (grid.count > 1)
        warnings = coarsenessWarnings(series.rollupSpans(), grid.stepMs, "step");
    if (warnings.empty() && selector.range)
        warnings = coarsenessWarnings(series.rollupSpans(), selector.range->ms, "window");
    for (const std::string &warning : warnings)
        context.annotations.addWarning(warning);
}

/// Whether rows of an hour never lie within and without a window. Of an instant only the end
/// matters: the last sample of a row has its own time.
bool areWholeHours(const SelectorExpr &selector, const Windows &windows, const StepGrid &grid)
{
    constexpr TimeMs HourMs = 3'600'000;
    return windows.firstEndMs % HourMs == 0 && (grid.count == 1 || windows.stepMs % HourMs == 0) &&
           (!selector.range || windows.rangeMs % HourMs == 0);
}

Result<OperatorPtr> planLeaf(EvalContext &context, const SelectorExpr &selector, TimeMs rangeMs,
                             WindowWork work, const StepGrid &grid)
{
    const Windows windows = windowsOf(selector.shift, rangeMs, grid, context.query.grid);
    TimeMs fromMs = windows.beginMs(0) + 1;
    TimeMs toMs = windows.endMs(grid.count - 1);
    if (selector.extension != RangeExtension::None)
        fromMs -= context.query.lookbackMs;
    if (selector.extension == RangeExtension::Smoothed)
        toMs += context.query.lookbackMs;
    const bool servesWhole = work.rollups.isExact && selector.extension == RangeExtension::None &&
                             areWholeHours(selector, windows, grid);
    auto series =
        SelectedSeries::select(context, selector.matchers, fromMs, toMs,
                               servesWhole ? Reading::WholeHours : Reading::SamplesAndRollups);
    if (!series)
        return Failure(series.error());
    warnOfRollups(context, *series, selector, grid);
    return std::make_unique<LeafOperator>(context, selector, *std::move(series), windows, grid,
                                          std::move(work));
}

} // namespace

Windows windowsOf(const TimeShift &shift, TimeMs rangeMs, const StepGrid &grid,
                  const StepGrid &whole)
{
    const TimeMs offsetMs = shift.offset.ms;
    switch (shift.at) {
    case AtKind::None:
        return {grid.startMs - offsetMs, grid.stepMs, rangeMs};
    case AtKind::Time:
        return {shift.atMs - offsetMs, 0, rangeMs};
    case AtKind::Start:
        return {whole.startMs - offsetMs, 0, rangeMs};
    case AtKind::End:
        return {whole.endMs() - offsetMs, 0, rangeMs};
    }
    return {};
}

Result<OperatorPtr> planInstant(EvalContext &context, const SelectorExpr &selector, WindowWork work,
                                const StepGrid &grid)
{
    work.keepsStale = true;
    work.rollups.isExact = work.run == latestSample || work.run == latestTime;
    return planLeaf(context, selector, context.query.lookbackMs, std::move(work), grid);
}

Result<OperatorPtr> planWindow(EvalContext &context, const Expr &range, WindowWork work,
                               const StepGrid &grid)
{
    const Expr &bare = withoutParens(range);
    const bool dropsName = !work.keepsName;
    auto planned = [&]() -> Result<OperatorPtr> {
        if (bare.kind == ExprKind::Subquery)
            return planSubquery(context, static_cast<const SubqueryExpr &>(bare), std::move(work),
                                grid);
        const auto &selector = static_cast<const SelectorExpr &>(bare);
        return planLeaf(context, selector, selector.range->ms, std::move(work), grid);
    }();
    if (!planned || !dropsName || (*planned)->isUniqueWithoutName())
        return planned;
    return refuseEqual(context, *std::move(planned), grid);
}

} // namespace tinyobs::promql
