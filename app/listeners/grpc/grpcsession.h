#pragma once

// One gRPC connection without its socket: bytes of HTTP/2 go in, whole calls come out, answers go
// in, bytes come out. Frames, header compression and flow control are nghttp2's; what a call may be
// and how large is decided here. Hostile input ends in a refused call or in feed() == false, never
// in more memory than the limits allow. One thread; time is told from outside.

#include "app/listeners/grpc/grpcstatus.h"
#include "app/server/gate/bodybudget.h"
#include "core/engine/settings.h"
#include "core/ingest/wireformats.h"

#include <QByteArray>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::listeners {

/// What is served: one method whose messages are documents of one format.
struct GrpcService
{
    std::string_view method; // "/package.Service/Method"
    WireFormat format;
};

/// A whole request message, as it was sent.
struct GrpcCall
{
    std::int32_t stream = 0;
    BodyEncoding encoding = BodyEncoding::Identity;
    QByteArray message; // 64 spare bytes of capacity behind it
};

/// A call that was refused before it was whole.
struct RefusedCall
{
    std::string_view reason; // one of RequestReasons
    std::string method;
    std::string message;
};

class GrpcSession
{
public:
    using Clock = std::chrono::steady_clock;

    /// Streams of one connection at a time; further ones are refused by nghttp2.
    static constexpr std::uint32_t MaxStreams = 100;

    /// Service, limits and budget must outlive the session.
    GrpcSession(const GrpcService &service, const HttpLimits &limits, server::BodyBudget &budget,
                Clock::time_point now);
    ~GrpcSession();
    GrpcSession(const GrpcSession &) = delete;
    GrpcSession &operator=(const GrpcSession &) = delete;

    /// False when nothing more can be read: what takeOutput() still has is sent, then it is over.
    bool feed(std::string_view bytes, Clock::time_point now);
    /// Calls that have become whole.
    std::vector<GrpcCall> takeCalls();
    /// Calls that were answered here.
    std::vector<RefusedCall> takeRefused();
    /// Ignored when the stream has gone.
    void answer(std::int32_t stream, const GrpcAnswer &answer);
    /// About `leastBytes` of what is to be sent; empty when there is nothing at the moment.
    QByteArray takeOutput(std::size_t leastBytes);

    /// Refuses what came too slowly. False when the connection has idled for too long.
    bool checkDeadlines(Clock::time_point now);
    /// Takes no new streams; those that are open are finished.
    void goAway();
    bool hasStreams() const;
    /// Neither to send nor to receive anything any more.
    bool isOver() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs::listeners
