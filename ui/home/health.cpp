#include "ui/home/health.h"

#include <algorithm>

namespace tinyobs::ui {
namespace {

constexpr TimeMs UnknownLateMs = 30'000;
constexpr TimeMs UnknownStaleMs = 300'000;
// Three and ten missed times, but never nervous about those who send several times a second.
constexpr TimeMs LeastLateMs = 10'000;
constexpr TimeMs LeastStaleMs = 60'000;
constexpr TimeMs LateIntervals = 3;
constexpr TimeMs StaleIntervals = 10;

constexpr std::size_t KeptGaps = 15;
constexpr std::size_t NeededGaps = 3;

} // namespace

Health healthOf(TimeMs ageMs, std::optional<TimeMs> usualMs)
{
    const TimeMs lateMs = usualMs ? std::max(LeastLateMs, LateIntervals * *usualMs) : UnknownLateMs;
    const TimeMs staleMs =
        usualMs ? std::max(LeastStaleMs, StaleIntervals * *usualMs) : UnknownStaleMs;
    if (ageMs < lateMs)
        return Health::Sends;
    return ageMs < staleMs ? Health::Late : Health::Stale;
}

void SendRhythm::note(TimeMs lastTimeMs)
{
    if (m_lastTimeMs > 0 && lastTimeMs > m_lastTimeMs) {
        m_gapsMs.push_back(lastTimeMs - m_lastTimeMs);
        if (m_gapsMs.size() > KeptGaps)
            m_gapsMs.erase(m_gapsMs.begin());
    }
    m_lastTimeMs = std::max(m_lastTimeMs, lastTimeMs);
}

std::optional<TimeMs> SendRhythm::usualMs() const
{
    if (m_gapsMs.size() < NeededGaps)
        return {};
    std::vector<TimeMs> sorted = m_gapsMs;
    const auto middle = sorted.begin() + std::ptrdiff_t(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return *middle;
}

} // namespace tinyobs::ui
