#include "tests/core/promql/scripts/scriptcompare.h"

#include "core/promql/histogram/histogrammath.h"

#include <algorithm>
#include <cmath>

namespace tinyobs::promql {

bool isNear(double left, double right)
{
    if (std::isnan(left) || std::isnan(right))
        return std::isnan(left) && std::isnan(right);
    if (left == right)
        return true;
    constexpr double Tolerance = 1e-6; // that of the scripts' makers
    const double size = std::abs(left) + std::abs(right);
    const double difference = std::abs(left - right);
    if (left == 0 || right == 0 || size < 2.2250738585072014e-308)
        return difference < Tolerance * 2.2250738585072014e-308;
    return difference / std::min(size, 1.7976931348623157e308) < Tolerance;
}

bool isNear(NativeHistogram left, NativeHistogram right)
{
    compact(left);
    compact(right);
    const auto areNear = [](const std::vector<HistogramBucket> &a,
                            const std::vector<HistogramBucket> &b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](const HistogramBucket &x, const HistogramBucket &y) {
                              return x.index == y.index && isNear(x.count, y.count);
                          });
    };
    // A hint that is not said is not compared.
    const bool sameHint = left.resetHint == ResetHint::Unknown || left.resetHint == right.resetHint;
    return sameHint && left.schema == right.schema && isNear(left.count, right.count) &&
           isNear(left.sum, right.sum) && isNear(left.zeroCount, right.zeroCount) &&
           left.zeroThreshold == right.zeroThreshold && left.bounds == right.bounds &&
           areNear(left.positive, right.positive) && areNear(left.negative, right.negative);
}

std::string toText(const ScriptValue &value)
{
    if (!value.histogram)
        return std::to_string(value.number);
    const NativeHistogram &histogram = *value.histogram;
    std::string text = "{{schema:" + std::to_string(histogram.schema) +
                       " count:" + std::to_string(histogram.count) +
                       " sum:" + std::to_string(histogram.sum) +
                       " zero:" + std::to_string(histogram.zeroCount) + "/" +
                       std::to_string(histogram.zeroThreshold) +
                       " hint:" + std::to_string(int(histogram.resetHint));
    for (const HistogramBucket &bucket : histogram.positive)
        text += " " + std::to_string(bucket.index) + "=" + std::to_string(bucket.count);
    for (const HistogramBucket &bucket : histogram.negative)
        text += " -" + std::to_string(bucket.index) + "=" + std::to_string(bucket.count);
    for (const double bound : histogram.bounds)
        text += " <" + std::to_string(bound);
    return text + "}}";
}

} // namespace tinyobs::promql
