#include "tests/core/promql/functions/directwindows.h"

#include "core/promql/kahan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

namespace tinyobs::promql {
namespace {

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
constexpr double Infinity = std::numeric_limits<double>::infinity();

struct Point
{
    TimeMs timeMs = 0;
    double value = 0;
};
using Points = std::vector<Point>;

struct Question
{
    Points points;
    TimeMs beginMs = 0;
    TimeMs endMs = 0;
    TimeMs atMs = 0;
    std::vector<double> scalars;

    double rangeSeconds() const { return static_cast<double>(endMs - beginMs) / 1000; }
};

double seconds(TimeMs ms)
{
    return static_cast<double>(ms) / 1000;
}

struct Extrapolated
{
    double difference = 0;
    double factor = 0;

    double product() const { return difference * factor; }
};

Extrapolated extrapolated(const Question &question, bool isCounter)
{
    const Points &points = question.points;
    double difference = points.back().value - points.front().value;
    for (std::size_t i = 1; isCounter && i < points.size(); ++i) {
        if (points[i].value < points[i - 1].value)
            difference += points[i - 1].value;
    }
    const double interval = seconds(points.back().timeMs - points.front().timeMs);
    const double gap = interval / static_cast<double>(points.size() - 1);
    double before = seconds(points.front().timeMs - question.beginMs);
    double after = seconds(question.endMs - points.back().timeMs);
    if (before >= gap * 1.1)
        before = gap / 2;
    if (isCounter && difference > 0 && points.front().value >= 0)
        before = std::fmin(before, interval * (points.front().value / difference));
    if (after >= gap * 1.1)
        after = gap / 2;
    return {difference, (interval + before + after) / interval};
}

double rateOf(const Question &question)
{
    // The factor is divided, not the product: they round differently.
    const Extrapolated value = extrapolated(question, true);
    return value.difference * (value.factor / question.rangeSeconds());
}

double instantDelta(const Points &points, bool isRate)
{
    const Point &last = points[points.size() - 1];
    const Point &before = points[points.size() - 2];
    if (!isRate)
        return last.value - before.value;
    const double rise = last.value < before.value ? last.value : last.value - before.value;
    return rise / seconds(last.timeMs - before.timeMs);
}

double sum(const Points &points)
{
    KahanSum sum;
    for (const Point &point : points)
        sum.add(point.value);
    return std::isinf(sum.sum) ? sum.sum : sum.total();
}

double average(const Points &points)
{
    KahanSum sum;
    sum.sum = points[0].value;
    std::size_t i = 1;
    for (; i < points.size(); ++i) {
        KahanSum next = sum;
        next.add(points[i].value);
        if (std::isinf(next.sum))
            break;
        sum = next;
    }
    if (i == points.size()) {
        const auto count = static_cast<double>(points.size());
        return sum.sum / count + sum.lost / count;
    }
    KahanSum mean{sum.sum / static_cast<double>(i), sum.lost / static_cast<double>(i)};
    for (; i < points.size(); ++i) {
        const auto count = static_cast<double>(i + 1);
        const double weight = (count - 1) / count;
        mean.sum *= weight;
        mean.lost *= weight;
        mean.add(points[i].value / count);
    }
    return mean.total();
}

double variance(const Points &points)
{
    KahanSum mean;
    KahanSum squares;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double distance = points[i].value - mean.total();
        mean.add(distance / static_cast<double>(i + 1));
        squares.add(distance * (points[i].value - mean.total()));
    }
    return squares.total() / static_cast<double>(points.size());
}

/// By `better(new, best so far)`, or when the best so far is NaN.
template <typename Better>
Point extreme(const Points &points, Better better)
{
    Point best = points[0];
    for (const Point &point : points) {
        if (better(point.value, best.value) || std::isnan(best.value))
            best = point;
    }
    return best;
}

double quantile(double q, std::vector<double> values)
{
    if (std::isnan(q))
        return NaN;
    if (q < 0)
        return -Infinity;
    if (q > 1)
        return Infinity;
    const auto numbers = std::partition(values.begin(), values.end(),
                                        [](double value) { return std::isnan(value); });
    std::sort(numbers, values.end());
    const double rank = q * static_cast<double>(values.size() - 1);
    const auto lower = static_cast<std::size_t>(rank);
    const std::size_t upper = std::min(lower + 1, values.size() - 1);
    const double weight = rank - static_cast<double>(lower);
    return values[lower] * (1 - weight) + values[upper] * weight;
}

std::vector<double> valuesOf(const Points &points)
{
    std::vector<double> values;
    for (const Point &point : points)
        values.push_back(point.value);
    return values;
}

double medianDeviation(const Points &points)
{
    const double median = quantile(0.5, valuesOf(points));
    std::vector<double> distances;
    for (const Point &point : points)
        distances.push_back(std::abs(point.value - median));
    return quantile(0.5, distances);
}

struct Line
{
    double slope = 0;
    double intercept = 0;
};

Line fit(const Points &points, TimeMs originMs)
{
    if (std::all_of(points.begin() + 1, points.end(),
                    [&](const Point &point) { return point.value == points[0].value; }))
        return std::isinf(points[0].value) ? Line{NaN, NaN} : Line{0, points[0].value};
    KahanSum x;
    KahanSum y;
    KahanSum xy;
    KahanSum x2;
    for (const Point &point : points) {
        const double time = seconds(point.timeMs - originMs);
        x.add(time);
        y.add(point.value);
        xy.add(time * point.value);
        x2.add(time * time);
    }
    const auto count = static_cast<double>(points.size());
    const double slope =
        (xy.total() - x.total() * y.total() / count) / (x2.total() - x.total() * x.total() / count);
    return {slope, y.total() / count - slope * x.total() / count};
}

double smoothed(const Points &points, double factor, double trendFactor)
{
    double before = 0;
    double level = points[0].value;
    double trend = points[1].value - points[0].value;
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (i > 1)
            trend = trendFactor * (level - before) + (1 - trendFactor) * trend;
        before = level;
        level = factor * points[i].value + (1 - factor) * (before + trend);
    }
    return level;
}

