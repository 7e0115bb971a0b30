// The queries of the first TinyObs: newest samples, one metric over time, and PromQL.

#include "app/server/handlers/answer.h"
#include "app/server/handlers/prometheus/apianswer.h"
#include "app/server/handlers/prometheus/prometheustext.h"
#include "app/server/handlers/prometheus/queryparameters.h"
#include "app/server/handlers/sdk/sdkhandlers.h"
#include "app/server/jsonwriter.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

using promql::QueryAnswer;
using promql::ResultSeries;

constexpr TimeMs DefaultWindowMs = 3'600'000;
constexpr std::chrono::nanoseconds DefaultStep = std::chrono::seconds(15);
constexpr std::size_t DefaultPoints = 1000;
constexpr std::size_t MostPoints = 5000;

struct Window
{
    std::string metric; // empty: all of them
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
};

Result<Window> readWindow(const Parameters &parameters, TimeMs nowMs)
{
    const Result<TimeMs> to = parameters.time("end", nowMs);
    if (!to)
        return Failure(to.error());
    const Result<TimeMs> from = parameters.time("start", *to - DefaultWindowMs);
    if (!from)
        return Failure(from.error());
    if (*from >= *to)
        return fail(Error::Code::InvalidArgument, "start must be before end");
    return Window{std::string(parameters.text("metric")), *from, *to};
}

/// All samples of the window: its start counts, too.
promql::Query samplesQuery(const Engine &engine, const Window &window)
{
    promql::Query query = queryWithin(engine.settings().queries);
    QByteArray name;
    appendString(name, window.metric.empty() ? ".+" : window.metric);
    query.text = "{__name__" + std::string(window.metric.empty() ? "=~" : "=") +
                 name.toStdString() + "}[" + std::to_string(window.toMs - window.fromMs + 1) +
                 "ms]";
    query.grid = {.startMs = window.toMs, .stepMs = 0, .count = 1};
    return query;
}

void appendOtherLabels(JsonWriter &json, const Labels &labels)
{
    json.key("labels").beginObject();
    for (const LabelView label : labels) {
        if (label.name != MetricNameLabel)
            json.field(label.name, label.value);
    }
    json.endObject();
}

/// JSON has no other numbers, and these clients take no texts for them.
bool isNumber(const ResultSeries &series, std::size_t i)
{
    return std::isfinite(series.values[i]);
}

QByteArray latestJson(const Engine &engine, const QueryAnswer &answer)
{
    JsonWriter json;
    std::size_t count = 0;
    json.beginObject().key("metrics").beginArray();
    for (const ResultSeries &series : answer.series) {
        std::size_t last = series.values.size();
        while (last > 0 && !isNumber(series, last - 1))
            --last;
        if (last == 0)
            continue;
        ++count;
        const std::string_view name = series.labels.metricName();
        json.beginObject().field("name", name);
        json.field("type", toText(engine.describe(name).kind));
        json.field("value", series.values[last - 1]);
        appendOtherLabels(json, series.labels);
        json.key("timestamp").timestamp(series.timesMs[last - 1]).endObject();
    }
    json.endArray().field("count", count).endObject();
    return json.take();
}

/// The last one of every so many, so that the newest is among them.
void appendThinned(JsonWriter &json, const ResultSeries &series, std::size_t most)
{
    const std::size_t stride = (series.values.size() + most - 1) / most;
    json.key("points").beginArray();
    for (std::size_t i = 0; i < series.values.size(); ++i) {
        const bool isLast = (series.values.size() - 1 - i) % stride == 0;
        if (isLast && isNumber(series, i))
            json.beginObject()
                .field("t", series.timesMs[i])
                .field("v", series.values[i])
                .endObject();
    }
    json.endArray();
}

QByteArray rangeJson(const QueryAnswer &answer, const std::string &metric, std::size_t most)
{
    JsonWriter json;
    json.beginObject().key("data").beginArray();
    for (const ResultSeries &series : answer.series) {
        json.beginObject().field("metric", metric);
        appendOtherLabels(json, series.labels);
        appendThinned(json, series, most);
        json.field("resolution", "raw").endObject();
    }
    json.endArray().endObject();
    return json.take();
}

/// What PromQL says, in the shape of a matrix even at one moment.
QByteArray promqlJson(const QueryAnswer &answer, const promql::Query &query)
{
    QByteArray out = R"({"status":"success","query":)";
    appendString(out, query.text);
    out += R"(,"data":{"resultType":)";
    appendString(out, query.isRange ? "matrix" : "vector");
    out += R"(,"result":[)";
    bool isFirst = true;
    for (const ResultSeries &series : answer.series) {
        out += isFirst ? R"({"metric":)" : R"(,{"metric":)";
        isFirst = false;
        appendLabelObject(out, series.labels);
        out += R"(,"values":[)";
        for (std::size_t i = 0, written = 0; i < series.values.size(); ++i) {
            if (!series.histograms.empty() && series.histograms[i])
                continue;
            if (written++ > 0)
                out += ',';
            appendPoint(out, series.timesMs[i], series.values[i]);
        }
        out += "]}";
    }
    out += "]}}";
    return out;
}

HttpResponse queryError(const Error &error, const std::string &query)
{
    JsonWriter json;
    json.beginObject().field("status", "error").field("error", error.message);
    json.field("query", query).endObject();
    return HttpResponse::json(json.take(), statusOf(error.code));
}

