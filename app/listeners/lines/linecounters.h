#pragma once

// What one line listener counts: written in the listeners' thread, read from any.

#include <atomic>
#include <cstdint>

namespace tinyobs::listeners {

struct LineCounters
{
    using Counter = std::atomic<std::uint64_t>;

    Counter connectionsOpen = 0;
    Counter connectionsAccepted = 0;
    Counter connectionsRefused = 0;
    Counter documents = 0; // datagrams, and what came over TCP at a time
    Counter bytesReceived = 0;
    Counter datagramsDropped = 0; // by the kernel, or because storage did not take them

    static void add(Counter &counter, std::uint64_t count = 1)
    {
        counter.fetch_add(count, std::memory_order_relaxed);
    }
};

} // namespace tinyobs::listeners
