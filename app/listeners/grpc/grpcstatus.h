#pragma once

// How a gRPC call ends: the status codes we use and what is told beside them. Plain values. The
// numbers are those of gRPC's own table of status codes.

#include <QByteArray>

#include <chrono>
#include <string>
#include <string_view>

namespace tinyobs::listeners {

enum class GrpcStatus : unsigned char {
    Ok = 0,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Unavailable = 14
};

/// The end of one call: a message when it went well, else why it did not.
struct GrpcAnswer
{
    GrpcStatus status = GrpcStatus::Ok;
    std::string message = {}; // with any other status
    QByteArray response = {}; // with Ok: the bytes of the response message
    int httpStatus = 200;     // another one for those who do not speak gRPC
    bool mayRepeat = false;   // the same call may succeed a little later
};

/// What a client should wait before it repeats a call that it may repeat.
inline constexpr std::chrono::seconds RetryDelay{5};

/// As grpc-status-details-bin has it: a google.rpc.Status with a google.rpc.RetryInfo, without
/// which exporters of OpenTelemetry drop what was refused with ResourceExhausted.
std::string retryDetails(const GrpcAnswer &answer);

/// As grpc-message has it: everything but printable ASCII, and the percent sign, becomes %XX.
std::string percentEncoded(std::string_view text);

} // namespace tinyobs::listeners
