#include "core/promql/eval/rangevector.h"

#include "core/promql/eval/labelops.h"
#include "core/promql/eval/selectedseries.h"
#include "core/promql/eval/subquery.h"

#include <algorithm>
#include <utility>

namespace tinyobs::promql {
namespace {

/// The two columns as one, in the order of time.
ResultSeries toSeries(Labels labels, SeriesSamples &samples)
{
    ResultSeries series{std::move(labels), {}, {}, {}};
    if (!samples.hasHistograms()) {
        series.timesMs = std::move(samples.timesMs);
        series.values = std::move(samples.values);
        return series;
    }
    std::size_t number = 0;
    std::size_t histogram = 0;
    while (number < samples.timesMs.size() || histogram < samples.histograms.size()) {
        const bool isNumber = histogram == samples.histograms.size() ||
                              (number < samples.timesMs.size() &&
                               samples.timesMs[number] <= samples.histogramTimesMs[histogram]);
        series.timesMs.push_back(isNumber ? samples.timesMs[number]
                                          : samples.histogramTimesMs[histogram]);
        series.values.push_back(isNumber ? samples.values[number] : AbsentValue);
        series.histograms.push_back(isNumber ? nullptr : samples.histograms[histogram]);
        ++(isNumber ? number : histogram);
    }
    return series;
}

Result<std::vector<ResultSeries>> ofSelector(EvalContext &context, const SelectorExpr &expr,
                                             const StepGrid &grid)
{
    const Windows windows = windowsOf(expr.shift, expr.range->ms, grid, context.query.grid);
    if (expr.extension != RangeExtension::None)
        return fail(Error::Code::Execution,
                    "a range that is anchored or smoothed needs a function over it");
    std::vector<ResultSeries> all;
    if (expr.range->ms == 0)
        return all;
    const auto selected =
        SelectedSeries::select(context, expr.matchers, windows.beginMs(0) + 1, windows.endMs(0));
    if (!selected)
        return Failure(selected.error());
    for (const std::string &warning : coarsenessWarnings(selected->rollupSpans(), 0))
        context.annotations.addWarning(warning);
    SeriesSamples samples;
    for (std::size_t i = 0; i < selected->size(); ++i) {
        if (auto read = selected->read(i, samples); !read)
            return Failure(read.error());
        dropStale(samples);
        if (context.query.wantsStats)
            context.countWindows(samples, windows, grid);
        if (!samples.timesMs.empty() || samples.hasHistograms())
            all.push_back(toSeries(selected->labels(i), samples));
    }
    return all;
}

Result<std::vector<ResultSeries>> ofSubquery(EvalContext &context, const SubqueryExpr &expr,
                                             const StepGrid &grid)
{
    const Windows windows = windowsOf(expr.shift, expr.range.ms, grid, context.query.grid);
    std::vector<ResultSeries> all;
    const auto innerGrid = gridOf(expr, windows, grid, context.query);
    if (!innerGrid)
        return all;
    auto inner = planVector(context, *expr.expr, *innerGrid);
    if (!inner)
        return Failure(inner.error());
    RowBlock block;
    SeriesSamples samples;
    for (std::size_t series = 0;;) {
        if (auto read = (*inner)->next(block); !read)
            return Failure(read.error());
        if (block.rows() == 0)
            return all;
        for (std::size_t row = 0; row < block.rows(); ++row, ++series) {
            toSamples(block, row, *innerGrid, samples);
            if (!samples.timesMs.empty() || samples.hasHistograms())
                all.push_back(toSeries((*inner)->labels(series), samples));
        }
    }
}

} // namespace

Result<std::vector<ResultSeries>> evalRangeVector(EvalContext &context, const Expr &expr,
                                                  const StepGrid &grid)
{
    if (expr.kind == ExprKind::Subquery)
        return ofSubquery(context, static_cast<const SubqueryExpr &>(expr), grid);
    return ofSelector(context, static_cast<const SelectorExpr &>(expr), grid);
}

} // namespace tinyobs::promql
