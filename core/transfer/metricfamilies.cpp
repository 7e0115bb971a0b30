#include "core/transfer/metricfamilies.h"

#include "core/model/metrickind.h"

#include <algorithm>
#include <map>
#include <utility>

namespace tinyobs {
namespace {

/// Which family of a base name exists: at most one kind, so that no two share the name.
class Names
{
public:
    explicit Names(std::span<const std::string> sorted)
        : m_sorted(sorted)
    {
    }

    bool hold(const std::string &name) const { return std::ranges::binary_search(m_sorted, name); }
    bool isHistogram(const std::string &base) const
    {
        return hold(base + "_bucket") && !hold(base);
    }
    bool isSummary(const std::string &base) const
    {
        return hold(base + "_sum") && hold(base + "_count") && !hold(base + "_bucket");
    }
    bool isCounter(const std::string &base) const
    {
        return hold(base + "_total") && !hold(base) && !hold(base + "_bucket") && !isSummary(base);
    }

private:
    std::span<const std::string> m_sorted;
};

struct FamilyOf
{
    std::string name;
    std::string_view type;
};

FamilyOf familyOf(const std::string &metric, const Names &names)
{
    const MetricKind kind = guessKind(metric);
    if (kind != MetricKind::Gauge) { // the name ends in one of the known suffixes
        std::string base = metric.substr(0, metric.rfind('_'));
        if (base.empty())
            return {metric, "unknown"};
        if (kind == MetricKind::Counter && names.isCounter(base))
            return {std::move(base), toText(MetricKind::Counter)};
        if (kind == MetricKind::Histogram && names.isHistogram(base))
            return {std::move(base), toText(MetricKind::Histogram)};
        if (kind == MetricKind::Histogram && names.isSummary(base))
            return {std::move(base), toText(MetricKind::Summary)};
    }
    if (names.isSummary(metric))
        return {metric, toText(MetricKind::Summary)};
    return {metric, kind == MetricKind::Gauge ? toText(kind) : "unknown"};
}

} // namespace

std::vector<MetricFamily> groupFamilies(std::span<const std::string> names)
{
    const Names known(names);
    std::map<std::string, MetricFamily> byName;
    for (const std::string &metric : names) {
        FamilyOf family = familyOf(metric, known);
        MetricFamily &entry = byName[family.name];
        entry.type = family.type;
        entry.metrics.push_back(metric);
        entry.name = std::move(family.name);
    }
    std::vector<MetricFamily> families;
    families.reserve(byName.size());
    for (auto &[name, family] : byName)
        families.push_back(std::move(family));
    return families;
}

} // namespace tinyobs
