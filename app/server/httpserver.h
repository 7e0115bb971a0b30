#pragma once

// The HTTP server: N network threads with a QHttpServer each, the gate in front of every
// connection. It may listen on further addresses, each with a route table of its own; threads and
// limits are shared. Created and stopped in the main thread; handlers run in the network threads.

#include "app/server/route.h"
#include "core/base/result.h"
#include "core/engine/settings.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tinyobs::server {

/// Counters of all network threads together, read by the self metrics. Monotonic but for the first.
struct HttpCounters
{
    std::uint64_t connectionsOpen = 0;
    std::uint64_t connectionsAccepted = 0;
    std::uint64_t connectionsRefused = 0; // over a cap
    std::uint64_t requests = 0;
    std::uint64_t bytesReceived = 0;
    std::uint64_t bytesSent = 0;
    std::array<std::uint64_t, 6> responsesByClass{}; // [2] = 2xx ... [5] = 5xx
    struct Refused
    {
        std::string_view reason; // "head_too_large", "bad_request", "timeout", ...
        std::uint64_t count = 0;
    };
    std::vector<Refused> refusedByGate;
    /// Request durations, head read to answer written: cumulative bucket counts at these seconds.
    static constexpr std::array<double, 8> LatencyBounds{0.0005, 0.001, 0.005, 0.01,
                                                         0.05,   0.1,   0.5,   1.0};
    std::array<std::uint64_t, 9> latencyBuckets{}; // the last one is +Inf
    double latencySumSeconds = 0;
};

/// A request that the gate refused before a handler saw it. Views, used during the call only.
struct RefusedByGate
{
    QHostAddress peer;
    std::optional<Method> method; // none: the head could not be read
    std::string_view path;        // as it was sent
    std::string_view reason;
    std::string_view message;
};
using RefusalObserver = std::function<void(const RefusedByGate &)>;

class HttpServer
{
public:
    /// The handlers in the table must be safe to call from several network threads.
    HttpServer(const HttpLimits &limits, std::vector<std::string> allowedHosts, RouteTable routes);
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    /// Is told of every such request, in the network threads. Before listen().
    void observeRefusals(RefusalObserver observer);
    /// Io when the port is in use ("port 8080 is in use ...") or the address is not ours.
    Result<void> listen(const ListenAddress &address);
    /// A further address with routes of its own; returns the port really used. After listen(), one
    /// call at a time, from any thread but the network threads. A refusal is one of bindError().
    Result<std::uint16_t> listenAlso(const ListenAddress &address, RouteTable routes);
    /// The port really used.
    std::uint16_t port() const;
    HttpCounters counters() const;
    /// Stops listening, lets requests under way finish for a moment, closes, joins the threads.
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs::server