void answerPromql(Engine &engine, const Responder &responder, promql::Query query,
                  std::string_view path)
{
    const CancelToken cancel;
    responder.onAbandoned([cancel] { cancel.cancel(); });
    const Result<void> queued =
        engine.queries().submit([&engine, responder, cancel, path, query = std::move(query)] {
            if (cancel.isCancelled())
                return;
            const Result<QueryAnswer> answer = engine.promql(query, cancel, path);
            responder.send(answer ? HttpResponse::json(promqlJson(*answer, query))
                                  : queryError(answer.error(), query.text));
        });
    if (!queued)
        responder.send(HttpResponse::error(queued.error()));
}

void answerInstant(Engine &engine, const HttpRequest &request, const Responder &responder,
                   std::string_view path)
{
    const ApiParameters parameters(request);
    if (parameters.text("query").empty())
        return responder.send(HttpResponse::error(400, "query parameter is required"));
    Result<ApiQuery> asked =
        readInstantQuery(parameters, engine.settings().queries, engine.clock().nowMs());
    if (!asked)
        return responder.send(HttpResponse::error(asked.error()));
    answerPromql(engine, responder, std::move(asked->query), path);
}

/// {"query":...,"start":...,"end":...,"step":"15s"}; times as RFC 3339 or Unix seconds.
Result<promql::Query> readExecuted(const QByteArray &body, const QuerySettings &settings,
                                   TimeMs nowMs)
{
    QJsonParseError problem;
    const QJsonObject asked = QJsonDocument::fromJson(body, &problem).object();
    if (problem.error != QJsonParseError::NoError)
        return fail(Error::Code::InvalidArgument,
                    "invalid JSON: " + problem.errorString().toStdString());
    const auto textOf = [&asked](QLatin1String name) {
        const QJsonValue value = asked[name];
        return value.isDouble() ? QByteArray::number(value.toDouble(), 'f', 3).toStdString()
                                : value.toString().toStdString();
    };
    const auto timeOf = [&](QLatin1String name, TimeMs absent) -> Result<TimeMs> {
        const std::string text = textOf(name);
        // Go's clients write a time that was not set so.
        return text.empty() || text.starts_with("0001-") ? Result<TimeMs>(absent)
                                                         : parseApiTime(text);
    };
    const Result<TimeMs> end = timeOf(QLatin1String("end"), nowMs);
    if (!end)
        return Failure(end.error());
    const Result<TimeMs> start = timeOf(QLatin1String("start"), *end - DefaultWindowMs);
    if (!start)
        return Failure(start.error());
    const std::string step = textOf(QLatin1String("step"));
    const auto duration =
        step.empty() ? Result<std::chrono::nanoseconds>(DefaultStep) : parseApiDuration(step);
    if (!duration)
        return Failure(duration.error());
    promql::Query query = queryWithin(settings);
    query.text = textOf(QLatin1String("query"));
    if (query.text.empty())
        return fail(Error::Code::InvalidArgument, "query parameter is required");
    if (*start >= *end)
        return fail(Error::Code::InvalidArgument, "start must be before end");
    const Result<promql::StepGrid> grid = rangeGrid(*start, *end, *duration);
    if (!grid)
        return Failure(grid.error());
    query.grid = *grid;
    query.isRange = true;
    return query;
}

} // namespace

Handler sdkLatestHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        if (!ApiParameters(request).text("query").empty())
            return answerInstant(engine, request, responder, "/v1/query");
        const Parameters parameters = parametersWithForm(request, engine);
        const Result<Window> window = readWindow(parameters, engine.clock().nowMs());
        if (!window)
            return responder.send(HttpResponse::error(window.error()));
        answerFromPool(engine, responder, [&engine, window = *window](const CancelToken &cancel) {
            return engine.promql(samplesQuery(engine, window), cancel, "/v1/query")
                .map([&](const QueryAnswer &answer) { return latestJson(engine, answer); });
        });
    };
}

Handler sdkRangeHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        const Parameters parameters = parametersWithForm(request, engine);
        const Result<std::string_view> metric = parameters.requiredText("metric");
        if (!metric)
            return responder.send(HttpResponse::error(metric.error()));
        const Result<std::size_t> most = parameters.count("maxPoints", DefaultPoints, MostPoints);
        if (!most)
            return responder.send(HttpResponse::error(most.error()));
        const Result<Window> window = readWindow(parameters, engine.clock().nowMs());
        if (!window)
            return responder.send(HttpResponse::error(window.error()));
        answerFromPool(engine, responder,
                       [&engine, window = *window, most = *most](const CancelToken &cancel) {
                           return engine
                               .promql(samplesQuery(engine, window), cancel, "/v1/query/range")
                               .map([&](const QueryAnswer &answer) {
                                   return rangeJson(answer, window.metric, most);
                               });
                       });
    };
}

Handler sdkInstantHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        answerInstant(engine, request, responder, "/v1/query/instant");
    };
}

Handler sdkExecuteHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        Result<promql::Query> query =
            readExecuted(request.body, engine.settings().queries, engine.clock().nowMs());
        if (!query)
            return responder.send(HttpResponse::error(query.error()));
        answerPromql(engine, responder, std::move(*query), "/v1/query/execute");
    };
}

} // namespace tinyobs::server