double changes(const Points &points)
{
    int count = 0;
    for (std::size_t i = 1; i < points.size(); ++i)
        count += isSame(points[i].value, points[i - 1].value) ? 0 : 1;
    return count;
}

double resets(const Points &points)
{
    int count = 0;
    for (std::size_t i = 1; i < points.size(); ++i)
        count += points[i].value < points[i - 1].value ? 1 : 0;
    return count;
}

struct Direct
{
    FunctionId id{};
    std::size_t fewestPoints = 1;
    double (*value)(const Question &question) = nullptr;
};

using Q = Question;

constexpr Direct Table[] = {
    {FunctionId::Rate, 2, rateOf},
    {FunctionId::Increase, 2, [](const Q &q) { return extrapolated(q, true).product(); }},
    {FunctionId::Delta, 2, [](const Q &q) { return extrapolated(q, false).product(); }},
    {FunctionId::Irate, 2, [](const Q &q) { return instantDelta(q.points, true); }},
    {FunctionId::Idelta, 2, [](const Q &q) { return instantDelta(q.points, false); }},
    {FunctionId::SumOverTime, 1, [](const Q &q) { return sum(q.points); }},
    {FunctionId::AvgOverTime, 1, [](const Q &q) { return average(q.points); }},
    {FunctionId::CountOverTime, 1, [](const Q &q) { return double(q.points.size()); }},
    {FunctionId::PresentOverTime, 1, [](const Q &) { return 1.0; }},
    {FunctionId::FirstOverTime, 1, [](const Q &q) { return q.points.front().value; }},
    {FunctionId::LastOverTime, 1, [](const Q &q) { return q.points.back().value; }},
    {FunctionId::TsOfFirstOverTime, 1, [](const Q &q) { return seconds(q.points.front().timeMs); }},
    {FunctionId::TsOfLastOverTime, 1, [](const Q &q) { return seconds(q.points.back().timeMs); }},
    {FunctionId::StdvarOverTime, 1, [](const Q &q) { return variance(q.points); }},
    {FunctionId::StddevOverTime, 1, [](const Q &q) { return std::sqrt(variance(q.points)); }},
    {FunctionId::MaxOverTime, 1,
     [](const Q &q) { return extreme(q.points, std::greater<double>()).value; }},
    {FunctionId::MinOverTime, 1,
     [](const Q &q) { return extreme(q.points, std::less<double>()).value; }},
    {FunctionId::TsOfMaxOverTime, 1,
     [](const Q &q) { return seconds(extreme(q.points, std::greater_equal<double>()).timeMs); }},
    {FunctionId::TsOfMinOverTime, 1,
     [](const Q &q) { return seconds(extreme(q.points, std::less_equal<double>()).timeMs); }},
    {FunctionId::QuantileOverTime, 1,
     [](const Q &q) { return quantile(q.scalars[0], valuesOf(q.points)); }},
    {FunctionId::MadOverTime, 1, [](const Q &q) { return medianDeviation(q.points); }},
    {FunctionId::Deriv, 2, [](const Q &q) { return fit(q.points, q.points[0].timeMs).slope; }},
    {FunctionId::PredictLinear, 2,
     [](const Q &q) {
         const Line line = fit(q.points, q.atMs);
         return line.slope * q.scalars[0] + line.intercept;
     }},
    {FunctionId::DoubleExponentialSmoothing, 2,
     [](const Q &q) { return smoothed(q.points, q.scalars[0], q.scalars[1]); }},
    {FunctionId::Changes, 1, [](const Q &q) { return changes(q.points); }},
    {FunctionId::Resets, 1, [](const Q &q) { return resets(q.points); }},
};

