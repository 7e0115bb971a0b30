#pragma once

// Whether a service still sends, judged by how often it usually does: what is late for one that
// sends every second is nothing for one that sends every minute. Plain values.

#include "core/base/clock.h"

#include <optional>
#include <vector>

namespace tinyobs::ui {

enum class Health { Sends, Late, Stale };

/// Without a usual interval (nothing was seen to arrive yet) half a minute and five minutes decide.
Health healthOf(TimeMs ageMs, std::optional<TimeMs> usualMs);

/// How often something comes, learnt from looking at it once a second.
class SendRhythm
{
public:
    /// The newest sample's time, as often as one looks.
    void note(TimeMs lastTimeMs);
    /// The median of the last gaps; none before there are three of them.
    std::optional<TimeMs> usualMs() const;

private:
    TimeMs m_lastTimeMs = 0;
    std::vector<TimeMs> m_gapsMs; // the newest last
};

} // namespace tinyobs::ui
