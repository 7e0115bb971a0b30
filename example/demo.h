#pragma once

// All that is measured in this program: the simulated services, the real requests and process, and
// the faults that bend them. Knows no network and no clock: it is asked for samples with a time.
// Lives in the main thread.

#include "example/simulation.h"

namespace tinyobs::example {

struct DemoOptions
{
    std::uint64_t seed = 1;
    double speed = 1;
    bool traffic = true;
};

class Demo
{
public:
    Demo(const DemoOptions &options, client::TimeMs startMs);

    /// One step of everything, then one sample per series.
    void collect(client::TimeMs nowMs, client::SampleList &out);
    /// Plays the simulated services from the start up to `nowMs`, so that charts need not begin
    /// empty. This process has no past: its own series are not in it.
    client::SampleList past(client::TimeMs nowMs);

    /// The series of this process itself, label `service` = "example".
    client::Registry &registry() { return m_registry; }
    Faults &faults() { return m_faults; }
    const Faults &faults() const { return m_faults; }
    /// Null without traffic.
    const Simulation *simulation() const { return m_simulation.get(); }
    std::size_t seriesCount() const;
    std::size_t leakedBytes() const;

private:
    void leak(std::int64_t bytesPerSecond, double elapsed);
    void addSessions(int perSecond, double elapsed);

    Faults m_faults;
    client::Registry m_registry;
    std::unique_ptr<Simulation> m_simulation;
    std::vector<std::string> m_leaked;
    std::unique_ptr<client::Registry> m_sessions; // only while the cardinality bomb is on
    std::uint64_t m_sessionNumber = 0;
    client::TimeMs m_lastMs;
};

} // namespace tinyobs::example
