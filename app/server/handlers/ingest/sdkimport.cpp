// /v1/import: what /v1/export wrote. The same document as /ingest's, with "metadata" beside it.

#include "app/server/handlers/ingest/protocol.h"
#include "app/server/jsonwriter.h"
#include "core/base/clock.h"

namespace tinyobs::server {
namespace {

Result<IngestSetup> setup(const HttpRequest &, const Parameters &)
{
    return IngestSetup{.mode = AppendMode::GoodRows, .options = {}};
}

HttpResponse answer(const Result<IngestReport> &report, AppendMode)
{
    if (!report)
        return HttpResponse::error(report.error());
    JsonWriter json;
    json.beginObject().field("metrics_imported", report->stored);
    json.field("batches_written", report->stored > 0 ? 1 : 0);
    json.key("imported_at").timestamp(SystemClock().nowMs());
    if (!report->rejected.empty()) {
        json.key("errors").beginArray();
        for (const IngestReport::Rejected &rejected : report->rejected)
            json.value("metric " + std::to_string(rejected.index) + ": " + rejected.error);
        json.endArray();
    }
    json.endObject();
    return HttpResponse::json(json.take());
}

} // namespace

const IngestProtocol SdkImport{WireFormat::Json, setup, answer, refuseAsJson};

} // namespace tinyobs::server
