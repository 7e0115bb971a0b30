#include "app/server/handlers/handlers.h"
#include "app/server/jsonwriter.h"
#include "app/server/livehub.h"
#include "core/base/version.h"
#include "core/engine/engine.h"

namespace tinyobs::server {

Handler statusHandler(LiveHub &hub)
{
    return [&hub](const HttpRequest &, const Responder &responder) {
        responder.send(HttpResponse::json(hub.statusDocument()));
    };
}

Handler healthHandler()
{
    return [](const HttpRequest &, const Responder &responder) {
        responder.send(HttpResponse::json(QByteArrayLiteral(R"({"status":"ok"})")));
    };
}

Handler readinessHandler(const Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        if (!engine.isRunning()) {
            return responder.send(
                HttpResponse::error(503, "the server is starting or stopping, try again"));
        }
        responder.send(HttpResponse::json(QByteArrayLiteral(R"({"status":"ready"})")));
    };
}

Handler buildInfoHandler()
{
    return [](const HttpRequest &, const Responder &responder) {
        JsonWriter json;
        json.beginObject().field("status", "success").key("data").beginObject();
        json.field("version", version()).field("revision", revision()).field("branch", "");
        json.field("buildUser", "").field("buildDate", "").field("goVersion", "");
        json.field("application", "tinyobs").endObject().endObject();
        responder.send(HttpResponse::json(json.take()));
    };
}

Handler routeListHandler(const RouteTable &routes)
{
    JsonWriter json;
    json.beginObject().field("status", "success").key("routes").beginArray();
    for (const Route &route : routes) {
        json.beginObject().field("method", toText(route.method)).field("path", route.path);
        json.field("summary", route.summary).endObject();
    }
    json.endArray().endObject();
    return [document = json.take()](const HttpRequest &, const Responder &responder) {
        responder.send(HttpResponse::json(document));
    };
}

} // namespace tinyobs::server
