#include "app/server/handlers/answer.h"
#include "app/server/handlers/conditionwarnings.h"
#include "app/server/handlers/handlers.h"
#include "app/server/handlers/seriesjson.h"
#include "core/model/metrickind.h"

#include <utility>

namespace tinyobs::server {
namespace {

constexpr std::size_t MaxLimit = 100'000;
const std::initializer_list<std::string_view> SeriesOwn{"limit", "internal"};
const std::initializer_list<std::string_view> SeriesNames{"name", "metric"};
const std::initializer_list<std::string_view> ValuesOwn{"label"};
const std::initializer_list<std::string_view> ValuesNames{"metric"};

Result<SeriesQuery> readQuery(const Parameters &parameters)
{
    SeriesQuery query;
    const Result<std::size_t> limit = parameters.count("limit", query.limit, MaxLimit);
    if (!limit)
        return Failure(limit.error());
    const Result<bool> internal = parameters.isOn("internal", true);
    if (!internal)
        return Failure(internal.error());
    Result<std::vector<Matcher>> matchers = parameters.conditions(SeriesOwn, SeriesNames);
    if (!matchers)
        return Failure(std::move(matchers.error()));
    query.matchers = std::move(*matchers);
    query.limit = *limit;
    query.internal = *internal;
    return query;
}

QByteArray toJson(const Engine &engine, const SeriesList &list,
                  std::span<const std::string> warnings)
{
    JsonWriter json;
    json.reserve(static_cast<qsizetype>(64 + list.series.size() * 240));
    json.beginObject().field("status", "success").field("total", list.matched);
    json.key("series").beginArray();
    for (const SeriesInfo &series : list.series) {
        const std::string_view name = series.labels.metricName();
        json.beginObject().field("id", toIndex(series.id)).field("name", name);
        appendLabels(json, series.labels);
        const MetricDescription description = engine.describe(name);
        json.field("kind", toText(description.kind)).field("unit", description.unit);
        json.field("samples", series.samples).field("last_value", series.lastValue);
        json.field("last_seen_ms", series.lastTimeMs).endObject();
    }
    json.endArray();
    appendWarnings(json, warnings);
    json.endObject();
    return json.take();
}

QByteArray toJson(const std::vector<std::string> &values, std::span<const std::string> warnings)
{
    JsonWriter json;
    json.beginObject().field("status", "success").key("values").beginArray();
    for (const std::string &value : values)
        json.value(value);
    json.endArray();
    appendWarnings(json, warnings);
    json.endObject();
    return json.take();
}

} // namespace

Handler seriesHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        Result<SeriesQuery> query = readQuery(parametersOf(request, engine));
        if (!query)
            return responder.send(HttpResponse::error(query.error()));
        answerFromPool(engine, responder,
                       [&engine, query = std::move(*query)](const CancelToken &) {
                           return engine.series(query).map([&](const SeriesList &list) {
                               return toJson(engine, list,
                                             conditionWarnings(engine, query.matchers,
                                                               list.matched > 0, SeriesOwn));
                           });
                       });
    };
}

Handler labelValuesHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        const Parameters parameters = parametersOf(request, engine);
        const Result<std::string_view> label = parameters.requiredText("label");
        if (!label)
            return responder.send(HttpResponse::error(label.error()));
        Result<std::vector<Matcher>> matchers = parameters.conditions(ValuesOwn, ValuesNames);
        if (!matchers)
            return responder.send(HttpResponse::error(matchers.error()));
        answerFromPool(engine, responder,
                       [&engine, label = std::string(*label), matchers = std::move(*matchers)](
                           const CancelToken &) -> Result<QByteArray> {
                           const auto values = engine.labelValues(label, matchers);
                           return toJson(values, conditionWarnings(engine, matchers,
                                                                   !values.empty(), ValuesOwn));
                       });
    };
}

} // namespace tinyobs::server
