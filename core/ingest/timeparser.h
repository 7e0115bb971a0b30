#pragma once

// Times as clients write them: RFC 3339 with any offset and fraction, or Unix seconds or
// milliseconds as a number. Fractions below a millisecond are cut off. The free functions are
// usable in any thread; a TimeParser belongs to one.

#include "core/base/clock.h"
#include "core/base/result.h"

#include <string_view>

namespace tinyobs {

/// Numbers of this size or above are milliseconds, below it seconds.
inline constexpr double MillisecondsFrom = 1e11;

/// "2026-11-22T10:00:00.123+01:00": the offset is required, "Z", "+HH:MM" or "+HHMM".
Result<TimeMs> parseRfc3339(std::string_view text);

/// Unix seconds, or milliseconds from MillisecondsFrom on.
Result<TimeMs> fromUnixNumber(double number);
/// "1795341600", "1795341600.25", "1795341600250", "1.7953416e9".
Result<TimeMs> parseUnixTime(std::string_view text);

/// Either of the two, by the look of it.
Result<TimeMs> parseTimestamp(std::string_view text);

/// parseRfc3339() that remembers the last "YYYY-MM-DDTHH:MM": samples of one request mostly share
/// it, and a calendar costs ten times what the rest does.
class TimeParser
{
public:
    Result<TimeMs> parse(std::string_view text);

private:
    static constexpr std::size_t PrefixLength = 16;
    char m_prefix[PrefixLength + 1] = "1970-01-01T00:00";
    TimeMs m_prefixMs = 0;
};

} // namespace tinyobs
