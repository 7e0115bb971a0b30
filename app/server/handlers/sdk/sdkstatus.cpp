// What the first TinyObs said of itself: /v1/metrics/list, stats, cardinality, storage, health.

#include "app/server/handlers/answer.h"
#include "app/server/handlers/sdk/sdkhandlers.h"
#include "app/server/jsonwriter.h"
#include "core/base/version.h"

#include <string>

namespace tinyobs::server {
namespace {

constexpr TimeMs DayMs = 24 * 3'600'000;

QByteArray listJson(const std::vector<std::string> &metrics)
{
    JsonWriter json;
    json.beginObject().key("metrics").beginArray();
    for (const std::string &metric : metrics)
        json.value(metric);
    json.endArray().field("count", metrics.size()).endObject();
    return json.take();
}

QByteArray cardinalityJson(const Cardinality &cardinality, std::size_t metrics, std::size_t limit)
{
    const NamedCount largest =
        cardinality.seriesByMetric.empty() ? NamedCount() : cardinality.seriesByMetric.front();
    const double percent =
        100 * static_cast<double>(cardinality.series) / static_cast<double>(limit);
    JsonWriter json;
    json.beginObject().field("total_series", cardinality.series);
    json.field("unique_metrics", metrics).field("max_series_metric", largest.name);
    json.field("max_series_count", largest.count).field("series_limit", limit);
    json.field("per_metric_limit", limit).field("utilization_percent", percent).endObject();
    return json.take();
}

/// As Go writes a time.Duration: 1h2m3s.
std::string durationText(TimeMs ms)
{
    const TimeMs seconds = ms / 1000;
    std::string text;
    if (seconds >= 3600)
        text += std::to_string(seconds / 3600) + 'h';
    if (seconds >= 60)
        text += std::to_string(seconds / 60 % 60) + 'm';
    return text + std::to_string(seconds % 60) + 's';
}

} // namespace

Handler sdkMetricsListHandler(Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        answerFromPool(engine, responder, [&engine](const CancelToken &) -> Result<QByteArray> {
            const TimeMs now = engine.clock().nowMs();
            return listJson(engine.findLabelValues(MetricNameLabel, {}, now - DayMs, now));
        });
    };
}

Handler sdkStatsHandler(const Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        const StoreStats stats = engine.status().store;
        JsonWriter json;
        json.beginObject().field("TotalMetrics", stats.samples);
        json.field("TotalSeries", stats.series).field("SizeBytes", stats.diskBytes);
        json.key("OldestMetric").timestamp(stats.oldestMs);
        json.key("NewestMetric").timestamp(stats.newestMs).endObject();
        responder.send(HttpResponse::json(json.take()));
    };
}

Handler sdkCardinalityHandler(Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        answerFromPool(engine, responder, [&engine](const CancelToken &) -> Result<QByteArray> {
            return cardinalityJson(engine.cardinality(1),
                                   engine.labelValues(MetricNameLabel, {}).size(),
                                   engine.settings().store.maxSeries);
        });
    };
}

Handler sdkStorageHandler(const Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        JsonWriter json;
        json.beginObject().field("used_bytes", engine.status().store.diskBytes);
        json.field("max_bytes", engine.retention().keepBytes).endObject();
        responder.send(HttpResponse::json(json.take()));
    };
}

Handler sdkHealthHandler(const Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        const Status status = engine.status();
        const bool isHealthy = status.storageProblem.empty();
        JsonWriter json;
        json.beginObject().field("status", isHealthy ? "healthy" : "degraded");
        json.field("version", version());
        json.field("uptime", durationText(status.nowMs - status.startedMs));
        json.key("compaction").beginObject().field("healthy", isHealthy);
        if (!isHealthy)
            json.field("last_error", status.storageProblem);
        json.endObject().endObject();
        responder.send(HttpResponse::json(json.take(), isHealthy ? 200 : 503));
    };
}

} // namespace tinyobs::server
