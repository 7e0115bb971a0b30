#include "app/server/handlers/answer.h"
#include "app/server/handlers/handlers.h"
#include "app/server/jsonwriter.h"
#include "core/base/quoted.h"
#include "core/base/suggest.h"

#include <algorithm>
#include <array>

namespace tinyobs::server {
namespace {

constexpr std::array<std::string_view, 4> ContentTypes{
    "application/json", "text/json", "text/plain", "application/x-www-form-urlencoded"};

struct EncodingRow
{
    std::string_view name;
    BodyEncoding encoding;
};

constexpr std::array<EncodingRow, 5> Encodings{{
    {"", BodyEncoding::Identity},
    {"identity", BodyEncoding::Identity},
    {"gzip", BodyEncoding::Gzip},
    {"x-gzip", BodyEncoding::Gzip},
    {"zstd", BodyEncoding::Zstd},
}};

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

bool isKnownContentType(const QByteArray &header)
{
    const QByteArray type = header.split(';').front().trimmed().toLower();
    return type.isEmpty() ||
           std::find(ContentTypes.begin(), ContentTypes.end(), viewOf(type)) != ContentTypes.end();
}

const EncodingRow *findEncoding(const QByteArray &header)
{
    const QByteArray name = header.trimmed().toLower();
    const auto *row = std::find_if(Encodings.begin(), Encodings.end(),
                                   [&](const auto &each) { return each.name == viewOf(name); });
    return row == Encodings.end() ? nullptr : row;
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

HttpResponse ingest(Engine &engine, const HttpRequest &request)
{
    const QByteArray contentType = request.header("Content-Type");
    if (!isKnownContentType(contentType)) {
        return refuse(engine, 415,
                      "content type is " + quoted(viewOf(contentType)) +
                          ", expected application/json");
    }
    const QByteArray contentEncoding = request.header("Content-Encoding");
    const EncodingRow *encoding = findEncoding(contentEncoding);
    if (!encoding) {
        return refuse(engine, 415,
                      "content encoding is " + quoted(viewOf(contentEncoding)) +
                          ", expected gzip, zstd or none");
    }
    Result<AppendMode> mode = AppendMode::WholeBatch;
    if (!request.rawQuery.isEmpty())
        mode = readMode(parametersOf(request, engine));
    if (!mode)
        return refuse(engine, statusOf(mode.error().code), mode.error().message);
    const Result<IngestReport> report =
        engine.ingest({.format = WireFormat::Json,
                       .encoding = encoding->encoding,
                       .body = viewOf(request.body),
                       .readableBytes = static_cast<std::size_t>(request.body.capacity()),
                       .mode = *mode});
    return report ? reportOf(*report, *mode) : HttpResponse::error(report.error());
}

} // namespace

Handler ingestHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        responder.send(ingest(engine, request));
    };
}

} // namespace tinyobs::server
