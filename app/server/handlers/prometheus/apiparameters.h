#pragma once

// Parameters as Prometheus' HTTP API reads them: times, durations, limits and selectors, with its
// messages. A plain value.

#include "app/server/httpmessage.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/matcher.h"

#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace tinyobs::server {

inline constexpr TimeMs Always = std::numeric_limits<TimeMs>::min();
inline constexpr TimeMs Forever = std::numeric_limits<TimeMs>::max();

/// RFC 3339, or Unix seconds with a fraction.
Result<TimeMs> parseApiTime(std::string_view text);
/// Seconds with a fraction, or 1h30m.
Result<std::chrono::nanoseconds> parseApiDuration(std::string_view text);

class ApiParameters
{
public:
    /// Of the URL and, of a form, of the body; the form's stand first, as in Go.
    explicit ApiParameters(const HttpRequest &request);

    /// The first one of the name; empty when absent.
    std::string_view text(std::string_view name) const { return m_pairs.value(name); }

    // Errors read: invalid parameter "start": cannot parse "x" to a valid timestamp
    Result<TimeMs> time(std::string_view name, TimeMs absent) const;
    Result<TimeMs> requiredTime(std::string_view name) const;
    Result<std::optional<std::chrono::nanoseconds>> duration(std::string_view name) const;
    /// 0: none.
    Result<std::size_t> limit() const;
    /// What stands in match[].
    Result<std::vector<std::vector<Matcher>>> selectors() const;

private:
    QueryParameters m_pairs;
};

/// invalid parameter "name": what
Failure invalidParameter(std::string_view name, std::string_view what);

} // namespace tinyobs::server