constexpr auto Functions = [] {
    std::array<FunctionId, std::size(Table)> ids{};
    for (std::size_t i = 0; i < ids.size(); ++i)
        ids[i] = Table[i].id;
    return ids;
}();

Points pointsOf(const SeriesSamples &samples, TimeMs afterMs, TimeMs upToMs)
{
    Points points;
    for (std::size_t i = 0; i < samples.timesMs.size(); ++i) {
        if (samples.timesMs[i] > afterMs && samples.timesMs[i] <= upToMs)
            points.push_back({samples.timesMs[i], samples.values[i]});
    }
    return points;
}

} // namespace

std::span<const FunctionId> directFunctions()
{
    return Functions;
}

double directValue(FunctionId id, const WindowCall &call, std::size_t step)
{
    const TimeMs endMs = call.windows.endMs(step);
    const TimeMs beginMs = call.windows.beginMs(step);
    Question question{
        pointsOf(call.samples, beginMs, endMs), beginMs, endMs, call.grid.at(step), {}};
    for (const ScalarColumn column : call.scalars)
        question.scalars.push_back(column[step]);
    const auto row = std::find_if(std::begin(Table), std::end(Table),
                                  [&](const Direct &direct) { return direct.id == id; });
    if (question.points.size() < row->fewestPoints)
        return AbsentValue;
    if (call.extension == RangeExtension::Anchored) {
        Points before = pointsOf(call.samples, beginMs - call.lookbackMs, beginMs);
        if (!before.empty())
            question.points.insert(question.points.begin(), before.back());
    }
    return row->value(question);
}

std::vector<double> directValues(FunctionId id, const WindowCall &call)
{
    std::vector<double> values;
    for (std::size_t step = 0; step < call.grid.count; ++step)
        values.push_back(directValue(id, call, step));
    return values;
}

bool isSame(double left, double right)
{
    if (isAbsent(left) || isAbsent(right))
        return isAbsent(left) && isAbsent(right);
    return left == right || (std::isnan(left) && std::isnan(right));
}

std::string difference(std::span<const double> values, std::span<const double> direct)
{
    const auto text = [](double value) {
        return isAbsent(value) ? std::string("nothing") : std::to_string(value);
    };
    for (std::size_t step = 0; step < values.size(); ++step) {
        if (!isSame(values[step], direct[step]))
            return "step " + std::to_string(step) + ": " + text(values[step]) + ", but directly " +
                   text(direct[step]);
    }
    return {};
}

} // namespace tinyobs::promql
