#include "core/promql/query.h"

#include "core/promql/eval/durations.h"
#include "core/promql/eval/evalcontext.h"
#include "core/promql/eval/labelops.h"
#include "core/promql/eval/leafoperator.h"
#include "core/promql/eval/planner.h"
#include "core/promql/eval/rangevector.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

using SteadyClock = std::chrono::steady_clock;

bool hasValueAt(const RowBlock &block, std::size_t row, std::size_t step)
{
    const auto &histograms = block.histograms(row);
    return !isAbsent(block.floats(row)[step]) || (!histograms.empty() && histograms[step]);
}

/// The values of a row that are there.
ResultSeries toSeries(const RowBlock &block, std::size_t row, const StepGrid &grid)
{
    ResultSeries series;
    const auto &histograms = block.histograms(row);
    for (std::size_t step = 0; step < grid.count; ++step) {
        if (!hasValueAt(block, row, step))
            continue;
        series.timesMs.push_back(grid.at(step));
        series.values.push_back(block.floats(row)[step]);
        if (histograms.empty())
            continue;
        series.histograms.resize(series.values.size() - 1);
        series.histograms.push_back(histograms[step]);
    }
    if (std::none_of(series.histograms.begin(), series.histograms.end(),
                     [](const HistogramPtr &histogram) { return histogram != nullptr; }))
        series.histograms.clear();
    return series;
}

Result<void> refuseEqual(const std::vector<ResultSeries> &sorted)
{
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        if (sorted[i].labels == sorted[i - 1].labels)
            return fail(Error::Code::Execution,
                        "vector cannot contain metrics with the same labelset");
    }
    return {};
}

Result<void> sortByLabels(std::vector<ResultSeries> &series)
{
    std::sort(series.begin(), series.end(), [](const ResultSeries &a, const ResultSeries &b) {
        return precedes(a.labels, b.labels);
    });
    return refuseEqual(series);
}

Result<void> evalVector(EvalContext &context, const Expr &expr, QueryAnswer &answer)
{
    const StepGrid &grid = context.query.grid;
    auto planned = planVector(context, expr, grid);
    if (!planned)
        return Failure(planned.error());
    Operator &source = **planned;
    RowBlock block;
    MemoryCharge memory(context);
    std::size_t points = 0;
    for (std::size_t index = 0;;) {
        if (auto read = source.next(block); !read)
            return read;
        if (block.rows() == 0)
            break;
        for (std::size_t row = 0; row < block.rows(); ++row, ++index) {
            ResultSeries series = toSeries(block, row, grid);
            if (series.timesMs.empty())
                continue;
            points += series.timesMs.size();
            series.labels = source.labels(index);
            const std::size_t bytes = series.timesMs.size() * 2 * sizeof(double) +
                                      series.labels.bytes().size() + sizeof(ResultSeries);
            if (auto charged = memory.add(bytes); !charged)
                return charged;
            answer.series.push_back(std::move(series));
        }
        if (points > context.query.limits.answerPoints)
            return fail(Error::Code::LimitExceeded,
                        "query answers more than " +
                            std::to_string(context.query.limits.answerPoints) +
                            " values, the limit: select fewer series or a larger step");
    }
    if (context.query.isRange || !source.isOrdered())
        return sortByLabels(answer.series);
    return {};
}

Result<void> evaluate(EvalContext &context, const Expr &expr, QueryAnswer &answer)
{
    answer.type = expr.type;
    const StepGrid &grid = context.query.grid;
    switch (expr.type) {
    case ValueType::Vector:
        return evalVector(context, expr, answer);
    case ValueType::Scalar: {
        auto values = evalScalar(context, expr, grid);
        if (!values)
            return Failure(values.error());
        ResultSeries series;
        for (std::size_t step = 0; step < grid.count; ++step)
            series.timesMs.push_back(grid.at(step));
        series.values = *std::move(values);
        answer.series.push_back(std::move(series));
        return {};
    }
    case ValueType::String:
        answer.string = static_cast<const StringExpr &>(withoutParens(expr)).value;
        return {};
    case ValueType::RangeVector: {
        auto series = evalRangeVector(context, withoutParens(expr), grid);
        if (!series)
            return Failure(series.error());
        answer.series = *std::move(series);
        return sortByLabels(answer.series);
    }
    }
    return {};
}

} // namespace

Result<QueryAnswer> runQuery(const Store &store, const Query &query, const CancelToken &cancel)
{
    const auto begin = SteadyClock::now();
    auto tree = parse(query.text, query.syntax);
    if (!tree)
        return Failure(tree.error());
    const ValueType type = (*tree)->type;
    if (query.isRange && type != ValueType::Vector && type != ValueType::Scalar)
        return fail(Error::Code::InvalidArgument,
                    "invalid expression type \"" + std::string(toWords(type)) +
                        "\" for range query, must be Scalar or instant Vector");
    if (auto resolved = resolveDurations(**tree, query.grid); !resolved)
        return Failure(resolved.error());

    EvalContext context(store, query, cancel);
    QueryAnswer answer;
    NodeReport root;
    if (query.wantsExplain)
        context.report = &root;
    const auto prepared = SteadyClock::now();
    if (auto done = evaluate(context, **tree, answer); !done)
        return Failure(done.error());

    answer.warnings = context.annotations.warnings();
    answer.infos = context.annotations.infos();
    answer.stats.samplesRead = context.samplesRead();
    answer.stats.seriesRead = context.seriesRead();
    answer.stats.samplesPerStep = context.samplesPerStep();
    answer.stats.queryableSamples = std::accumulate(
        answer.stats.samplesPerStep.begin(), answer.stats.samplesPerStep.end(), std::uint64_t(0));
    answer.stats.peakSamples = context.peakBytes() / (2 * sizeof(double));
    answer.stats.prepareTime = prepared - begin;
    answer.stats.evalTime = SteadyClock::now() - prepared;
    if (!root.children.empty())
        answer.explain = std::move(root.children.front());
    return answer;
}

} // namespace tinyobs::promql
