#pragma once

// Faults on demand: what the buttons of the page switch on. Each ends by itself after its limit, so
// that a demonstration cannot be left broken. Lives in the main thread.

#include "example/client/sample.h"

#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tinyobs::example {

/// What a fault does while it is on; the fields of one that does nothing.
struct Effect
{
    double latencyFactor = 1;            ///< of the fault's service
    double failShare = 0;                ///< of the fault's service
    double restartEverySeconds = 0;      ///< the fault's service starts anew; 0: never
    std::int64_t leakBytesPerSecond = 0; ///< this process really allocates them
    std::int64_t timeShiftMs = 0;        ///< of every timestamp that is sent
    int newSeriesPerSecond = 0;
};

struct FaultRow
{
    std::string_view id;
    std::string_view title;
    std::string_view text; ///< what to expect on the charts
    std::string_view service;
    std::chrono::seconds limit;
    Effect effect;
};

std::span<const FaultRow> faultRows();

class Faults
{
public:
    Faults();

    /// False when there is no fault of that id.
    bool start(std::string_view id, client::TimeMs nowMs);
    bool stop(std::string_view id);

    bool isActive(std::size_t row, client::TimeMs nowMs) const;
    std::chrono::milliseconds timeLeft(std::size_t row, client::TimeMs nowMs) const;

    /// The faults of one service that are on, combined.
    Effect effectOn(std::string_view service, client::TimeMs nowMs) const;
    /// All faults that are on, combined.
    Effect effect(client::TimeMs nowMs) const;

private:
    static std::optional<std::size_t> rowOf(std::string_view id);

    std::vector<client::TimeMs> m_untilMs; // by row; a past time when off
};

} // namespace tinyobs::example
