#pragma once

// Time as TinyObs counts it: signed Unix milliseconds, read through an injected Clock so that tests
// own the time. Clocks are safe to read from any thread.

#include <atomic>
#include <cstdint>

namespace tinyobs {

/// Unix time in milliseconds, UTC.
using TimeMs = std::int64_t;

class Clock
{
public:
    virtual ~Clock() = default;
    /// Wall clock; may jump either way.
    virtual TimeMs nowMs() const = 0;
};

class SystemClock : public Clock
{
public:
    TimeMs nowMs() const override;
};

/// A clock that stands still until it is told otherwise.
class ManualClock : public Clock
{
public:
    explicit ManualClock(TimeMs startMs)
        : m_nowMs(startMs)
    {
    }
    TimeMs nowMs() const override { return m_nowMs.load(std::memory_order_relaxed); }
    void set(TimeMs timeMs) { m_nowMs.store(timeMs, std::memory_order_relaxed); }
    void advance(TimeMs deltaMs) { m_nowMs.fetch_add(deltaMs, std::memory_order_relaxed); }

private:
    std::atomic<TimeMs> m_nowMs;
};

} // namespace tinyobs
