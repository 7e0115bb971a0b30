#pragma once

// How an export of OpenTelemetry is answered, whatever carried it: the bytes of an
// ExportMetricsServiceResponse or of a google.rpc.Status, in the form of the request. Plain
// functions, usable in any thread.

#include "core/engine/engine.h"

#include <QByteArray>

#include <string>
#include <string_view>

namespace tinyobs::server {

enum class OtlpForm : unsigned char { Protobuf, Json };

/// The codes of google.rpc.Code that are answered with; gRPC's grpc-status.
enum class RpcCode : unsigned char {
    Ok = 0,
    InvalidArgument = 3,   // not to be sent again
    ResourceExhausted = 8, // to be sent again later
    Unavailable = 14,      // to be sent again later
};

struct OtlpAnswer
{
    RpcCode code = RpcCode::Ok;
    std::string message; // empty when it is Ok
    QByteArray body;     // ExportMetricsServiceResponse when it is Ok, else Status
};

/// What was refused beside what was stored is no error but a partial success. Only when nothing was
/// stored, for want of room that there may be later, the sender is asked to send again.
OtlpAnswer otlpAnswer(const Result<IngestReport> &report, OtlpForm form);

/// google.rpc.Status
QByteArray rpcStatus(RpcCode code, std::string_view message, OtlpForm form);

} // namespace tinyobs::server
