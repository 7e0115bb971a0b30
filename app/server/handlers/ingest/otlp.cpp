// OpenTelemetry's exporters send again after 429, 502, 503 and 504 and drop the request after any
// other error, so the good points of a request are stored whatever its bad ones are.

#include "app/server/handlers/ingest/otlpanswer.h"
#include "app/server/handlers/ingest/protocol.h"

#include <utility>

namespace tinyobs::server {
namespace {

QByteArray typeOf(OtlpForm form)
{
    return form == OtlpForm::Json ? QByteArrayLiteral("application/json")
                                  : QByteArrayLiteral("application/x-protobuf");
}

int httpStatusOf(RpcCode code)
{
    switch (code) {
    case RpcCode::Ok:
        return 200;
    case RpcCode::ResourceExhausted:
        return 429;
    case RpcCode::Unavailable:
        return 503;
    case RpcCode::InvalidArgument:
        break;
    }
    return 400;
}

Result<IngestSetup> setup(const HttpRequest &, const Parameters &)
{
    return IngestSetup{.mode = AppendMode::GoodRows, .options = {}};
}

template <OtlpForm form>
HttpResponse answer(const Result<IngestReport> &report, AppendMode)
{
    OtlpAnswer answer = otlpAnswer(report, form);
    HttpResponse response{.status = httpStatusOf(answer.code),
                          .contentType = typeOf(form),
                          .body = std::move(answer.body),
                          .headers = {}};
    if (answer.code == RpcCode::ResourceExhausted || answer.code == RpcCode::Unavailable)
        response.headers.push_back({QByteArrayLiteral("Retry-After"), QByteArrayLiteral("1")});
    return response;
}

template <OtlpForm form>
HttpResponse refuse(int status, std::string_view message)
{
    return {.status = status,
            .contentType = typeOf(form),
            .body = rpcStatus(RpcCode::InvalidArgument, message, form),
            .headers = {}};
}

} // namespace

const IngestProtocol OtlpProtobuf{WireFormat::OtlpProtobuf, setup, answer<OtlpForm::Protobuf>,
                                  refuse<OtlpForm::Protobuf>};
const IngestProtocol OtlpJson{WireFormat::OtlpJson, setup, answer<OtlpForm::Json>,
                              refuse<OtlpForm::Json>};

} // namespace tinyobs::server
