#pragma once

// The parameters of a request, read in one place: times, durations, counts, switches and label
// conditions. An error names the parameter, the value seen and what is allowed. A plain value.

#include "app/server/httpmessage.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/matcher.h"

#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace tinyobs::server {

class Parameters
{
public:
    Parameters(QueryParameters pairs, TimeMs nowMs);

    const std::vector<std::pair<std::string, std::string>> &pairs() const
    {
        return m_pairs.pairs();
    }
    /// Empty when absent.
    std::string_view text(std::string_view name) const { return m_pairs.value(name); }
    Result<std::string_view> requiredText(std::string_view name) const;

    /// RFC 3339, Unix seconds or milliseconds, or relative: now, now-30m, -30m.
    Result<TimeMs> time(std::string_view name, TimeMs absent) const;
    /// Seconds ("15", "0.5") or a number with a unit: ms, s, m, h, d, w. Zero when absent.
    Result<TimeMs> durationMs(std::string_view name) const;
    Result<std::size_t> count(std::string_view name, std::size_t absent, std::size_t most) const;
    /// 1, true, 0, false.
    Result<bool> isOn(std::string_view name, bool absent) const;

    /// What stands in match[], which must be there.
    Result<std::vector<std::vector<Matcher>>> selectors() const;

    /// Every parameter that is not in `own` is a condition on the label of its name. Those in
    /// `metricNames` are conditions on the metric's name. `label.<name>` is always the label.
    Result<std::vector<Matcher>>
    conditions(std::initializer_list<std::string_view> own,
               std::initializer_list<std::string_view> metricNames) const;

private:
    QueryParameters m_pairs;
    TimeMs m_nowMs;
};

} // namespace tinyobs::server
