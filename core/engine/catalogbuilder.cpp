#include "core/engine/catalogbuilder.h"

#include "core/model/histogramcomponent.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace tinyobs {
namespace {

// Keys point into the series' labels, which outlive the building.
struct MetricEntry
{
    std::size_t series = 0;
    TimeMs lastTimeMs = 0;
    bool isNativeHistogram = false;
    std::set<std::string_view> labels;
};

struct ServiceEntry
{
    std::size_t series = 0;
    TimeMs lastTimeMs = 0;
    std::string_view label; // where some series say service and others job: service
    std::map<std::string_view, MetricEntry> metrics;
};

/// Internal services are told apart from a user's service of the same name.
using ServiceKey = std::pair<bool, std::string_view>;

struct ServiceName
{
    ServiceKey key;
    std::string_view label;
};

ServiceName serviceOf(const Labels &labels)
{
    const std::string_view job = labels.value("job");
    if (isInternalJob(job))
        return {{true, job}, "job"};
    const std::string_view service = labels.value("service");
    if (!service.empty())
        return {{false, service}, "service"};
    if (job.empty())
        return {{false, "other"}, {}};
    return {{false, job}, "job"};
}

void addSeries(const SeriesInfo &info, ServiceEntry &service)
{
    MetricEntry &metric = service.metrics[info.labels.metricName()];
    ++service.series;
    ++metric.series;
    service.lastTimeMs = std::max(service.lastTimeMs, info.lastTimeMs);
    metric.lastTimeMs = std::max(metric.lastTimeMs, info.lastTimeMs);
    for (const LabelView label : info.labels) {
        if (label.name == HistogramLabel)
            metric.isNativeHistogram = true;
        else if (label.name != MetricNameLabel && label.name != "service" && label.name != "job")
            metric.labels.insert(label.name);
    }
}

CatalogMetric toMetric(std::string_view name, const MetricEntry &entry,
                       const MetadataLookup &lookup)
{
    MetricDescription description = describe(name, lookup);
    return {.name = std::string(name),
            .kind = entry.isNativeHistogram ? MetricKind::Histogram : description.kind,
            .unit = std::move(description.unit),
            .series = entry.series,
            .lastTimeMs = entry.lastTimeMs,
            .labels = {entry.labels.begin(), entry.labels.end()},
            .help = std::move(description.help)};
}

} // namespace

bool isInternalJob(std::string_view job)
{
    return job == "tinyobs" || job == "host";
}

std::shared_ptr<const Catalog> buildCatalog(const SeriesList &series, const MetadataLookup &lookup,
                                            std::uint64_t generation, TimeMs nowMs)
{
    std::map<ServiceKey, ServiceEntry> services;
    for (const SeriesInfo &info : series.series) {
        const ServiceName name = serviceOf(info.labels);
        ServiceEntry &service = services[name.key];
        if (service.label != "service")
            service.label = name.label;
        addSeries(info, service);
    }

    auto catalog = std::make_shared<Catalog>();
    catalog->generation = generation;
    catalog->madeAtMs = nowMs;
    catalog->services.reserve(services.size());
    for (const auto &[key, entry] : services) {
        CatalogService service{.name = std::string(key.second),
                               .internal = key.first,
                               .series = entry.series,
                               .lastTimeMs = entry.lastTimeMs,
                               .metrics = {},
                               .label = std::string(entry.label)};
        service.metrics.reserve(entry.metrics.size());
        for (const auto &[name, metric] : entry.metrics)
            service.metrics.push_back(toMetric(name, metric, lookup));
        catalog->services.push_back(std::move(service));
    }
    return catalog;
}

} // namespace tinyobs
