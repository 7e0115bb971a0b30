#include "tests/fuzz/queryanswers.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <string_view>

namespace tinyobs::test {
namespace {

using promql::HistogramPtr;
using promql::QueryAnswer;
using promql::ResultSeries;

bool isSame(double one, double other)
{
    if (promql::isAbsent(one) || promql::isAbsent(other))
        return promql::isAbsent(one) && promql::isAbsent(other);
    if (std::isnan(one) || std::isnan(other))
        return std::isnan(one) && std::isnan(other);
    return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
}

bool isSame(const std::vector<HistogramBucket> &one, const std::vector<HistogramBucket> &other)
{
    return std::ranges::equal(one, other, [](const HistogramBucket &a, const HistogramBucket &b) {
        return a.index == b.index && isSame(a.count, b.count);
    });
}

bool isSame(const HistogramPtr &one, const HistogramPtr &other)
{
    if (!one || !other)
        return !one && !other;
    return one->schema == other->schema && one->resetHint == other->resetHint &&
           isSame(one->count, other->count) && isSame(one->sum, other->sum) &&
           isSame(one->zeroThreshold, other->zeroThreshold) &&
           isSame(one->zeroCount, other->zeroCount) && isSame(one->positive, other->positive) &&
           isSame(one->negative, other->negative) && one->bounds == other->bounds;
}

HistogramPtr histogramOf(const ResultSeries &series, std::size_t index)
{
    return series.histograms.empty() ? HistogramPtr() : series.histograms[index];
}

std::string valueText(const ResultSeries &series, std::size_t index)
{
    const HistogramPtr histogram = histogramOf(series, index);
    if (histogram)
        return "histogram of " + std::to_string(histogram->count) + ", sum " +
               std::to_string(histogram->sum);
    char text[32];
    std::snprintf(text, sizeof(text), "%.17g", series.values[index]);
    return text;
}

std::string differenceOf(const ResultSeries &one, std::size_t i, const ResultSeries &other,
                         std::size_t j)
{
    if (isSame(one.values[i], other.values[j]) &&
        isSame(histogramOf(one, i), histogramOf(other, j)))
        return {};
    return one.labels.toString() + " at " + std::to_string(one.timesMs[i]) + ": " +
           valueText(one, i) + ", then " + valueText(other, j);
}

std::string differenceOf(const ResultSeries &one, const ResultSeries &other)
{
    if (one.labels != other.labels)
        return one.labels.toString() + ", then " + other.labels.toString();
    if (one.timesMs != other.timesMs)
        return one.labels.toString() + ": other times";
    for (std::size_t i = 0; i < one.timesMs.size(); ++i) {
        if (const std::string found = differenceOf(one, i, other, i); !found.empty())
            return found;
    }
    return {};
}

std::string differenceOf(const QueryAnswer &one, const QueryAnswer &other)
{
    if (one.type != other.type || one.string != other.string)
        return "another type or text";
    if (one.series.size() != other.series.size())
        return std::to_string(one.series.size()) + " series, then " +
               std::to_string(other.series.size());
    for (std::size_t i = 0; i < one.series.size(); ++i) {
        if (const std::string found = differenceOf(one.series[i], other.series[i]); !found.empty())
            return found;
    }
    return {};
}

std::string differenceOf(const std::vector<std::string> &one, const std::vector<std::string> &other)
{
    const auto [left, right] = std::ranges::mismatch(one, other);
    if (left == one.end() && right == other.end())
        return {};
    return "remark \"" + (left == one.end() ? "" : *left) + "\", then \"" +
           (right == other.end() ? "" : *right) + '"';
}

bool isForWant(const Result<QueryAnswer> &answer)
{
    return !answer && (answer.error().code == Error::Code::LimitExceeded ||
                       answer.error().code == Error::Code::Timeout);
}

} // namespace

std::string differenceOf(const Result<QueryAnswer> &one, const Result<QueryAnswer> &other,
                         Remarks remarks)
{
    if (isForWant(one) || isForWant(other))
        return {};
    if (!one && !other) {
        if (one.error().code == other.error().code)
            return {};
        return one.error().message + ", then " + other.error().message;
    }
    if (!one || !other)
        return one ? "answers, then " + other.error().message
                   : one.error().message + ", then answers";
    const std::string found = differenceOf(*one, *other);
    if (!found.empty() || remarks == Remarks::Aside)
        return found;
    const std::string warned = differenceOf(one->warnings, other->warnings);
    return warned.empty() ? differenceOf(one->infos, other->infos) : warned;
}

std::string differenceAt(const QueryAnswer &range, TimeMs timeMs,
                         const Result<QueryAnswer> &instant)
{
    if (isForWant(instant))
        return {};
    if (!instant)
        return "the instant fails: " + instant.error().message;
    std::map<std::string, const ResultSeries *> left;
    for (const ResultSeries &series : instant->series)
        left[series.labels.bytes()] = &series;
    for (const ResultSeries &series : range.series) {
        const auto at = std::ranges::find(series.timesMs, timeMs);
        if (at == series.timesMs.end())
            continue;
        const auto other = left.find(series.labels.bytes());
        if (other == left.end())
            return series.labels.toString() + " is not there at that instant";
        const auto index = static_cast<std::size_t>(at - series.timesMs.begin());
        if (std::string found = differenceOf(series, index, *other->second, 0); !found.empty())
            return found;
        left.erase(other);
    }
    return left.empty() ? "" : left.begin()->second->labels.toString() + " is there only then";
}

bool namesBounds(std::string_view text)
{
    constexpr std::string_view Words[] = {"start()", "end()", "step()", "range()"};
    return std::ranges::any_of(
        Words, [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

} // namespace tinyobs::test
