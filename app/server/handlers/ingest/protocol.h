#pragma once

// The protocols by which samples come in over HTTP: how a request of each is read and answered. One
// row per wire format, each in a file of its own; everything else is common (ingest.cpp).

#include "app/server/httpmessage.h"
#include "app/server/parameters.h"
#include "core/engine/engine.h"
#include "core/ingest/wireformats.h"

#include <span>
#include <string_view>

namespace tinyobs::server {

struct IngestSetup
{
    AppendMode mode = AppendMode::WholeBatch;
    DocumentOptions options;
};

struct IngestProtocol
{
    WireFormat format;
    /// What the request says beside its document.
    Result<IngestSetup> (*setup)(const HttpRequest &request, const Parameters &parameters);
    HttpResponse (*answer)(const Result<IngestReport> &report, AppendMode mode);
    /// Of a request that was refused before its document was read.
    HttpResponse (*refuse)(int status, std::string_view message);
};

extern const IngestProtocol SeedJson;
extern const IngestProtocol SdkImport;
extern const IngestProtocol RemoteWrite;
extern const IngestProtocol RemoteWrite2;
extern const IngestProtocol VmImport;
extern const IngestProtocol PrometheusText;
extern const IngestProtocol OpenMetrics;
extern const IngestProtocol OtlpProtobuf;
extern const IngestProtocol OtlpJson;
extern const IngestProtocol InfluxV1;
extern const IngestProtocol InfluxV2;

/// Takes documents of any of the protocols; the content type decides which, the first one when it
/// is not said. The protocols must live as long as the handler.
Handler ingestHandler(Engine &engine, std::vector<const IngestProtocol *> protocols);

/// What the Pushgateway does with a group of metrics.
struct PushHandlers
{
    Handler put;
    Handler post;
    Handler remove;
};
PushHandlers pushHandlers(Engine &engine);

/// {"status":"success","count":...}, in mode GoodRows with what was refused.
HttpResponse reportOf(const IngestReport &report, AppendMode mode);

/// The plain way to refuse.
HttpResponse refuseAsJson(int status, std::string_view message);

} // namespace tinyobs::server
