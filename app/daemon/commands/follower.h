#pragma once

// What of overlapping windows of samples has not been seen before. A plain value.

#include "app/daemon/client/answerreader.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace tinyobs::daemon {

struct FollowedSample
{
    const AnswerSeries *series = nullptr;
    const AnswerPoint *point = nullptr;
};

class Follower
{
public:
    /// Those that the last window did not have, by time. A window must not begin before the last
    /// one did, and reach back far enough for samples that come late. Pointers into the answer.
    std::vector<FollowedSample> unseen(const QueryAnswer &window);

private:
    std::unordered_map<std::string, std::vector<TimeMs>> m_seen; // times of the last window
};

} // namespace tinyobs::daemon
