#include "ui/chart/chartquestion.h"

#include "core/engine/engine.h"
#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/printer.h"
#include "ui/chart/placeholders.h"
#include "ui/chart/queryunit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace tinyobs::ui {
namespace {

using promql::SelectorExpr;

constexpr std::string_view Origin = "window";
constexpr std::size_t MaxPoints = 2'000'000; // of one answer; beyond it steps become coarser
constexpr int CoarserBy = 4;
constexpr std::size_t MaxIds = 20'000;
constexpr TimeMs ShortLookMs = 10 * 60 * 1000;
constexpr TimeMs LongLookMs = 6 * 60 * 60 * 1000;
constexpr std::size_t SamplesLookedAt = 50;
constexpr TimeMs IntervalHoldsMs = 60'000;

// The deepest tree that is looked into; deeper ones are evaluated all the same.
constexpr int MaxDepth = 200;

void collectSelectors(const promql::Expr &expr, std::vector<const SelectorExpr *> &out,
                      int depth = 0)
{
    if (expr.kind == promql::ExprKind::Selector)
        out.push_back(&static_cast<const SelectorExpr &>(expr));
    if (depth == MaxDepth)
        return;
    for (const promql::Expr *child : promql::childrenOf(expr))
        collectSelectors(*child, out, depth + 1);
}

/// A selector of instants alone: its samples can be shown as they are.
bool isPlainSelector(const promql::Expr &expr)
{
    const promql::Expr &inner = promql::withoutParens(expr);
    return inner.kind == promql::ExprKind::Selector && inner.type == promql::ValueType::Vector &&
           static_cast<const SelectorExpr &>(inner).shift.at == promql::AtKind::None &&
           static_cast<const SelectorExpr &>(inner).shift.offset.ms == 0;
}

class Asker
{
public:
    Asker(const Engine &engine, const ChartQuestion &question, const CancelToken &cancel)
        : m_engine(engine)
        , m_question(question)
        , m_cancel(cancel)
    {
        m_range.startMs = question.startMs - question.earlierMs;
        m_range.endMs = question.endMs - question.earlierMs;
        m_range.stepMs = chooseStep(question.endMs - question.startMs, question.wantedPoints);
        m_answer.stepMs = m_range.stepMs;
        m_answer.exprs.resize(question.queries.size());
    }

    Result<ChartAnswer> ask()
    {
        for (std::size_t i = 0; i < m_question.queries.size(); ++i) {
            const ChartQuery &query = m_question.queries[i];
            if (query.isHidden || query.expr.empty())
                continue;
            if (Result<void> done = askQuery(i); !done) {
                Error error = done.error();
                if (m_question.queries.size() > 1)
                    error.message = query.letter + ": " + error.message;
                return Failure(std::move(error));
            }
        }
        std::sort(m_answer.ids.begin(), m_answer.ids.end());
        m_answer.ids.erase(std::unique(m_answer.ids.begin(), m_answer.ids.end()),
                           m_answer.ids.end());
        keepGreatest();
        return std::move(m_answer);
    }

private:
    struct Points
    {
        Labels labels;
        SampleColumns columns;
    };

    Result<std::string> textOf(const ChartQuery &query, const AskedRange &range) const
    {
        const VariableLookup lookup = [&range](std::string_view name, std::string_view) {
            return rangeVariable(name, range);
        };
        std::vector<ChartQuery> all = m_question.queries;
        for (ChartQuery &each : all)
            each.expr = substituteVariables(each.expr, lookup);
        ChartQuery own = query;
        own.expr = substituteVariables(query.expr, lookup);
        return withoutLetters(own, all);
    }

    Result<void> askQuery(std::size_t index)
    {
        const ChartQuery &query = m_question.queries[index];
        AskedRange range = m_range;
        Result<std::string> text = textOf(query, range);
        if (!text)
            return Failure(text.error());
        const promql::ParseOptions &syntax = m_engine.settings().queries.syntax;
        Result<promql::ExprPtr> tree = promql::parse(*text, syntax);
        if (!tree)
            return Failure(tree.error());
        std::vector<const SelectorExpr *> selectors;
        collectSelectors(**tree, selectors);
        noteSeries(selectors);
        range.sampleIntervalMs = intervalOf(query.expr, selectors);
        text = textOf(query, range);
        if (m_question.queries.size() == 1 || m_answer.unit == Unit{})
            m_answer.unit = unitOf(
                **tree, [this](std::string_view metric) { return m_engine.describe(metric); });
        m_answer.exprs[index] = *text;
        if ((*tree)->type == promql::ValueType::RangeVector)
            return askRaw(index, *text);
        if ((*tree)->type == promql::ValueType::String)
            return fail(Error::Code::InvalidArgument, "a text cannot be drawn");
        if (!isPlainSelector(**tree))
            return askSteps(index, *text, lookback(range));
        const std::string selector = promql::toText(promql::withoutParens(**tree));
        const TimeMs span = range.endMs - range.startMs;
        const bool isSparse = range.sampleIntervalMs > 0 &&
                              span / range.sampleIntervalMs <= TimeMs(2 * m_question.wantedPoints);
        if (isSparse)
            return askRaw(index, selector + '[' + durationText(span) + ']');
        return askSpread(index, selector + '[' + durationText(range.stepMs) + ']');
    }

