#include "app/server/handlers/answer.h"
#include "app/server/handlers/conditionwarnings.h"
#include "app/server/handlers/handlers.h"
#include "app/server/handlers/seriesjson.h"

#include <utility>

namespace tinyobs::server {
namespace {

constexpr std::size_t MaxLimit = 100'000;
const std::initializer_list<std::string_view> Own{"start", "end", "limit", "internal"};
const std::initializer_list<std::string_view> MetricNames{"name"};

Result<RecentQuery> readQuery(const Parameters &parameters)
{
    RecentQuery query;
    const Result<TimeMs> start = parameters.time("start", 0);
    if (!start)
        return Failure(start.error());
    const Result<TimeMs> end = parameters.time("end", 0);
    if (!end)
        return Failure(end.error());
    const Result<std::size_t> limit = parameters.count("limit", query.limit, MaxLimit);
    if (!limit)
        return Failure(limit.error());
    const Result<bool> internal = parameters.isOn("internal", false);
    if (!internal)
        return Failure(internal.error());
    Result<std::vector<Matcher>> matchers = parameters.conditions(Own, MetricNames);
    if (!matchers)
        return Failure(std::move(matchers.error()));
    query.matchers = std::move(*matchers);
    query.startMs = *start;
    query.endMs = *end;
    query.limit = *limit;
    query.internal = *internal;
    return query;
}

QByteArray toJson(const RecentSamples &recent, std::span<const std::string> warnings)
{
    JsonWriter json;
    json.reserve(static_cast<qsizetype>(64 + recent.samples.size() * 160));
    json.beginObject().field("total_metrics", recent.totalSamples);
    json.field("services", recent.services).key("metrics").beginArray();
    for (const RecentSamples::Sample &sample : recent.samples) {
        json.beginObject().field("name", sample.labels->metricName());
        json.field("value", sample.value).key("timestamp").timestamp(sample.timeMs);
        appendLabels(json, *sample.labels);
        json.endObject();
    }
    json.endArray();
    appendWarnings(json, warnings);
    json.endObject();
    return json.take();
}

std::vector<std::string> warningsOf(const Engine &engine, const RecentQuery &query,
                                    const RecentSamples &recent)
{
    const bool found = recent.totalSamples > 0;
    std::vector<std::string> warnings = conditionWarnings(engine, query.matchers, found, Own);
    if (found || query.internal || query.matchers.empty() || !warnings.empty())
        return warnings;
    SeriesQuery everywhere;
    everywhere.matchers = query.matchers;
    everywhere.limit = 1;
    const Result<SeriesList> list = engine.series(everywhere);
    if (list && list->matched > 0)
        warnings.push_back("only series of the server and the host match, internal=1 shows them");
    return warnings;
}

} // namespace

Handler recentSamplesHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        Result<RecentQuery> query = readQuery(parametersOf(request, engine));
        if (!query)
            return responder.send(HttpResponse::error(query.error()));
        answerFromPool(engine, responder,
                       [&engine, query = std::move(*query)](const CancelToken &) {
                           return engine.recentSamples(query).map([&](const RecentSamples &recent) {
                               return toJson(recent, warningsOf(engine, query, recent));
                           });
                       });
    };
}

} // namespace tinyobs::server
