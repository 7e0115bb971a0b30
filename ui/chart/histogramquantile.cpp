#include "ui/chart/histogramquantile.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace tinyobs::ui {
namespace {

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double NotANumber = std::numeric_limits<double>::quiet_NaN();

std::optional<double> boundOf(const Line &line)
{
    const auto found = line.labels.find("le");
    if (found == line.labels.end())
        return std::nullopt;
    const std::string &text = found->second;
    if (text == "+Inf" || text == "Inf")
        return Infinity;
    double bound = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), bound);
    return parsed.ec == std::errc() ? std::optional(bound) : std::nullopt;
}

} // namespace

double quantile(double q, std::vector<Bucket> buckets)
{
    if (buckets.size() < 2 || buckets.back().bound != Infinity)
        return NotANumber;
    // Rates of neighbouring buckets are measured apart and may shrink by a hair: keep them rising.
    for (std::size_t i = 1; i < buckets.size(); ++i)
        buckets[i].count = std::max(buckets[i].count, buckets[i - 1].count);
    if (!(buckets.back().count > 0))
        return NotANumber;
    const double rank = q * buckets.back().count;
    const auto found = std::find_if(buckets.begin(), buckets.end(),
                                    [rank](const Bucket &bucket) { return bucket.count >= rank; });
    if (found == buckets.end() || found->bound == Infinity)
        return buckets[buckets.size() - 2].bound;
    const Bucket below =
        found == buckets.begin() ? Bucket{std::min(0.0, found->bound), 0} : *std::prev(found);
    const double inside = found->count - below.count;
    if (!(inside > 0))
        return found->bound;
    return below.bound + (found->bound - below.bound) * (rank - below.count) / inside;
}

SampleColumns quantileOver(double q, const std::vector<const Line *> &bucketLines)
{
    std::map<TimeMs, std::map<double, double>> byTime;
    for (const Line *line : bucketLines) {
        const std::optional<double> bound = boundOf(*line);
        if (!bound)
            continue;
        for (std::size_t i = 0; i < line->points.size(); ++i)
            byTime[line->points.timesMs[i]][*bound] += line->points.values[i];
    }
    SampleColumns result;
    std::vector<Bucket> buckets;
    for (const auto &[timeMs, counts] : byTime) {
        buckets.clear();
        for (const auto &[bound, count] : counts)
            buckets.push_back({bound, count});
        const double value = quantile(q, buckets);
        if (!std::isnan(value))
            result.append(timeMs, value);
    }
    return result;
}

} // namespace tinyobs::ui
