#include "app/daemon/commands/timeoption.h"

#include "core/base/quoted.h"
#include "core/base/units.h"
#include "core/ingest/timeparser.h"

namespace tinyobs::daemon {

Result<TimeMs> parseTimeOption(std::string_view option, std::string_view text, TimeMs nowMs)
{
    std::string_view rest = text;
    const bool fromNow = rest.starts_with("now");
    rest.remove_prefix(fromNow ? 3 : 0);
    if (fromNow && rest.empty())
        return nowMs;
    if (rest.starts_with('-')) {
        if (const auto before = parseDuration(rest.substr(1)))
            return nowMs - before->count();
    }
    if (const Result<TimeMs> absolute = parseTimestamp(text); absolute && !fromNow)
        return *absolute;
    return fail(Error::Code::InvalidArgument,
                "--" + std::string(option) + ": " + quoted(text) +
                    " is not RFC 3339 (2026-11-22T10:00:00Z), Unix seconds or milliseconds, now, "
                    "now-30m or -30m");
}

} // namespace tinyobs::daemon