    void noteSeries(const std::vector<const SelectorExpr *> &selectors)
    {
        for (const SelectorExpr *selector : selectors) {
            const Snapshot found =
                m_engine.findSeries({selector->matchers}, m_range.startMs, m_range.endMs);
            m_answer.seriesMatched += found.matched();
            if (m_answer.ids.size() + found.size() > MaxIds) {
                m_answer.hasAllIds = false;
                continue;
            }
            for (std::size_t i = 0; i < found.size(); ++i)
                m_answer.ids.push_back(found.id(i));
        }
    }

    /// The greatest usual distance of samples among the selectors: of one series each, near the end
    /// of the range. A lone sample is as far from the next as the range is long.
    TimeMs intervalOf(const std::string &expr, const std::vector<const SelectorExpr *> &selectors)
    {
        for (const SampleInterval &known : m_question.intervals) {
            if (known.expr == expr && std::abs(known.foundAtMs - m_range.endMs) < IntervalHoldsMs) {
                m_answer.intervals.push_back(known);
                return known.intervalMs;
            }
        }
        TimeMs longest = 0;
        for (const SelectorExpr *selector : selectors)
            longest = std::max(longest, intervalOf(*selector));
        if (longest > 0)
            m_answer.intervals.push_back({expr, longest, m_range.endMs});
        return longest;
    }

    TimeMs intervalOf(const SelectorExpr &selector) const
    {
        const Snapshot found =
            m_engine.findSeries({selector.matchers}, m_range.startMs, m_range.endMs);
        if (found.size() == 0)
            return 0;
        RecentQuery query;
        query.internal = true;
        query.limit = SamplesLookedAt;
        query.endMs = m_range.endMs;
        const Labels labels = found.labels(0);
        for (const LabelView label : labels) {
            Result<Matcher> matcher = Matcher::make(Matcher::Op::Equal, std::string(label.name),
                                                    std::string(label.value));
            if (matcher)
                query.matchers.push_back(std::move(*matcher));
        }
        for (const TimeMs look : {ShortLookMs, LongLookMs}) {
            query.startMs = m_range.endMs - look;
            const Result<RecentSamples> recent = m_engine.recentSamples(query);
            if (!recent || recent->samples.size() < 2)
                continue;
            std::vector<TimeMs> times;
            for (const RecentSamples::Sample &sample : recent->samples)
                times.push_back(sample.timeMs);
            std::sort(times.begin(), times.end());
            std::vector<TimeMs> distances;
            for (std::size_t i = 1; i < times.size(); ++i)
                distances.push_back(times[i] - times[i - 1]);
            std::nth_element(distances.begin(), distances.begin() + distances.size() / 2,
                             distances.end());
            return std::max<TimeMs>(1, distances[distances.size() / 2]);
        }
        // Fewer than two samples of late: few in all, unless there are only rollups of them.
        query.startMs = m_range.startMs;
        const Result<RecentSamples> any = m_engine.recentSamples(query);
        return any && !any->samples.empty() && any->samples.size() < SamplesLookedAt
                   ? std::max<TimeMs>(1, m_range.endMs - m_range.startMs)
                   : 0;
    }

    /// So long does a sample stand for what follows it: beyond, there is a gap to be seen.
    TimeMs lookback(const AskedRange &range) const
    {
        const TimeMs usual = TimeMs(m_engine.settings().queries.lookback.count());
        if (range.sampleIntervalMs == 0)
            return std::max(usual, range.stepMs);
        return std::max({range.stepMs, std::min(usual, 3 * range.sampleIntervalMs), TimeMs(1000)});
    }

    Result<promql::QueryAnswer> evaluate(const std::string &text, const promql::StepGrid &grid,
                                         bool isRange, TimeMs lookbackMs)
    {
        promql::Query query = queryWithin(m_engine.settings().queries);
        query.text = text;
        query.grid = grid;
        query.isRange = isRange;
        query.lookbackMs = lookbackMs;
        query.limits.answerPoints = MaxPoints;
        // Many charts ask at once; each in its own thread is less work in all.
        query.threads = 1;
        Result<promql::QueryAnswer> answer = m_engine.promql(query, m_cancel, Origin);
        if (answer) {
            for (const std::string &warning : answer->warnings)
                m_answer.warnings.push_back(QString::fromStdString(warning));
        }
        return answer;
    }

    /// Times come back moved to the range of the chart.
    void append(Points &to, const promql::ResultSeries &series) const
    {
        for (std::size_t i = 0; i < series.timesMs.size(); ++i) {
            if (!promql::isAbsent(series.values[i]))
                to.columns.append(series.timesMs[i] + m_question.earlierMs, series.values[i]);
        }
    }

    void noteHistograms(const promql::QueryAnswer &answer)
    {
        if (!m_question.isHeatmap)
            return;
        for (const promql::ResultSeries &series : answer.series) {
            if (series.histograms.empty())
                continue;
            HistogramSeries &kept = m_answer.histograms.emplace_back();
            kept.timesMs = series.timesMs;
            for (TimeMs &timeMs : kept.timesMs)
                timeMs += m_question.earlierMs;
            kept.histograms = series.histograms;
        }
    }

