#include "app/server/handlers/answer.h"
#include "app/server/handlers/handlers.h"
#include "app/server/jsonwriter.h"
#include "core/base/quoted.h"
#include "core/base/suggest.h"

#include <array>
#include <string>

namespace tinyobs::server {
namespace {

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

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

/// Refused before its document was read.
HttpResponse refuse(Engine &engine, int status, std::string_view message)
{
    engine.countRefusedDocument();
    return HttpResponse::error(status, message);
}

Result<AppendMode> readMode(const Parameters &parameters)
{
    const Result<bool> partial = parameters.isOn("partial", false);
    if (!partial)
        return Failure(partial.error());
    // Further parameters are let be, but who mistypes this one would lose whole batches.
    constexpr std::array<std::string_view, 1> Known{"partial"};
    for (const auto &[name, value] : parameters.pairs()) {
        if (name != Known[0] && !closestWord(name, Known).empty())
            return fail(Error::Code::InvalidArgument,
                        "parameter " + quoted(name) + " is unknown, did you mean 'partial'?");
    }
    return *partial ? AppendMode::GoodRows : AppendMode::WholeBatch;
}

HttpResponse answerJson(const Result<IngestReport> &report, AppendMode mode)
{
    return report ? reportOf(*report, mode) : HttpResponse::error(report.error());
}

/// Senders of remote write repeat a request after 429 and 5xx and drop it after any other error, so
/// the good samples of a request are stored whatever its bad ones are. What could be wrong for good
/// is 400: some senders repeat after other statuses.
Result<AppendMode> remoteWriteMode(const Parameters &)
{
    return AppendMode::GoodRows;
}

HttpResponse refuseRemoteWrite(const Error &error, std::string_view message)
{
    constexpr int FirstToRetry = 429;
    const int status = statusOf(error.code);
    return HttpResponse::error(status < FirstToRetry ? 400 : status, message);
}

HttpResponse answerRemoteWrite(const Result<IngestReport> &report, AppendMode mode)
{
    if (!report)
        return refuseRemoteWrite(report.error(), report.error().message);
    if (report->failure) {
        return refuseRemoteWrite(*report->failure,
                                 report->failure->message + " (" + std::to_string(report->refused) +
                                     " refused, " + std::to_string(report->stored) + " stored)");
    }
    return report->refused == 0 ? HttpResponse::empty(204) : reportOf(*report, mode);
}

struct ProtocolRow
{
    Result<AppendMode> (*modeOf)(const Parameters &parameters);
    HttpResponse (*answer)(const Result<IngestReport> &report, AppendMode mode);
};

// In the order of WireFormat.
constexpr std::array<ProtocolRow, WireFormatCount> Protocols{{
    {readMode, answerJson},
    {remoteWriteMode, answerRemoteWrite},
}};

/// Answers when the samples are durable; at once what is refused before they are looked at.
void ingest(Engine &engine, WireFormat format, const HttpRequest &request,
            const Responder &responder)
{
    const WireFormatRow &wire = rowOf(format);
    const ProtocolRow &protocol = Protocols[static_cast<std::size_t>(format)];
    const QByteArray contentType = request.header("Content-Type");
    if (!takesContentType(wire, viewOf(contentType))) {
        responder.send(refuse(engine, 415,
                              "content type is " + quoted(viewOf(contentType)) + ", expected " +
                                  std::string(wire.expectedType)));
        return;
    }
    const QByteArray contentEncoding = request.header("Content-Encoding");
    const EncodingName *encoding = findEncoding(wire, viewOf(contentEncoding));
    if (!encoding) {
        responder.send(refuse(engine, 415,
                              "content encoding is " + quoted(viewOf(contentEncoding)) +
                                  ", expected " + std::string(wire.expectedEncoding)));
        return;
    }
    const Result<AppendMode> mode = protocol.modeOf(parametersOf(request, engine));
    if (!mode) {
        responder.send(refuse(engine, statusOf(mode.error().code), mode.error().message));
        return;
    }
    engine.ingest({.format = format,
                   .encoding = encoding->encoding,
                   .body = viewOf(request.body),
                   .readableBytes = static_cast<std::size_t>(request.body.capacity()),
                   .mode = *mode},
                  [responder, &protocol, mode = *mode](const Result<IngestReport> &report) {
                      responder.send(protocol.answer(report, mode));
                  });
}

} // namespace

Handler ingestHandler(Engine &engine, WireFormat format)
{
    return [&engine, format](const HttpRequest &request, const Responder &responder) {
        ingest(engine, format, request, responder);
    };
}

} // namespace tinyobs::server
