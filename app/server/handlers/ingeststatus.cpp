// What came in and what was refused, for whoever looks for a sender's fault.

#include "app/server/handlers/handlers.h"
#include "app/server/jsonwriter.h"
#include "core/engine/engine.h"

namespace tinyobs::server {
namespace {

void write(JsonWriter &json, std::string_view name, const std::vector<RefusedCount> &counts)
{
    json.key(name).beginObject();
    for (const RefusedCount &each : counts)
        json.field(each.reason, each.count);
    json.endObject();
}

void write(JsonWriter &json, const ProtocolStatus &protocol)
{
    json.beginObject().field("protocol", protocol.protocol);
    json.field("requests", protocol.requests).field("samples", protocol.samples);
    json.field("requests_refused", protocol.requestsRefused);
    json.field("samples_refused", protocol.samplesRefused);
    write(json, "samples_refused_by_reason", protocol.byReason);
    write(json, "requests_not_read_by_reason", protocol.beforeReading);
    json.endObject();
}

void write(JsonWriter &json, const SenderStatus &sender)
{
    json.beginObject().field("protocol", sender.protocol).field("sender", sender.address);
    json.field("requests", sender.requests).field("samples", sender.samples);
    json.field("samples_per_second", sender.samplesPerSecond).field("refused", sender.refused);
    json.key("last_seen").timestamp(sender.lastSeenMs).endObject();
}

void write(JsonWriter &json, const IngestRefusal &refusal)
{
    json.beginObject().key("time").timestamp(refusal.timeMs);
    json.key("first_time").timestamp(refusal.firstMs).field("count", refusal.count);
    json.field("protocol", refusal.protocol).field("path", refusal.path);
    json.field("sender", refusal.sender).field("reason", refusal.reason);
    json.field("message", refusal.message).field("hint", refusal.hint).endObject();
}

void write(JsonWriter &json, const ListenerStatus &listener)
{
    json.beginObject().field("name", listener.name).field("address", listener.address);
    json.field("problem", listener.problem).endObject();
}

template <typename Row>
void write(JsonWriter &json, std::string_view name, const std::vector<Row> &rows)
{
    json.key(name).beginArray();
    for (const Row &row : rows)
        write(json, row);
    json.endArray();
}

} // namespace

Handler ingestStatusHandler(const Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        const IngestStatus status = engine.ingestStatus();
        JsonWriter json;
        json.reserve(qsizetype(512 + 400 * status.refusals.size() + 200 * status.senders.size()));
        json.beginObject().field("status", "success").key("data").beginObject();
        json.key("time").timestamp(status.nowMs);
        write(json, "protocols", status.protocols);
        write(json, "senders", status.senders);
        write(json, "refusals", status.refusals);
        write(json, "listeners", status.listeners);
        json.endObject().endObject();
        responder.send(HttpResponse::json(json.take()));
    };
}

} // namespace tinyobs::server
