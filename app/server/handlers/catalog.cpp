#include "app/server/handlers/answer.h"
#include "app/server/handlers/handlers.h"
#include "app/server/jsonwriter.h"
#include "core/model/metrickind.h"

namespace tinyobs::server {
namespace {

void appendMetric(JsonWriter &json, const CatalogMetric &metric)
{
    json.beginObject().field("name", metric.name).field("kind", toText(metric.kind));
    json.field("unit", metric.unit).field("help", metric.help).field("series", metric.series);
    json.field("last_seen_ms", metric.lastTimeMs).key("labels").beginArray();
    for (const std::string &label : metric.labels)
        json.value(label);
    json.endArray().endObject();
}

QByteArray toJson(const Catalog &catalog)
{
    JsonWriter json;
    json.beginObject().field("status", "success").field("generation", catalog.generation);
    json.key("services").beginArray();
    for (const CatalogService &service : catalog.services) {
        json.beginObject().field("name", service.name).field("internal", service.internal);
        json.field("series", service.series).field("last_seen_ms", service.lastTimeMs);
        json.key("metrics").beginArray();
        for (const CatalogMetric &metric : service.metrics)
            appendMetric(json, metric);
        json.endArray().endObject();
    }
    json.endArray().endObject();
    return json.take();
}

} // namespace

Handler catalogHandler(Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        answerFromPool(engine, responder, [&engine](const CancelToken &) -> Result<QByteArray> {
            return toJson(*engine.catalog());
        });
    };
}

} // namespace tinyobs::server
