#include "core/engine/rangequery.h"

#include "core/engine/hiddencomponents.h"
#include "core/engine/querypool.h"
#include "core/engine/rowreduce.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::array<std::string_view, 8> ReduceNames{"raw", "min",   "max",  "avg",
                                                      "sum", "count", "last", "rate"};

constexpr TimeMs Second = 1000;
constexpr TimeMs Minute = 60 * Second;
constexpr TimeMs Hour = 60 * Minute;
constexpr std::array<TimeMs, 18> RoundSteps{
    Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second,
    Minute, 2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 30 * Minute,
    Hour,   2 * Hour,   3 * Hour,   6 * Hour,    12 * Hour,   24 * Hour};

constexpr std::size_t WantedPoints = 300;
constexpr TimeMs MaxTimeMs = 253'402'300'799'999; // the end of the year 9999

/// The end of the window that holds t.
TimeMs windowEnd(TimeMs t, TimeMs stepMs)
{
    const TimeMs below = t / stepMs * stepMs;
    return below < t ? below + stepMs : below;
}

/// Smallest value, NaN only when there is nothing else.
template <typename Better>
double best(std::span<const double> values, Better better)
{
    double found = std::numeric_limits<double>::quiet_NaN();
    for (const double value : values) {
        if (std::isnan(found) || better(value, found))
            found = value;
    }
    return found;
}

double sumOf(std::span<const double> values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum;
}

/// Everything but rate, which needs the sample before the window.
double reduceWindow(Reduce reduce, std::span<const double> values)
{
    switch (reduce) {
    case Reduce::Min:
        return best(values, [](double a, double b) { return a < b; });
    case Reduce::Max:
        return best(values, [](double a, double b) { return a > b; });
    case Reduce::Avg:
        return sumOf(values) / static_cast<double>(values.size());
    case Reduce::Sum:
        return sumOf(values);
    case Reduce::Count:
        return static_cast<double>(values.size());
    case Reduce::Last:
    case Reduce::Raw:
    case Reduce::Rate:
        break;
    }
    return values.back();
}

/// Rates of consecutive windows of one series: remembers the last sample between them.
class RateReducer
{
public:
    /// The rate over the samples [first, last) of the window that starts at windowStartMs.
    std::optional<double> next(const SampleColumns &samples, std::size_t first, std::size_t last,
                               TimeMs windowStartMs)
    {
        if (m_previous && windowStartMs - m_previous->timeMs > RateLookbackMs)
            m_previous.reset();
        double increase = 0;
        std::optional<TimeMs> fromMs;
        if (m_previous)
            fromMs = m_previous->timeMs;
        for (std::size_t i = first; i < last; ++i) {
            const double value = samples.values[i];
            if (std::isnan(value))
                continue;
            if (m_previous)
                increase += value < m_previous->value ? value : value - m_previous->value;
            if (!fromMs)
                fromMs = samples.timesMs[i];
            m_previous = Sample{samples.timesMs[i], value};
        }
        if (!fromMs || m_previous->timeMs < windowStartMs + 1 || m_previous->timeMs == *fromMs)
            return std::nullopt;
        return increase * 1000.0 / static_cast<double>(m_previous->timeMs - *fromMs);
    }

private:
    struct Sample
    {
        TimeMs timeMs = 0;
        double value = 0;
    };
    std::optional<Sample> m_previous;
};

/// The windows of a query: ends of the first and of the last one.
struct Windows
{
    TimeMs firstMs = 0;
    TimeMs lastMs = 0;
    TimeMs stepMs = 0;

    std::size_t count() const { return static_cast<std::size_t>((lastMs - firstMs) / stepMs) + 1; }
};

