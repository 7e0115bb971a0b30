#include "app/server/handlers/answer.h"
#include "app/server/handlers/conditionwarnings.h"
#include "app/server/handlers/handlers.h"
#include "app/server/handlers/seriesjson.h"

#include <utility>

namespace tinyobs::server {
namespace {

constexpr std::size_t MaxLimit = 100'000;
constexpr TimeMs DefaultRangeMs = 30 * 60 * 1000;
const std::initializer_list<std::string_view> Own{"metric", "start", "end", "step", "agg", "limit"};

Result<Reduce> readReduce(const Parameters &parameters)
{
    const std::string_view text = parameters.text("agg");
    if (text.empty())
        return Reduce::Raw;
    return parseReduce(text).map_error([](const Error &error) {
        return Error{error.code, "parameter agg: " + error.message};
    });
}

Result<RangeQuery> readQuery(const Parameters &parameters, TimeMs nowMs)
{
    RangeQuery query;
    const Result<std::string_view> metric = parameters.requiredText("metric");
    if (!metric)
        return Failure(metric.error());
    const Result<TimeMs> end = parameters.time("end", nowMs);
    if (!end)
        return Failure(end.error());
    const Result<TimeMs> start = parameters.time("start", nowMs - DefaultRangeMs);
    if (!start)
        return Failure(start.error());
    const Result<TimeMs> step = parameters.durationMs("step");
    if (!step)
        return Failure(step.error());
    const Result<Reduce> reduce = readReduce(parameters);
    if (!reduce)
        return Failure(reduce.error());
    const Result<std::size_t> limit = parameters.count("limit", query.limit, MaxLimit);
    if (!limit)
        return Failure(limit.error());
    Result<std::vector<Matcher>> matchers = parameters.conditions(Own, {});
    if (!matchers)
        return Failure(std::move(matchers.error()));
    query.metric = std::string(*metric);
    query.matchers = std::move(*matchers);
    query.startMs = *start;
    query.endMs = *end;
    query.stepMs = *step;
    query.reduce = *reduce;
    query.limit = *limit;
    return query;
}

void appendPoints(JsonWriter &json, const SampleColumns &points)
{
    json.key("points").beginArray();
    for (std::size_t i = 0; i < points.size(); ++i) {
        json.beginArray().value(points.timesMs[i]).value(points.values[i]);
        json.endArray();
    }
    json.endArray();
}

QByteArray toJson(const RangeResult &result, std::string_view metric)
{
    std::size_t points = 0;
    for (const RangeSeries &series : result.series)
        points += series.points.size();
    JsonWriter json;
    json.reserve(static_cast<qsizetype>(512 + result.series.size() * 200 + points * 32));
    json.beginObject().field("status", "success").field("metric", metric);
    json.field("agg", toText(result.reduce)).field("start_ms", result.startMs);
    json.field("end_ms", result.endMs).field("step_ms", result.stepMs);
    json.field("total_series", result.matched).field("samples_read", result.samplesRead);
    json.key("series").beginArray();
    for (const RangeSeries &series : result.series) {
        json.beginObject().field("id", toIndex(series.id));
        appendLabels(json, series.labels);
        appendPoints(json, series.points);
        json.endObject();
    }
    json.endArray().key("warnings").beginArray();
    for (const std::string &warning : result.warnings)
        json.value(warning);
    json.endArray().endObject();
    return json.take();
}

void addWarnings(const Engine &engine, const RangeQuery &query, RangeResult &result)
{
    std::vector<Matcher> conditions = query.matchers;
    conditions.push_back(
        *Matcher::make(Matcher::Op::Equal, std::string(MetricNameLabel), query.metric));
    for (std::string &warning : conditionWarnings(engine, conditions, result.matched > 0, Own))
        result.warnings.push_back(std::move(warning));
}

} // namespace

Handler queryRangeHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        Result<RangeQuery> query = readQuery(parametersOf(request, engine), engine.clock().nowMs());
        if (!query)
            return responder.send(HttpResponse::error(query.error()));
        answerFromPool(engine, responder,
                       [&engine, query = std::move(*query)](const CancelToken &cancel) {
                           return engine.queryRange(query, cancel).map([&](RangeResult &&result) {
                               addWarnings(engine, query, result);
                               return toJson(result, query.metric);
                           });
                       });
    };
}

} // namespace tinyobs::server