    /// At each step, from the one before the range on, and at its end: what came in after the last
    /// whole step shows at once.
    Result<std::vector<Points>> steps(const std::string &text, TimeMs lookbackMs)
    {
        TimeMs stepMs = m_range.stepMs;
        Result<promql::QueryAnswer> answer = fail(Error::Code::Cancelled, "cancelled");
        for (int coarser = 0; coarser < 3; ++coarser, stepMs *= CoarserBy) {
            promql::StepGrid grid;
            grid.stepMs = stepMs;
            grid.startMs = m_range.startMs / stepMs * stepMs;
            grid.count =
                std::size_t(std::max<TimeMs>(0, m_range.endMs - grid.startMs) / stepMs) + 1;
            answer = evaluate(text, grid, true, lookbackMs);
            if (answer || answer.error().code != Error::Code::LimitExceeded)
                break;
        }
        if (!answer)
            return Failure(answer.error());
        m_answer.stepMs = std::max(m_answer.stepMs, stepMs);
        noteHistograms(*answer);
        std::map<Labels, std::size_t> rows;
        std::vector<Points> all;
        for (const promql::ResultSeries &series : answer->series) {
            rows.emplace(series.labels, all.size());
            append(all.emplace_back(Points{series.labels, {}}), series);
        }
        const TimeMs lastStepMs = m_range.endMs / stepMs * stepMs;
        if (m_range.endMs == lastStepMs)
            return all;
        const Result<promql::QueryAnswer> now =
            evaluate(text, {.startMs = m_range.endMs}, false, lookbackMs);
        if (!now)
            return Failure(now.error());
        for (const promql::ResultSeries &series : now->series) {
            const auto [row, isNew] = rows.emplace(series.labels, all.size());
            if (isNew)
                all.push_back({series.labels, {}});
            append(all[row->second], series);
        }
        return all;
    }

    Result<void> askSteps(std::size_t index, const std::string &text, TimeMs lookbackMs)
    {
        Result<std::vector<Points>> all = steps(text, lookbackMs);
        if (!all)
            return Failure(all.error());
        for (Points &points : *all)
            add(index, std::move(points));
        return {};
    }

    Result<void> askRaw(std::size_t index, const std::string &text)
    {
        const Result<promql::QueryAnswer> answer =
            evaluate(text, {.startMs = m_range.endMs}, false, 0);
        if (!answer)
            return Failure(answer.error());
        m_answer.isRaw = true;
        noteHistograms(*answer);
        for (const promql::ResultSeries &series : answer->series) {
            Points points{series.labels, {}};
            append(points, series);
            add(index, std::move(points));
        }
        return {};
    }

    /// More samples than points: their mean, and how far they spread.
    Result<void> askSpread(std::size_t index, const std::string &window)
    {
        std::map<Labels, std::size_t> rows;
        for (const std::string_view function : {"avg", "min", "max"}) {
            const std::string text = std::string(function) + "_over_time(" + window + ")";
            Result<std::vector<Points>> all = steps(text, m_range.stepMs);
            if (!all)
                return Failure(all.error());
            for (Points &points : *all) {
                if (function == "avg") {
                    rows.emplace(points.labels, m_answer.lines.size());
                    add(index, std::move(points));
                    continue;
                }
                const auto row = rows.find(points.labels);
                if (row == rows.end() || row->second >= m_answer.lines.size())
                    continue;
                AskedLine &line = m_answer.lines[row->second];
                (function == "min" ? line.lowest : line.highest) = std::move(points.columns);
            }
        }
        return {};
    }

    void add(std::size_t index, Points points)
    {
        AskedLine line;
        line.query = index;
        for (const LabelView label : points.labels)
            line.line.labels.emplace(label.name, label.value);
        line.line.points = std::move(points.columns);
        m_answer.lines.push_back(std::move(line));
    }

    void keepGreatest()
    {
        std::vector<AskedLine> &lines = m_answer.lines;
        std::erase_if(lines, [](const AskedLine &each) { return each.line.points.size() == 0; });
        if (m_question.isHeatmap)
            return;
        const std::vector<std::size_t> kept = greatestLines(
            lines.size(), m_question.maxLines,
            [&lines](std::size_t i) -> const SampleColumns & { return lines[i].line.points; });
        m_answer.linesLeft = lines.size() - kept.size();
        if (m_answer.linesLeft == 0)
            return;
        std::vector<AskedLine> some;
        some.reserve(kept.size());
        for (const std::size_t i : kept)
            some.push_back(std::move(lines[i]));
        lines = std::move(some);
    }

    const Engine &m_engine;
    const ChartQuestion &m_question;
    const CancelToken &m_cancel;
    AskedRange m_range;
    ChartAnswer m_answer;
};

} // namespace

Result<ChartAnswer> askChart(const Engine &engine, const ChartQuestion &question,
                             const CancelToken &cancel)
{
    return Asker(engine, question, cancel).ask();
}

} // namespace tinyobs::ui
