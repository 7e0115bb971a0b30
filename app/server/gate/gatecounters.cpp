#include "app/server/gate/gatecounters.h"

namespace tinyobs::server {

void GateCounters::countRefusal(std::string_view reason)
{
    const auto *found = std::find(RefusalReasons.begin(), RefusalReasons.end() - 1, reason);
    add(m_refused[std::size_t(found - RefusalReasons.begin())]);
}

void GateCounters::countResponse(int status, std::chrono::nanoseconds duration)
{
    const int statusClass = status / 100;
    add(m_responsesByClass[statusClass >= 1 && statusClass <= 5 ? std::size_t(statusClass) : 0]);
    const double seconds = std::chrono::duration<double>(duration).count();
    const auto &bounds = HttpCounters::LatencyBounds;
    const auto *bound = std::lower_bound(bounds.begin(), bounds.end(), seconds);
    add(m_latencyBuckets[std::size_t(bound - bounds.begin())]);
    add(m_latencySumNs, std::uint64_t(duration.count()));
}

void GateCounters::addTo(HttpCounters &sum) const
{
    const auto read = [](const Counter &counter) {
        return counter.load(std::memory_order_relaxed);
    };
    sum.connectionsOpen += read(connectionsOpen);
    sum.connectionsAccepted += read(connectionsAccepted);
    sum.connectionsRefused += read(connectionsRefused);
    sum.requests += read(requests);
    sum.bytesReceived += read(bytesReceived);
    sum.bytesSent += read(bytesSent);
    for (std::size_t i = 0; i < m_responsesByClass.size(); ++i)
        sum.responsesByClass[i] += read(m_responsesByClass[i]);
    sum.refusedByGate.resize(RefusalReasons.size());
    for (std::size_t i = 0; i < RefusalReasons.size(); ++i) {
        sum.refusedByGate[i].reason = RefusalReasons[i];
        sum.refusedByGate[i].count += read(m_refused[i]);
    }
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < m_latencyBuckets.size(); ++i) {
        cumulative += read(m_latencyBuckets[i]);
        sum.latencyBuckets[i] += cumulative;
    }
    sum.latencySumSeconds += double(read(m_latencySumNs)) / 1e9;
}

} // namespace tinyobs::server
