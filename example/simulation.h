#pragma once

// The traffic of all simulated services. Deterministic: the same seed, start and steps give the
// same samples. Lives in the main thread.

#include "example/simulatedservice.h"

namespace tinyobs::example {

class Simulation
{
public:
    /// `speed` is how much faster than real time the simulated day passes.
    Simulation(std::uint64_t seed, double speed, client::TimeMs startMs);

    /// Lets the traffic since the last step happen. A longer pause, such as a suspended machine,
    /// counts as a step of at most 15 seconds.
    void advanceTo(client::TimeMs nowMs, const Faults &faults);
    void collect(client::TimeMs nowMs, client::SampleList &out) const;
    std::size_t seriesCount() const;

    const std::deque<SimulatedService> &simulatedServices() const { return m_services; }

private:
    double unixSeconds(client::TimeMs nowMs) const;

    double m_speed;
    client::TimeMs m_startMs;
    client::TimeMs m_lastMs;
    Random m_random;
    std::deque<SimulatedService> m_services;
};

} // namespace tinyobs::example