void reduceSeries(const SampleColumns &samples, const Windows &windows, Reduce reduce,
                  SampleColumns &out)
{
    RateReducer rate;
    for (std::size_t first = 0; first < samples.size();) {
        const TimeMs end = windowEnd(samples.timesMs[first], windows.stepMs);
        const auto past = std::upper_bound(samples.timesMs.begin() + std::ptrdiff_t(first),
                                           samples.timesMs.end(), end);
        const auto last = static_cast<std::size_t>(past - samples.timesMs.begin());
        std::optional<double> value;
        if (reduce == Reduce::Rate)
            value = rate.next(samples, first, last, end - windows.stepMs);
        else
            value = reduceWindow(reduce, std::span(samples.values).subspan(first, last - first));
        if (value && end >= windows.firstMs)
            out.append(end, *value);
        first = last;
    }
}

/// The order people expect: by name and value, label by label.
bool inTextOrder(const RangeSeries &a, const RangeSeries &b)
{
    return std::lexicographical_compare(a.labels.begin(), a.labels.end(), b.labels.begin(),
                                        b.labels.end(), [](const LabelView &x, const LabelView &y) {
                                            return std::tie(x.name, x.value) <
                                                   std::tie(y.name, y.value);
                                        });
}

Result<void> check(const RangeQuery &query)
{
    if (query.metric.empty())
        return fail(Error::Code::InvalidArgument, "metric is empty, a name is required");
    if (query.startMs > query.endMs) {
        return fail(Error::Code::InvalidArgument, "start " + std::to_string(query.startMs) +
                                                      " ms lies after end " +
                                                      std::to_string(query.endMs) + " ms");
    }
    if (query.startMs < -MaxTimeMs || query.endMs > MaxTimeMs)
        return fail(Error::Code::InvalidArgument, "start or end lies beyond the year 9999");
    if (query.stepMs < 0 || query.stepMs > MaxStepMs) {
        return fail(Error::Code::InvalidArgument, "step is " + std::to_string(query.stepMs) +
                                                      " ms, allowed are 1 ms to 366 days");
    }
    return {};
}

Failure tooManyPoints(const std::string &where, std::size_t points, std::size_t limit)
{
    return fail(Error::Code::LimitExceeded, where + std::to_string(points) + " points, limit " +
                                                std::to_string(limit) +
                                                ": ask for a longer step or a shorter range");
}

Windows windowsOf(const RangeQuery &query)
{
    const TimeMs stepMs =
        query.stepMs > 0 ? query.stepMs : chooseStep(query.endMs - query.startMs, WantedPoints);
    return {windowEnd(query.startMs, stepMs), windowEnd(query.endMs, stepMs), stepMs};
}

/// Reads and reduces every series of the snapshot into the result.
Result<void> evaluate(const Snapshot &snapshot, const RangeQuery &query, const Windows &windows,
                      const CancelToken &cancel, RangeResult &result)
{
    const auto deadline = std::chrono::steady_clock::now() + query.timeLimit;
    const bool readsRows = query.reduce != Reduce::Raw && !snapshot.rollupSpans().empty();
    SampleColumns samples;
    encoding::RollupColumns rows;
    std::size_t points = 0;
    bool saidDamage = false;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        if (cancel.isCancelled())
            return fail(Error::Code::Timeout, "the query was cancelled");
        if (std::chrono::steady_clock::now() > deadline) {
            return fail(Error::Code::Timeout, "the query took longer than " +
                                                  std::to_string(query.timeLimit.count()) +
                                                  " ms: ask for fewer series or a shorter range");
        }
        const Result<void> read =
            readsRows ? snapshot.readRows(i, rows) : snapshot.read(i, samples);
        if (!read) {
            if (read.error().code != Error::Code::Corruption)
                return read;
            if (!std::exchange(saidDamage, true))
                result.warnings.push_back("stored samples are damaged and left out: " +
                                          read.error().message);
        }
        result.samplesRead += readsRows ? rows.size() : samples.size();
        RangeSeries series{snapshot.id(i), snapshot.labels(i), {}};
        if (!asksForComponents(query.matchers))
            dropComponent(series.labels);
        if (query.reduce == Reduce::Raw)
            series.points = samples;
        else if (readsRows)
            reduceRows(rows, windows.firstMs, windows.lastMs, windows.stepMs, query.reduce,
                       series.points);
        else
            reduceSeries(samples, windows, query.reduce, series.points);
        if (series.points.size() == 0)
            continue;
        if (series.points.size() > query.maxPoints) {
            return tooManyPoints(series.labels.toString() + " has ", series.points.size(),
                                 query.maxPoints);
        }
        points += series.points.size();
        if (points > MaxAnswerPoints) {
            return tooManyPoints("with " + series.labels.toString() + " the answer has ", points,
                                 MaxAnswerPoints);
        }
        result.series.push_back(std::move(series));
    }
    return {};
}

} // namespace

