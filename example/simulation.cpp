#include "example/simulation.h"

#include <algorithm>

namespace tinyobs::example {
namespace {

constexpr client::TimeMs LongestStepMs = 15'000;

} // namespace

Simulation::Simulation(std::uint64_t seed, double speed, client::TimeMs startMs)
    : m_speed(speed)
    , m_startMs(startMs)
    , m_lastMs(startMs)
    , m_random(seed)
{
    for (const ServiceRow &row : services())
        m_services.emplace_back(row, unixSeconds(startMs));
}

double Simulation::unixSeconds(client::TimeMs nowMs) const
{
    return double(m_startMs) / 1000 + double(nowMs - m_startMs) / 1000 * m_speed;
}

void Simulation::advanceTo(client::TimeMs nowMs, const Faults &faults)
{
    const client::TimeMs elapsedMs = std::min(nowMs - m_lastMs, LongestStepMs);
    m_lastMs = nowMs;
    if (elapsedMs <= 0) // the clock was set back
        return;
    for (SimulatedService &service : m_services) {
        service.advance(unixSeconds(nowMs), double(elapsedMs) / 1000,
                        faults.effectOn(service.row().name, nowMs), m_random);
    }
}

void Simulation::collect(client::TimeMs nowMs, client::SampleList &out) const
{
    for (const SimulatedService &service : m_services)
        service.collect(nowMs, out);
}

std::size_t Simulation::seriesCount() const
{
    std::size_t count = 0;
    for (const SimulatedService &service : m_services)
        count += service.seriesCount();
    return count;
}

} // namespace tinyobs::example
