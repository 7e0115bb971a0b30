#pragma once

// Counters of the network threads: relaxed atomics, written by one thread each, read by any.

#include "app/server/httpserver.h"

#include <array>
#include <atomic>
#include <chrono>
#include <string_view>

namespace tinyobs::server {

/// Why the gate answers a request itself. The last row takes what is not listed.
inline constexpr std::array<std::string_view, 15> RefusalReasons{
    "bad_request",     "bad_version",        "bad_method", "head_too_large",
    "length_required", "body_too_large",     "timeout",    "host_not_allowed",
    "not_found",       "method_not_allowed", "no_answer",  "origin_not_allowed",
    "slow_reader",     "overloaded",         "other"};

class GateCounters
{
public:
    using Counter = std::atomic<std::uint64_t>;

    Counter connectionsOpen = 0;
    Counter connectionsAccepted = 0;
    Counter connectionsRefused = 0;
    Counter requests = 0;
    Counter bytesReceived = 0;
    Counter bytesSent = 0;

    static void add(Counter &counter, std::uint64_t count = 1)
    {
        counter.fetch_add(count, std::memory_order_relaxed);
    }

    void countRefusal(std::string_view reason);
    void countResponse(int status, std::chrono::nanoseconds duration);
    void addTo(HttpCounters &sum) const;

private:
    std::array<Counter, 6> m_responsesByClass{};
    std::array<Counter, RefusalReasons.size()> m_refused{};
    std::array<Counter, 9> m_latencyBuckets{}; // not cumulative
    Counter m_latencySumNs = 0;
};

} // namespace tinyobs::server