std::string_view toText(Reduce reduce)
{
    return ReduceNames[static_cast<std::size_t>(reduce)];
}

Result<Reduce> parseReduce(std::string_view text)
{
    const auto found = std::find(ReduceNames.begin(), ReduceNames.end(), text);
    if (found != ReduceNames.end())
        return static_cast<Reduce>(found - ReduceNames.begin());
    std::string allowed;
    for (const std::string_view name : ReduceNames)
        allowed.append(allowed.empty() ? "" : ", ").append(name);
    return fail(Error::Code::InvalidArgument,
                "'" + std::string(text) + "' is unknown, allowed are " + allowed);
}

TimeMs chooseStep(TimeMs rangeMs, std::size_t wantedPoints)
{
    const auto wanted = static_cast<TimeMs>(std::max<std::size_t>(wantedPoints, 1));
    const auto fits = [&](TimeMs step) { return rangeMs / step <= wanted; };
    const auto found = std::find_if(RoundSteps.begin(), RoundSteps.end(), fits);
    if (found != RoundSteps.end())
        return *found;
    constexpr TimeMs WholeDay = RoundSteps.back();
    return (rangeMs / wanted + WholeDay - 1) / WholeDay * WholeDay;
}

Result<RangeResult> runRangeQuery(const Store &store, const RangeQuery &query,
                                  const CancelToken &cancel)
{
    if (Result<void> valid = check(query); !valid)
        return Failure(std::move(valid.error()));
    const bool raw = query.reduce == Reduce::Raw;
    const Windows windows = raw ? Windows{} : windowsOf(query);
    if (!raw && windows.count() > query.maxPoints)
        return tooManyPoints("the range has ", windows.count(), query.maxPoints);

    std::vector<Matcher> matchers = query.matchers;
    matchers.push_back(
        *Matcher::make(Matcher::Op::Equal, std::string(MetricNameLabel), query.metric));
    hideComponents(store, matchers);
    const TimeMs behindMs = query.reduce == Reduce::Rate ? -RateLookbackMs : 1;
    const TimeMs fromMs = raw ? query.startMs : windows.firstMs - windows.stepMs + behindMs;
    const TimeMs toMs = raw ? query.endMs : windows.lastMs;
    const Snapshot snapshot =
        store.snapshot(matchers, fromMs, toMs, query.limit, {}, Reading::SamplesAndRollups);

    RangeResult result{.startMs = query.startMs,
                       .endMs = query.endMs,
                       .stepMs = windows.stepMs,
                       .reduce = query.reduce,
                       .series = {},
                       .matched = snapshot.matched(),
                       .samplesRead = 0,
                       .warnings = coarsenessWarnings(snapshot.rollupSpans(), windows.stepMs)};
    if (Result<void> done = evaluate(snapshot, query, windows, cancel, result); !done)
        return Failure(std::move(done.error()));
    std::sort(result.series.begin(), result.series.end(), inTextOrder);
    if (snapshot.matched() > snapshot.size()) {
        result.warnings.push_back(std::to_string(snapshot.size()) + " of " +
                                  std::to_string(snapshot.matched()) + " series, limit " +
                                  std::to_string(query.limit));
    }
    return result;
}

} // namespace tinyobs
