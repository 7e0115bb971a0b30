#include "app/daemon/commands/askoptions.h"

#include "app/daemon/commands/timeoption.h"
#include "core/base/quoted.h"
#include "core/base/rfc3339.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace tinyobs::daemon {

Result<Shape> readShape(const CommandLine &line)
{
    const bool isJson = line.has("json");
    const bool isCsv = line.has("csv");
    if (isJson && isCsv)
        return fail(Error::Code::InvalidArgument, "--json and --csv: choose one of them");
    return isJson ? Shape::Json : isCsv ? Shape::Csv : Shape::Table;
}

Result<void> addLimit(Pairs &parameters, const CommandLine &line)
{
    if (!line.has("limit"))
        return {};
    const std::string_view text = line.option("limit");
    std::uint64_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error != std::errc() || end != text.data() + text.size() || limit == 0)
        return fail(Error::Code::InvalidArgument,
                    "--limit: " + quoted(text) + " is not a whole number above 0");
    parameters.emplace_back("limit", text);
    return {};
}

Result<void> addTime(Pairs &parameters, const CommandLine &line, std::string_view option,
                     TimeMs nowMs)
{
    if (!line.has(option))
        return {};
    const Result<TimeMs> timeMs = parseTimeOption(option, line.option(option), nowMs);
    if (!timeMs)
        return Failure(timeMs.error());
    parameters.emplace_back(option, apiTime(*timeMs));
    return {};
}

std::string apiTime(TimeMs timeMs)
{
    std::array<char, 48> text;
    std::snprintf(text.data(), text.size(), "%.3f", double(timeMs) / 1000);
    return text.data();
}

std::string timeText(TimeMs timeMs)
{
    const auto text = formatRfc3339(timeMs);
    return {text.data(), text.size()};
}

} // namespace tinyobs::daemon
