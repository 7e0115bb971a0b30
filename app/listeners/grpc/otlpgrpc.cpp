#include "app/listeners/grpc/otlpgrpc.h"

#include "app/listeners/grpc/grpclistener.h"
#include "app/server/handlers/ingest/otlpanswer.h"

#include <utility>

namespace tinyobs::listeners {
namespace {

constexpr std::string_view Method =
    "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

GrpcAnswer answerOf(const Result<IngestReport> &report)
{
    server::OtlpAnswer answer = server::otlpAnswer(report, server::OtlpForm::Protobuf);
    const bool isOk = answer.code == server::RpcCode::Ok;
    return {.status = static_cast<GrpcStatus>(answer.code),
            .message = std::move(answer.message),
            .response = isOk ? std::move(answer.body) : QByteArray(),
            .mayRepeat = !isOk && answer.code != server::RpcCode::InvalidArgument};
}

} // namespace

std::unique_ptr<Listener> makeOtlpGrpcListener(const ListenerContext &context)
{
    return makeGrpcListener(context, {.method = Method, .format = WireFormat::OtlpProtobuf},
                            answerOf);
}

} // namespace tinyobs::listeners
