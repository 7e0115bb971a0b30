#include "core/engine/servicefamilies.h"

#include <algorithm>
#include <map>

namespace tinyobs {
namespace {

std::string_view stem(const CatalogMetric &metric, std::string_view &suffix)
{
    if (metric.kind != MetricKind::Histogram && metric.kind != MetricKind::Summary)
        return metric.name;
    for (const std::string_view part : {"_bucket", "_sum", "_count"}) {
        if (metric.name.size() > part.size() && metric.name.ends_with(part)) {
            suffix = part;
            return std::string_view(metric.name).substr(0, metric.name.size() - part.size());
        }
    }
    return metric.name;
}

} // namespace

bool ServiceFamily::hasLabel(std::string_view label) const
{
    return std::ranges::find(labels, label) != labels.end();
}

std::vector<ServiceFamily> familiesOf(const CatalogService &service)
{
    std::map<std::string_view, ServiceFamily> families;
    for (const CatalogMetric &metric : service.metrics) {
        std::string_view suffix;
        const std::string_view name = stem(metric, suffix);
        ServiceFamily &family = families[name];
        family.name = name;
        family.kind = metric.kind;
        family.hasBuckets |= suffix == "_bucket";
        family.series = std::max(family.series, metric.series);
        if (family.help.empty())
            family.help = metric.help;
        for (const std::string &label : metric.labels) {
            if (label != "le" && label != "quantile" && !family.hasLabel(label))
                family.labels.push_back(label);
        }
    }
    std::vector<ServiceFamily> all;
    for (auto &[name, family] : families)
        all.push_back(std::move(family));
    return all;
}

} // namespace tinyobs
