#pragma once

// A way in beside the main port: StatsD, Graphite, OTLP over gRPC. One row of listenertable.h makes
// it. All listeners live in one network thread of their own, in which everything but counters() is
// called, the destructor too: sockets are made in listen() and may be plain members. What comes in
// goes to Engine::ingest, whose callback may come from the committer's thread: take it back into
// the listener's thread with QMetaObject::invokeMethod on a QObject that lives there.

#include "core/base/result.h"
#include "core/engine/settings.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace tinyobs::listeners {

/// Monotonic but for the first.
struct ListenerCounters
{
    std::uint64_t connectionsOpen = 0;
    std::uint64_t connectionsAccepted = 0;
    std::uint64_t connectionsRefused = 0; // over a cap
    std::uint64_t requests = 0;           // documents, datagrams
    std::uint64_t bytesReceived = 0;
    std::uint64_t bytesSent = 0;
    std::uint64_t dropped = 0; // datagrams that nobody could take
};

class Listener
{
public:
    virtual ~Listener() = default;

    /// Port 0 takes any free one; TCP and UDP of one listener share its number. An error is made by
    /// bindError() (app/server/gate/bindaddress.h) without advice: the caller adds whose port it
    /// usually is and which option moves it.
    virtual Result<void> listen(const ListenAddress &address) = 0;
    /// The port really used, 0 before listen().
    virtual std::uint16_t port() const = 0;
    /// Takes nothing new, lets what is under way finish and calls back, once, maybe at once. Who
    /// takes longer than two seconds is destroyed without it.
    virtual void stop(std::function<void()> stopped) = 0;
    /// From any thread. None when the HTTP server counts it all.
    virtual std::optional<ListenerCounters> counters() const = 0;
};

} // namespace tinyobs::listeners
