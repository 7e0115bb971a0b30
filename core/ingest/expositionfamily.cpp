#include "core/ingest/expositionfamily.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace tinyobs {
namespace {

constexpr std::string_view CreatedSuffix = "_created";
constexpr std::string_view BucketSuffix = "_bucket";

/// The samples of a metric that begin at zero.
std::string_view suffixThatCounts(std::string_view name, const ExpositionFamily &family)
{
    const std::string_view suffix =
        name.starts_with(family.name) ? name.substr(family.name.size()) : std::string_view();
    const bool isHistogram = family.type == MetricType::Histogram;
    const bool counts =
        family.type == MetricType::Counter
            ? suffix == "_total"
            : suffix == "_count" || suffix == "_sum" || (isHistogram && suffix == BucketSuffix);
    return counts ? suffix : std::string_view();
}

/// The labels with their braces, without `le`.
std::string withoutBound(std::string_view labels)
{
    constexpr std::string_view Bound = "le=\"";
    std::size_t begin = labels.find(Bound);
    while (begin != std::string_view::npos && begin > 0 && labels[begin - 1] != ',' &&
           labels[begin - 1] != '{')
        begin = labels.find(Bound, begin + 1);
    if (begin == std::string_view::npos)
        return std::string(labels);
    const std::size_t quote = labels.find('"', begin + Bound.size());
    if (quote == std::string_view::npos)
        return std::string(labels);
    std::string_view before = labels.substr(0, begin);
    std::string_view behind = labels.substr(quote + 1);
    if (behind.starts_with(','))
        behind.remove_prefix(1);
    else if (before.ends_with(','))
        before.remove_suffix(1);
    std::string out = std::string(before).append(behind);
    return out == "{}" ? std::string() : out;
}

} // namespace

std::optional<TimeMs> createdTimeMs(const ExpositionSample &sample, const ExpositionFamily &family)
{
    constexpr double LargestSeconds = 253402300800; // the year 10000
    const bool isTyped = family.type == MetricType::Counter ||
                         family.type == MetricType::Histogram || family.type == MetricType::Summary;
    const std::string_view name = metricNameOf(sample.series);
    const bool isCreated = isTyped && name.size() == family.name.size() + CreatedSuffix.size() &&
                           name.starts_with(family.name) && name.ends_with(CreatedSuffix);
    if (!isCreated)
        return std::nullopt;
    if (!(std::abs(sample.value) < LargestSeconds))
        return 0;
    return static_cast<TimeMs>(std::floor(sample.value * 1000 + 1.0 / 2048));
}

bool countsSince(std::string_view series, std::string_view created, const ExpositionFamily &family)
{
    const std::string_view name = metricNameOf(series);
    const std::string_view suffix = suffixThatCounts(name, family);
    if (suffix.empty())
        return false;
    const std::string_view labels = series.substr(name.size());
    const std::string_view wanted = created.substr(metricNameOf(created).size());
    return suffix == BucketSuffix ? withoutBound(labels) == wanted : labels == wanted;
}

} // namespace tinyobs
