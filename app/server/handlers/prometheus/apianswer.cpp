#include "app/server/handlers/prometheus/apianswer.h"

#include "app/server/accept.h"
#include "app/server/handlers/prometheus/prometheustext.h"
#include "core/ingest/compress.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tinyobs::server {
namespace {

// Below it packing costs more than the bytes on their way.
constexpr qsizetype LeastPacked = 16 << 10;

struct TypeRow
{
    Error::Code code;
    std::string_view type;
    int status;
};

constexpr std::array<TypeRow, 10> Types{{
    {Error::Code::InvalidArgument, "bad_data", 400},
    {Error::Code::NotFound, "not_found", 404},
    {Error::Code::LimitExceeded, "execution", 422},
    {Error::Code::Execution, "execution", 422},
    {Error::Code::Exhausted, "unavailable", 503},
    {Error::Code::Corruption, "internal", 500},
    {Error::Code::Io, "internal", 500},
    {Error::Code::Timeout, "timeout", 503},
    {Error::Code::Cancelled, "canceled", 503},
    {Error::Code::Unavailable, "unavailable", 503},
}};

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

void appendRemarks(QByteArray &out, std::string_view name, const std::vector<std::string> &remarks)
{
    if (remarks.empty())
        return;
    out += ',';
    appendString(out, name);
    out += ':';
    appendStrings(out, remarks);
}

} // namespace

HttpResponse apiError(const Error &error)
{
    const auto *row = std::ranges::find(Types, error.code, &TypeRow::code);
    QByteArray body = R"({"status":"error","errorType":)";
    appendString(body, row == Types.end() ? "internal" : row->type);
    body += R"(,"error":)";
    appendString(body, error.message);
    body += '}';
    HttpResponse response =
        HttpResponse::json(std::move(body), row == Types.end() ? 500 : row->status);
    if (error.code == Error::Code::Unavailable || error.code == Error::Code::Exhausted)
        response.headers.push_back({"Retry-After", "1"});
    return response;
}

HttpResponse apiSuccess(QByteArray body)
{
    return HttpResponse::json(std::move(body));
}

void beginData(QByteArray &out)
{
    out += R"({"status":"success","data":)";
}

void endData(QByteArray &out, const std::vector<std::string> &warnings,
             const std::vector<std::string> &infos)
{
    appendRemarks(out, "warnings", warnings);
    appendRemarks(out, "infos", infos);
    out += '}';
}

void appendStrings(QByteArray &out, const std::vector<std::string> &texts)
{
    out += '[';
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0)
            out += ',';
        appendString(out, texts[i]);
    }
    out += ']';
}

Packing packingFor(const HttpRequest &request)
{
    const QByteArray accepted = request.header("Accept-Encoding");
    if (accepted.isEmpty())
        return Packing::None;
    if (acceptsEncoding(viewOf(accepted), "zstd"))
        return Packing::Zstd;
    return acceptsEncoding(viewOf(accepted), "gzip") ? Packing::Gzip : Packing::None;
}

HttpResponse packed(HttpResponse response, Packing packing)
{
    if (packing == Packing::None || response.body.size() < LeastPacked)
        return response;
    const std::string bytes =
        packing == Packing::Zstd ? zstd(viewOf(response.body)) : gzip(viewOf(response.body));
    if (bytes.empty())
        return response;
    response.body = QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
    response.headers.push_back(
        {"Content-Encoding", packing == Packing::Zstd ? QByteArray("zstd") : QByteArray("gzip")});
    response.headers.push_back({"Vary", "Accept-Encoding"});
    return response;
}

void answerApi(Engine &engine, const HttpRequest &request, const Responder &responder, ApiJob job)
{
    const CancelToken cancel;
    responder.onAbandoned([cancel] { cancel.cancel(); });
    const Result<void> queued = engine.queries().submit(
        [cancel, responder, job = std::move(job), packing = packingFor(request)] {
            if (cancel.isCancelled())
                return;
            Result<QByteArray> body = job(cancel);
            responder.send(body ? packed(apiSuccess(std::move(*body)), packing)
                                : apiError(body.error()));
        });
    if (!queued)
        responder.send(apiError(queued.error()));
}

} // namespace tinyobs::server
