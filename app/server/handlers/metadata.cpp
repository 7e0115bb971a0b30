// What senders said about their metrics, in the shape that Prometheus gives it.

#include "app/server/handlers/answer.h"
#include "app/server/handlers/handlers.h"
#include "app/server/jsonwriter.h"

#include <limits>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

constexpr std::size_t MaxLimit = 1'000'000;

QByteArray toJson(const std::vector<MetricMetadata> &metrics)
{
    JsonWriter json;
    json.beginObject().field("status", "success").key("data").beginObject();
    for (const auto &[metric, metadata] : metrics) {
        json.key(metric).beginArray().beginObject();
        json.field("type", toText(metadata.type)).field("help", metadata.help);
        json.field("unit", metadata.unit).endObject().endArray();
    }
    json.endObject().endObject();
    return json.take();
}

} // namespace

Handler metadataHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        const Parameters parameters = parametersOf(request, engine);
        const Result<std::size_t> limit = parameters.count("limit", MaxLimit, MaxLimit);
        if (!limit)
            return responder.send(HttpResponse::error(limit.error()));
        // There is one statement for each metric, so this one only has to be a number.
        const Result<std::size_t> perMetric = parameters.count("limit_per_metric", 1, MaxLimit);
        if (!perMetric)
            return responder.send(HttpResponse::error(perMetric.error()));
        answerFromPool(engine, responder,
                       [&engine, metric = std::string(parameters.text("metric")),
                        most = *limit](const CancelToken &) -> Result<QByteArray> {
                           return toJson(engine.metadata(metric, most));
                       });
    };
}

} // namespace tinyobs::server
