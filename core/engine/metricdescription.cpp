#include "core/engine/metricdescription.h"

#include <array>
#include <utility>

namespace tinyobs {
namespace {

struct PartRow
{
    std::string_view suffix;
    MetricType family;
    MetricKind kind;
    bool hasUnit; // of the family
};

// A suffix may have several rows: the family's type decides.
constexpr std::array<PartRow, 7> Parts{{
    {"_bucket", MetricType::Histogram, MetricKind::Histogram, true},
    {"_sum", MetricType::Histogram, MetricKind::Histogram, true},
    {"_count", MetricType::Histogram, MetricKind::Histogram, false},
    {"_sum", MetricType::Summary, MetricKind::Histogram, true},
    {"_count", MetricType::Summary, MetricKind::Histogram, false},
    {"_total", MetricType::Counter, MetricKind::Counter, true},
    {"_info", MetricType::Info, MetricKind::Gauge, false},
}};

/// What is said of the family that the metric is a part of.
std::optional<MetricDescription> ofFamily(std::string_view metric, const MetadataLookup &lookup)
{
    for (const PartRow &part : Parts) {
        if (!metric.ends_with(part.suffix))
            continue;
        std::optional<Metadata> said = lookup(metric.substr(0, metric.size() - part.suffix.size()));
        if (!said || said->type != part.family)
            continue;
        return MetricDescription{part.kind, part.hasUnit ? std::move(said->unit) : std::string(),
                                 std::move(said->help)};
    }
    return std::nullopt;
}

} // namespace

MetricDescription describe(std::string_view metric, const MetadataLookup &lookup)
{
    MetricDescription description{guessKind(metric), {}, {}};
    if (std::optional<Metadata> said = lookup(metric)) {
        description = {kindOf(said->type).value_or(description.kind), std::move(said->unit),
                       std::move(said->help)};
    } else if (std::optional<MetricDescription> family = ofFamily(metric, lookup)) {
        description = std::move(*family);
    }
    if (description.unit.empty())
        description.unit = guessUnit(metric);
    return description;
}

} // namespace tinyobs
