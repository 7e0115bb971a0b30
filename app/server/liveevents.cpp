#include "app/server/liveevents.h"

#include "app/server/jsonwriter.h"
#include "app/server/listenerstate.h"
#include "core/base/version.h"
#include "core/engine/liveupdates.h"
#include "core/engine/status.h"

namespace tinyobs::server {

QByteArray liveEvent(std::string_view name, const QByteArray &document)
{
    QByteArray event;
    event.reserve(document.size() + 32);
    event.append("event: ").append(name.data(), static_cast<qsizetype>(name.size()));
    return event.append("\ndata: ").append(document).append("\n\n");
}

QByteArray helloJson(const Status &status)
{
    JsonWriter json;
    json.beginObject().field("version", version());
    json.field("started_ms", status.startedMs).field("now_ms", status.nowMs).endObject();
    return json.take();
}

QByteArray updateJson(const LiveUpdate &update)
{
    JsonWriter json;
    json.reserve(static_cast<qsizetype>(64 + update.latest.size() * 40));
    json.beginObject().field("time_ms", update.timeMs).field("generation", update.generation);
    json.field("samples_appended", update.samplesAppended).key("latest").beginArray();
    for (const LatestSample &sample : update.latest) {
        json.beginArray().value(toIndex(sample.id)).value(sample.timeMs).value(sample.value);
        json.endArray();
    }
    json.endArray().field("more", update.more).endObject();
    return json.take();
}

QByteArray statusJson(const Status &status, std::string_view listening,
                      std::span<const ListenerState> listeners, std::size_t liveClients)
{
    JsonWriter json;
    json.reserve(1024);
    json.beginObject().field("status", "success").field("version", version());
    json.field("listen", listening).key("listeners").beginArray();
    for (const ListenerState &listener : listeners) {
        json.beginObject().field("name", listener.name).field("state", listener.state);
        json.field("address", listener.address).field("error", listener.error).endObject();
    }
    json.endArray();
    json.field("now_ms", status.nowMs).field("started_ms", status.startedMs);
    json.field("series", status.store.series).field("samples", status.store.samples);
    json.field("samples_appended", status.store.samplesAppended);
    json.field("samples_per_second", status.samplesPerSecond);
    json.field("samples_dropped", status.store.samplesDropped);
    json.field("memory_bytes", status.store.memoryBytes);
    json.field("memory_budget_bytes", status.memoryBudgetBytes);
    json.field("resident_bytes", status.residentBytes).field("keep_for_ms", status.keepForMs);
    json.field("disk_bytes", status.store.diskBytes).field("data_files", status.store.files);
    json.field("journal_bytes", status.store.journalBytes);
    json.field("storage_problem", status.storageProblem);
    json.field("oldest_ms", status.store.oldestMs).field("newest_ms", status.store.newestMs);
    json.field("generation", status.store.generation);
    json.field("refused", status.samplesRefused()).key("refused_by_reason").beginObject();
    for (std::size_t i = 0; i < RefusalReasonCount; ++i) {
        if (status.refusedByReason[i] > 0)
            json.field(RefusalReasons[i].name, status.refusedByReason[i]);
    }
    json.endObject().field("requests_refused", status.requestsRefused);
    json.field("refusals", status.refusals()).field("last_refusal_ms", status.lastRefusalMs);
    json.field("live_clients", liveClients).endObject();
    return json.take();
}

} // namespace tinyobs::server
