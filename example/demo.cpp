#include "example/demo.h"

#include "example/client/processmetrics.h"

#include <algorithm>

namespace tinyobs::example {
namespace {

// However often the buttons are pressed, this program stays small and so does what it sends.
constexpr std::size_t MostLeakedBytes = 96 << 20;
constexpr std::size_t MostSessions = 1500;
constexpr double LongestStepSeconds = 10;
constexpr client::TimeMs PastStepMs = 15'000; // an hour of it fits into the pusher's queue

} // namespace

Demo::Demo(const DemoOptions &options, client::TimeMs startMs)
    : m_registry(client::Labels{{"service", "example"}})
    , m_lastMs(startMs)
{
    client::addProcessMetrics(m_registry);
    if (options.traffic)
        m_simulation = std::make_unique<Simulation>(options.seed, options.speed, startMs);
}

void Demo::collect(client::TimeMs nowMs, client::SampleList &out)
{
    const double elapsed = std::clamp(double(nowMs - m_lastMs) / 1000, 0.0, LongestStepSeconds);
    m_lastMs = nowMs;
    const Effect effect = m_faults.effect(nowMs);
    leak(effect.leakBytesPerSecond, elapsed);
    addSessions(effect.newSeriesPerSecond, elapsed);
    if (m_simulation)
        m_simulation->advanceTo(nowMs, m_faults);

    const client::TimeMs stampMs = nowMs + effect.timeShiftMs;
    m_registry.collect(stampMs, out);
    if (m_sessions)
        m_sessions->collect(stampMs, out);
    if (m_simulation)
        m_simulation->collect(stampMs, out);
}

client::SampleList Demo::past(client::TimeMs nowMs)
{
    client::SampleList out;
    if (!m_simulation)
        return out;
    for (client::TimeMs timeMs = m_lastMs + PastStepMs; timeMs < nowMs; timeMs += PastStepMs) {
        m_simulation->advanceTo(timeMs, m_faults);
        m_simulation->collect(timeMs, out);
        m_lastMs = timeMs;
    }
    return out;
}

std::size_t Demo::seriesCount() const
{
    return m_registry.seriesCount() + (m_sessions ? m_sessions->seriesCount() : 0) +
           (m_simulation ? m_simulation->seriesCount() : 0);
}

std::size_t Demo::leakedBytes() const
{
    std::size_t total = 0;
    for (const std::string &block : m_leaked)
        total += block.size();
    return total;
}

void Demo::leak(std::int64_t bytesPerSecond, double elapsed)
{
    if (bytesPerSecond == 0) {
        m_leaked = {};
        return;
    }
    const auto bytes = std::size_t(double(bytesPerSecond) * elapsed);
    // Written to, or the pages would not be resident.
    m_leaked.emplace_back(std::min(bytes, MostLeakedBytes - leakedBytes()), 'x');
}

void Demo::addSessions(int perSecond, double elapsed)
{
    if (perSecond == 0) {
        m_sessions.reset();
        return;
    }
    if (!m_sessions)
        m_sessions = std::make_unique<client::Registry>(client::Labels{{"service", "checkout"}});
    for (int left = int(perSecond * elapsed); left > 0; --left) {
        if (m_sessions->seriesCount() >= MostSessions)
            return;
        const std::string session = "s" + std::to_string(++m_sessionNumber);
        m_sessions->gauge("session_cart_items", {{"session", session}})
            .set(double(1 + m_sessionNumber % 9));
    }
}

} // namespace tinyobs::example
