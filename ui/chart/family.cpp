#include "ui/chart/family.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

namespace tinyobs::ui {
namespace {

using ByName = std::map<std::string_view, const CatalogMetric *>;

constexpr std::array<std::string_view, 3> PartSuffixes{"_bucket", "_sum", "_count"};

std::string_view baseOf(std::string_view name)
{
    for (const std::string_view suffix : PartSuffixes) {
        if (name.size() > suffix.size() && name.ends_with(suffix))
            return name.substr(0, name.size() - suffix.size());
    }
    return {};
}

Family single(const CatalogMetric &metric)
{
    Family family;
    family.name = metric.name;
    family.kind = metric.kind;
    if (metric.kind == MetricKind::Histogram && baseOf(metric.name).empty())
        family.count = metric.name; // native
    else if (metric.kind == MetricKind::Histogram)
        family.kind = MetricKind::Counter; // a lone _sum or _count without its fellows
    family.unit = metric.unit;
    family.series = metric.series;
    family.lastTimeMs = metric.lastTimeMs;
    family.labels = metric.labels;
    family.help = metric.help;
    return family;
}

const CatalogMetric *find(const ByName &metrics, const std::string &name)
{
    const auto found = metrics.find(name);
    return found == metrics.end() ? nullptr : found->second;
}

/// A histogram or summary; its name is empty when the base's parts do not make one.
Family joined(std::string_view base, const ByName &metrics)
{
    const std::string name(base);
    const CatalogMetric *bucket = find(metrics, name + "_bucket");
    const CatalogMetric *sum = find(metrics, name + "_sum");
    const CatalogMetric *count = find(metrics, name + "_count");
    const CatalogMetric *quantiles = find(metrics, name);
    if (!bucket && !(sum && count))
        return {};
    Family family;
    family.name = name;
    family.kind = bucket ? MetricKind::Histogram : MetricKind::Summary;
    family.unit = (sum ? sum : bucket)->unit;
    family.help = (sum ? sum : bucket)->help;
    std::set<std::string> labels;
    for (const CatalogMetric *part : {bucket, sum, count, quantiles}) {
        if (!part)
            continue;
        family.series += part->series;
        family.lastTimeMs = std::max(family.lastTimeMs, part->lastTimeMs);
        labels.insert(part->labels.begin(), part->labels.end());
    }
    labels.erase("le");
    labels.erase("quantile");
    family.labels.assign(labels.begin(), labels.end());
    const auto nameOf = [](const CatalogMetric *part) { return part ? part->name : std::string(); };
    family.bucket = nameOf(bucket);
    family.sum = nameOf(sum);
    family.count = nameOf(count);
    family.quantiles = nameOf(quantiles);
    return family;
}

bool contains(const std::string &name, std::string_view part)
{
    return name.find(part) != std::string::npos;
}

bool isAboutItself(const std::string &name)
{
    return name.starts_with("process_") || name.ends_with("_info");
}

} // namespace

std::vector<Family> familiesOf(const std::vector<CatalogMetric> &metrics)
{
    ByName byName;
    for (const CatalogMetric &metric : metrics)
        byName.emplace(metric.name, &metric);
    std::map<std::string, Family> families;
    std::set<std::string> members;
    for (const CatalogMetric &metric : metrics) {
        const std::string base(baseOf(metric.name));
        if (base.empty() || families.contains(base))
            continue;
        Family family = joined(base, byName);
        if (family.name.empty())
            continue;
        members.insert({family.bucket, family.sum, family.count, family.quantiles});
        families.emplace(base, std::move(family));
    }
    for (const CatalogMetric &metric : metrics) {
        if (!members.contains(metric.name))
            families.emplace(metric.name, single(metric));
    }
    std::vector<Family> result;
    result.reserve(families.size());
    for (auto &[name, family] : families)
        result.push_back(std::move(family));
    return result;
}

const Family *headlineOf(const std::vector<Family> &families)
{
    using Rule = bool (*)(const Family &);
    constexpr std::array<Rule, 6> Rules{
        [](const Family &family) {
            return family.kind == MetricKind::Counter &&
                   family.name.ends_with("http_requests_total");
        },
        [](const Family &family) {
            return family.kind == MetricKind::Counter && family.name.ends_with("requests_total");
        },
        [](const Family &family) {
            return family.kind == MetricKind::Histogram && contains(family.name, "request");
        },
        [](const Family &family) {
            return family.kind == MetricKind::Counter && !contains(family.name, "error") &&
                   !contains(family.name, "fail") && !family.name.ends_with("_seconds_total") &&
                   !isAboutItself(family.name);
        },
        [](const Family &family) { return !isAboutItself(family.name); },
        [](const Family &) { return true; },
    };
    for (const Rule rule : Rules) {
        const auto found = std::find_if(families.begin(), families.end(), rule);
        if (found != families.end())
            return &*found;
    }
    return nullptr;
}

} // namespace tinyobs::ui
