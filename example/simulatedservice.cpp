#include "example/simulatedservice.h"

#include <algorithm>
#include <cmath>

namespace tinyobs::example {
namespace {

// The first deployment comes soon after the start, so that a short visit sees one.
constexpr double FirstDeploySeconds = 240;

std::string versionOf(const ServiceRow &row, int number)
{
    return "1." + std::to_string(row.firstMinor + number) + ".0";
}

bool isSlow(int number)
{
    return number % 2 == 1;
}

} // namespace

SimulatedService::Release::Release(const ServiceRow &row, int releaseNumber, double unixSeconds)
    : number(releaseNumber)
    , startedUnixSeconds(unixSeconds)
    , registry(client::Labels{{"service", std::string(row.name)},
                              {"version", versionOf(row, releaseNumber)}})
{
    registry.gauge("build_info").set(1);
    for (const Workload &workload : workloads()) {
        if (workload.service == row.name)
            models.push_back(makeModel(workload, registry, unixSeconds));
    }
}

SimulatedService::SimulatedService(const ServiceRow &row, double unixSeconds)
    : m_row(row)
    , m_startUnixSeconds(unixSeconds)
{
    m_releases.emplace_back(row, 0, unixSeconds);
}

void SimulatedService::advance(double unixSeconds, double elapsed, const Effect &fault,
                               Random &random)
{
    deployWhenDue(unixSeconds);
    restartWhenDue(unixSeconds, elapsed, fault);
    const double newShare = newReleaseShare(unixSeconds);
    for (Release &release : m_releases) {
        const bool isNewest = &release == &m_releases.back();
        release.upSeconds += elapsed;
        const Moment moment{
            .unixSeconds = unixSeconds,
            .elapsed = elapsed,
            .upSeconds = release.upSeconds,
            .share = isNewest ? newShare : 1 - newShare,
            .latencyFactor =
                fault.latencyFactor * (isSlow(release.number) ? m_row.slowReleaseLatency : 1),
            .failShare = std::min(1.0, fault.failShare + errorBurstShare(m_row.name, unixSeconds)),
        };
        for (const auto &model : release.models)
            model->advance(moment, random);
    }
    if (m_releases.size() > 1 && newShare >= 1)
        m_releases.pop_front();
}

void SimulatedService::deployWhenDue(double unixSeconds)
{
    if (m_row.deployEverySeconds <= 0)
        return;
    const double sinceFirst = unixSeconds - m_startUnixSeconds - FirstDeploySeconds;
    const int due = sinceFirst < 0 ? 0 : 1 + int(sinceFirst / m_row.deployEverySeconds);
    if (due > m_releases.back().number && m_releases.size() == 1)
        m_releases.emplace_back(m_row, due, unixSeconds);
}

void SimulatedService::restartWhenDue(double unixSeconds, double elapsed, const Effect &fault)
{
    if (fault.restartEverySeconds <= 0) {
        m_untilRestart = 0;
        return;
    }
    if (m_untilRestart <= 0) {
        const int number = m_releases.back().number;
        m_releases.clear();
        m_releases.emplace_back(m_row, number, unixSeconds);
        m_untilRestart = fault.restartEverySeconds;
    }
    m_untilRestart -= elapsed;
}

double SimulatedService::newReleaseShare(double unixSeconds) const
{
    const Release &newest = m_releases.back();
    if (m_releases.size() == 1)
        return 1;
    return std::clamp((unixSeconds - newest.startedUnixSeconds) / m_row.rolloutSeconds, 0.0, 1.0);
}

void SimulatedService::collect(client::TimeMs nowMs, client::SampleList &out) const
{
    for (const Release &release : m_releases)
        release.registry.collect(nowMs, out);
}

std::size_t SimulatedService::seriesCount() const
{
    std::size_t count = 0;
    for (const Release &release : m_releases)
        count += release.registry.seriesCount();
    return count;
}

std::string SimulatedService::currentVersion() const
{
    return versionOf(m_row, m_releases.back().number);
}

} // namespace tinyobs::example
