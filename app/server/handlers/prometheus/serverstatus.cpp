// /api/v1/status/* and the lists of what this server does not do: scrape targets, rules, alerts.

#include "app/server/handlers/prometheus/apianswer.h"
#include "app/server/handlers/prometheus/apiparameters.h"
#include "app/server/handlers/prometheus/prometheushandlers.h"
#include "app/server/jsonwriter.h"
#include "core/base/units.h"
#include "core/engine/settingtable.h"

#include <QDir>
#include <QSysInfo>
#include <QThread>

#include <limits>
#include <string>

namespace tinyobs::server {
namespace {

JsonWriter &begin(JsonWriter &json)
{
    return json.beginObject().field("status", "success").key("data");
}

void append(JsonWriter &json, std::string_view name, const std::vector<NamedCount> &counts)
{
    json.key(name).beginArray();
    for (const NamedCount &each : counts) {
        json.beginObject().field("name", each.name).field("value", each.count).endObject();
    }
    json.endArray();
}

QByteArray toJson(const Cardinality &cardinality, const Status &status)
{
    const bool isEmpty = status.store.samples == 0;
    JsonWriter json;
    begin(json).beginObject().key("headStats").beginObject();
    json.field("numSeries", cardinality.series).field("numLabelPairs", cardinality.labelPairs);
    json.field("chunkCount", 0);
    json.field("minTime", isEmpty ? std::numeric_limits<TimeMs>::max() : status.store.oldestMs);
    json.field("maxTime", isEmpty ? std::numeric_limits<TimeMs>::min() : status.store.newestMs);
    json.endObject();
    append(json, "seriesCountByMetricName", cardinality.seriesByMetric);
    append(json, "labelValueCountByLabelName", cardinality.valuesByLabel);
    append(json, "memoryInBytesByLabelName", cardinality.bytesByLabel);
    append(json, "seriesCountByLabelValuePair", cardinality.seriesByPair);
    json.endObject().endObject();
    return json.take();
}

void append(JsonWriter &json, const LoggedQuery &query)
{
    json.beginObject().field("query", query.text).field("path", query.origin);
    json.key("started").timestamp(query.startedMs);
    json.field("seconds", static_cast<double>(query.time.count()) / 1e6);
    json.field("start_ms", query.fromMs).field("end_ms", query.toMs).field("step_ms", query.stepMs);
}

QByteArray toJson(const QueryLogStatus &log)
{
    JsonWriter json;
    begin(json).beginObject().key("active").beginArray();
    for (const LoggedQuery &query : log.active) {
        append(json, query);
        json.endObject();
    }
    json.endArray().key("slowest").beginArray();
    for (const LoggedQuery &query : log.slowest) {
        append(json, query);
        json.field("samples", query.cost.samples).field("series", query.cost.series);
        json.field("points", query.cost.points).field("runs", query.runs);
        json.field("error", query.cost.error).endObject();
    }
    json.endArray().field("finished", log.finished).field("failed", log.failed);
    json.field("samples", log.samples);
    json.field("seconds", static_cast<double>(log.time.count()) / 1e6).endObject().endObject();
    return json.take();
}

} // namespace

Handler tsdbStatusHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        constexpr std::size_t DefaultLimit = 10;
        constexpr std::size_t MaxLimit = 10'000;
        const ApiParameters parameters(request);
        const Result<std::size_t> limit = parameters.limit();
        if (!limit || *limit > MaxLimit || (*limit == 0 && !parameters.text("limit").empty()))
            return responder.send(apiError(
                {Error::Code::InvalidArgument, "limit must be a number between 1 and 10000"}));
        answerApi(engine, request, responder,
                  [&engine, limit = *limit == 0 ? DefaultLimit : *limit](
                      const CancelToken &) -> Result<QByteArray> {
                      return toJson(engine.cardinality(limit), engine.status());
                  });
    };
}

Handler runtimeInfoHandler(Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        const Status status = engine.status();
        const std::string keepFor =
            formatDuration(std::chrono::milliseconds(static_cast<std::int64_t>(status.keepForMs)));
        JsonWriter json;
        begin(json).beginObject().key("startTime").timestamp(status.startedMs);
        json.field("CWD", QDir::currentPath().toStdString());
        json.field("hostname", QSysInfo::machineHostName().toStdString());
        json.key("serverTime").timestamp(status.nowMs).field("reloadConfigSuccess", true);
        json.key("lastConfigTime").timestamp(status.startedMs).field("corruptionCount", 0);
        json.field("goroutineCount", 0).field("GOMAXPROCS", QThread::idealThreadCount());
        json.field("GOMEMLIMIT", 0).field("GOGC", "").field("GODEBUG", "");
        json.field("storageRetention", keepFor).endObject().endObject();
        responder.send(HttpResponse::json(json.take()));
    };
}

Handler flagsHandler(const Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        JsonWriter json;
        begin(json).beginObject();
        for (const SettingRow &row : settingTable())
            json.field(row.key, row.show(engine.settings()));
        json.endObject().endObject();
        responder.send(HttpResponse::json(json.take()));
    };
}

Handler configHandler(const Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        std::string yaml;
        for (const SettingRow &row : settingTable()) {
            QByteArray value;
            appendJsonEscaped(value, row.show(engine.settings()));
            yaml += std::string(row.key) + ": \"" + value.toStdString() + "\"\n";
        }
        JsonWriter json;
        begin(json).beginObject().field("yaml", yaml).endObject().endObject();
        responder.send(HttpResponse::json(json.take()));
    };
}

Handler queryLogHandler(const Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        responder.send(HttpResponse::json(toJson(engine.queryLog())));
    };
}

Handler constantHandler(std::string_view data)
{
    QByteArray body;
    beginData(body);
    body.append(data.data(), static_cast<qsizetype>(data.size()));
    endData(body);
    return [body](const HttpRequest &, const Responder &responder) {
        responder.send(HttpResponse::json(body));
    };
}

} // namespace tinyobs::server
