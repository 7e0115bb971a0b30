#include "example/faults.h"

#include <algorithm>
#include <array>

namespace tinyobs::example {
namespace {

using namespace std::chrono_literals;

constexpr std::array Rows{
    FaultRow{
        .id = "latency-spike",
        .title = "Latency spike",
        .text = "The checkout service answers eight times as slowly. Its p95 jumps and its "
                "database pool "
                "fills.",
        .service = "checkout",
        .limit = 120s,
        .effect = {.latencyFactor = 8},
    },
    FaultRow{
        .id = "error-burst",
        .title = "Error burst",
        .text = "The payments service answers a third of its requests with 503.",
        .service = "payments",
        .limit = 120s,
        .effect = {.failShare = 0.33},
    },
    FaultRow{
        .id = "memory-leak",
        .title = "Memory leak",
        .text = "This process allocates 1 MiB a second and gives it back at the end. "
                "Watch process_resident_memory_bytes.",
        .service = {},
        .limit = 90s,
        .effect = {.leakBytesPerSecond = 1 << 20},
    },
    FaultRow{
        .id = "counter-reset",
        .title = "Counter reset",
        .text = "The catalog service restarts every 15 seconds. Its counters begin at zero again, "
                "its rates must "
                "not.",
        .service = "catalog",
        .limit = 60s,
        .effect = {.restartEverySeconds = 15},
    },
    FaultRow{
        .id = "clock-skew",
        .title = "Clock skew",
        .text = "Every timestamp is 90 seconds behind, so samples arrive out of order.",
        .service = {},
        .limit = 60s,
        .effect = {.timeShiftMs = -90'000},
    },
    FaultRow{
        .id = "cardinality-bomb",
        .title = "Cardinality bomb",
        .text = "A session number in a label makes 20 new series a second, at most 1,500.",
        .service = {},
        .limit = 75s,
        .effect = {.newSeriesPerSecond = 20},
    },
};

void combine(Effect &into, const Effect &effect)
{
    into.latencyFactor *= effect.latencyFactor;
    into.failShare = std::min(1.0, into.failShare + effect.failShare);
    into.restartEverySeconds = std::max(into.restartEverySeconds, effect.restartEverySeconds);
    into.leakBytesPerSecond += effect.leakBytesPerSecond;
    into.timeShiftMs += effect.timeShiftMs;
    into.newSeriesPerSecond += effect.newSeriesPerSecond;
}

} // namespace

std::span<const FaultRow> faultRows()
{
    return Rows;
}

Faults::Faults()
    : m_untilMs(Rows.size())
{
}

std::optional<std::size_t> Faults::rowOf(std::string_view id)
{
    const auto found = std::ranges::find(Rows, id, &FaultRow::id);
    if (found == Rows.end())
        return std::nullopt;
    return std::size_t(found - Rows.begin());
}

bool Faults::start(std::string_view id, client::TimeMs nowMs)
{
    const std::optional<std::size_t> row = rowOf(id);
    if (row)
        m_untilMs[*row] = nowMs + std::chrono::milliseconds(Rows[*row].limit).count();
    return row.has_value();
}

bool Faults::stop(std::string_view id)
{
    const std::optional<std::size_t> row = rowOf(id);
    if (row)
        m_untilMs[*row] = 0;
    return row.has_value();
}

bool Faults::isActive(std::size_t row, client::TimeMs nowMs) const
{
    return nowMs < m_untilMs[row];
}

std::chrono::milliseconds Faults::timeLeft(std::size_t row, client::TimeMs nowMs) const
{
    return std::chrono::milliseconds(std::max<client::TimeMs>(0, m_untilMs[row] - nowMs));
}

Effect Faults::effectOn(std::string_view service, client::TimeMs nowMs) const
{
    Effect all;
    for (std::size_t row = 0; row < Rows.size(); ++row) {
        if (isActive(row, nowMs) && Rows[row].service == service)
            combine(all, Rows[row].effect);
    }
    return all;
}

Effect Faults::effect(client::TimeMs nowMs) const
{
    Effect all;
    for (std::size_t row = 0; row < Rows.size(); ++row) {
        if (isActive(row, nowMs))
            combine(all, Rows[row].effect);
    }
    return all;
}

} // namespace tinyobs::example
