#pragma once

// One simulated service: its releases and what they do. While a deployment rolls out two releases
// run side by side and share the traffic; then the old one's series end, as those of a stopped
// process would. Lives in the main thread.

#include "example/faults.h"
#include "example/models.h"

#include <deque>

namespace tinyobs::example {

class SimulatedService
{
public:
    SimulatedService(const ServiceRow &row, double unixSeconds);

    /// One step up to `unixSeconds` of simulated time, `elapsed` real seconds after the one before.
    void advance(double unixSeconds, double elapsed, const Effect &fault, Random &random);
    void collect(client::TimeMs nowMs, client::SampleList &out) const;
    std::size_t seriesCount() const;

    const ServiceRow &row() const { return m_row; }
    std::string currentVersion() const;

private:
    struct Release
    {
        int number; ///< 0 for the one the service started with
        double startedUnixSeconds;
        double upSeconds = 0;
        client::Registry registry;
        std::vector<std::unique_ptr<WorkloadModel>> models;

        Release(const ServiceRow &row, int number, double unixSeconds);
    };

    void deployWhenDue(double unixSeconds);
    void restartWhenDue(double unixSeconds, double elapsed, const Effect &fault);
    double newReleaseShare(double unixSeconds) const;

    const ServiceRow &m_row;
    double m_startUnixSeconds;
    double m_untilRestart = 0;      // seconds, while a fault restarts this service
    std::deque<Release> m_releases; // one, or two while a deployment rolls out: old, new
};

} // namespace tinyobs::example
