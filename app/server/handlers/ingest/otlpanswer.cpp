#include "app/server/handlers/ingest/otlpanswer.h"

#include "app/server/jsonwriter.h"
#include "core/ingest/protobufwriter.h"

#include <utility>

namespace tinyobs::server {
namespace {

RpcCode codeOf(Error::Code code)
{
    switch (code) {
    case Error::Code::Exhausted:
        return RpcCode::ResourceExhausted;
    case Error::Code::Io:
    case Error::Code::Timeout:
    case Error::Code::Unavailable:
        return RpcCode::Unavailable;
    default:
        return RpcCode::InvalidArgument;
    }
}

OtlpAnswer refusal(const Error &error, OtlpForm form)
{
    const RpcCode code = codeOf(error.code);
    return {.code = code, .message = error.message, .body = rpcStatus(code, error.message, form)};
}

QByteArray partialSuccess(std::size_t refused, std::string_view message, OtlpForm form)
{
    if (form == OtlpForm::Json) {
        JsonWriter json;
        json.beginObject().key("partialSuccess").beginObject();
        json.field("rejectedDataPoints", std::to_string(refused)); // int64 is text in JSON
        json.field("errorMessage", message).endObject().endObject();
        return json.take();
    }
    std::string partial;
    appendNumber(partial, 1, refused);
    appendBytes(partial, 2, message);
    std::string response;
    appendBytes(response, 1, partial);
    return QByteArray::fromStdString(response);
}

} // namespace

QByteArray rpcStatus(RpcCode code, std::string_view message, OtlpForm form)
{
    const auto number = static_cast<unsigned>(code);
    if (form == OtlpForm::Json) {
        JsonWriter json;
        json.beginObject().field("code", number).field("message", message).endObject();
        return json.take();
    }
    std::string status;
    appendNumber(status, 1, number);
    appendBytes(status, 2, message);
    return QByteArray::fromStdString(status);
}

OtlpAnswer otlpAnswer(const Result<IngestReport> &report, OtlpForm form)
{
    if (!report)
        return refusal(report.error(), form);
    if (report->refused == 0)
        return {.message = {},
                .body = form == OtlpForm::Json ? QByteArrayLiteral("{}") : QByteArray()};
    if (report->stored == 0 && report->failure && report->failure->code == Error::Code::Exhausted)
        return refusal(*report->failure, form);
    std::string message = "some data points were refused";
    if (!report->rejected.empty())
        message = report->rejected.front().error;
    if (report->refused > 1)
        message += " (the first of " + std::to_string(report->refused) + ")";
    return {.message = {}, .body = partialSuccess(report->refused, message, form)};
}

} // namespace tinyobs::server
