#include "app/server/handlers/answer.h"
#include "app/server/handlers/ingest/protocol.h"
#include "app/server/jsonwriter.h"
#include "core/base/quoted.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

using Protocols = std::vector<const IngestProtocol *>;

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

std::string expectedTypes(const Protocols &protocols)
{
    std::string text;
    for (const IngestProtocol *each : protocols) {
        text.append(text.empty() ? "" : " or ");
        text.append(rowOf(each->format).expectedType);
    }
    return text;
}

struct Refusal
{
    int status;
    std::string_view reason; // one of RequestReasons
    std::string message;
};

/// Before its document was read.
void refuse(Engine &engine, const IngestProtocol &protocol, const HttpRequest &request,
            const Responder &responder, const Refusal &refusal)
{
    const std::string sender = request.peer.toString().toStdString();
    engine.refuse({.format = protocol.format,
                   .reason = refusal.reason,
                   .message = refusal.message,
                   .path = viewOf(request.path),
                   .sender = sender});
    responder.send(protocol.refuse(refusal.status, refusal.message));
}

/// Answers when the samples are durable; at once what is refused before they are looked at.
void ingest(Engine &engine, const Protocols &protocols, const HttpRequest &request,
            const Responder &responder)
{
    const QByteArray contentType = request.header("Content-Type");
    const auto found = std::ranges::find_if(protocols, [&](const IngestProtocol *each) {
        return takesContentType(rowOf(each->format), viewOf(contentType));
    });
    if (found == protocols.end()) {
        refuse(engine, *protocols.front(), request, responder,
               {415, "content_type",
                "content type is " + quoted(viewOf(contentType)) + ", expected " +
                    expectedTypes(protocols)});
        return;
    }
    const IngestProtocol &protocol = **found;
    const WireFormatRow &wire = rowOf(protocol.format);
    const QByteArray contentEncoding = request.header("Content-Encoding");
    const EncodingName *encoding = findEncoding(wire, viewOf(contentEncoding));
    if (!encoding) {
        refuse(engine, protocol, request, responder,
               {415, "content_encoding",
                "content encoding is " + quoted(viewOf(contentEncoding)) + ", expected " +
                    std::string(wire.expectedEncoding)});
        return;
    }
    Result<IngestSetup> setup = protocol.setup(request, parametersOf(request, engine));
    if (!setup) {
        refuse(engine, protocol, request, responder,
               {statusOf(setup.error().code), "parameter", setup.error().message});
        return;
    }
    engine.ingest({.format = protocol.format,
                   .encoding = encoding->encoding,
                   .body = viewOf(request.body),
                   .readableBytes = static_cast<std::size_t>(request.body.capacity()),
                   .mode = setup->mode,
                   .options = std::move(setup->options),
                   .path = viewOf(request.path),
                   .sender = [&request] { return request.peer.toString().toStdString(); }},
                  [responder, &protocol, mode = setup->mode](const Result<IngestReport> &report) {
                      responder.send(protocol.answer(report, mode));
                  });
}

} // namespace

HttpResponse reportOf(const IngestReport &report, AppendMode mode)
{
    JsonWriter json;
    json.beginObject().field("status", "success").field("count", report.stored);
    if (mode == AppendMode::GoodRows) {
        json.field("refused", report.refused).key("errors").beginArray();
        for (const IngestReport::Rejected &rejected : report.rejected) {
            json.beginObject().field("index", rejected.index).field("error", rejected.error);
            json.endObject();
        }
        json.endArray();
    }
    json.endObject();
    return HttpResponse::json(json.take());
}

HttpResponse refuseAsJson(int status, std::string_view message)
{
    return HttpResponse::error(status, message);
}

Handler ingestHandler(Engine &engine, std::vector<const IngestProtocol *> protocols)
{
    return [&engine, protocols = std::move(protocols)](const HttpRequest &request,
                                                       const Responder &responder) {
        ingest(engine, protocols, request, responder);
    };
}

} // namespace tinyobs::server
