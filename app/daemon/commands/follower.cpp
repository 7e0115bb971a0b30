#include "app/daemon/commands/follower.h"

#include "app/daemon/print/seriestable.h"

#include <algorithm>

namespace tinyobs::daemon {

std::vector<FollowedSample> Follower::unseen(const QueryAnswer &window)
{
    std::vector<FollowedSample> found;
    std::unordered_map<std::string, std::vector<TimeMs>> seen;
    for (const AnswerSeries &series : window.series) {
        std::string key = seriesText(series.labels);
        const auto before = m_seen.find(key);
        std::vector<TimeMs> times;
        for (const AnswerPoint &point : series.points) {
            times.push_back(point.timeMs);
            if (before == m_seen.end() || !std::ranges::binary_search(before->second, point.timeMs))
                found.push_back({&series, &point});
        }
        seen.emplace(std::move(key), std::move(times));
    }
    m_seen = std::move(seen);
    std::ranges::stable_sort(found, {},
                             [](const FollowedSample &sample) { return sample.point->timeMs; });
    return found;
}

} // namespace tinyobs::daemon
