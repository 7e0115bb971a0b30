#include "core/ingest/timeparser.h"

#include "core/base/quoted.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <optional>

namespace tinyobs {
namespace {

constexpr TimeMs SecondMs = 1000;
constexpr TimeMs MinuteMs = 60 * SecondMs;
constexpr TimeMs HourMs = 60 * MinuteMs;
constexpr TimeMs DayMs = 24 * HourMs;
constexpr double LargestMs = 253402300799999.0; // the end of the year 9999

Failure malformed(std::string_view text, std::string_view why)
{
    return fail(Error::Code::InvalidArgument,
                "time " + quoted(text) + " " + std::string(why) +
                    ", expected RFC 3339 such as 2026-11-22T10:00:00Z");
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The two digits at `at`, or -1. The caller has checked the length.
int twoDigits(const char *at)
{
    if (!isDigit(at[0]) || !isDigit(at[1]))
        return -1;
    return (at[0] - '0') * 10 + (at[1] - '0');
}

/// "YYYY-MM-DDTHH:MM" (T, t or a space) as Unix milliseconds.
std::optional<TimeMs> parsePrefix(const char *at)
{
    const int century = twoDigits(at);
    const int yearOfCentury = twoDigits(at + 2);
    const int month = twoDigits(at + 5);
    const int day = twoDigits(at + 8);
    const int hour = twoDigits(at + 11);
    const int minute = twoDigits(at + 14);
    const bool separated = at[4] == '-' && at[7] == '-' && at[13] == ':' &&
                           (at[10] == 'T' || at[10] == 't' || at[10] == ' ');
    if (!separated || century < 0 || yearOfCentury < 0 || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || month < 1 || day < 1)
        return std::nullopt;
    using namespace std::chrono;
    const year_month_day date{year(century * 100 + yearOfCentury),
                              std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok())
        return std::nullopt;
    return sys_days(date).time_since_epoch().count() * DayMs + hour * HourMs + minute * MinuteMs;
}

/// ".123456" at the front: takes it off and returns its milliseconds; nothing when it has no digit.
std::optional<TimeMs> takeFraction(std::string_view &text)
{
    if (text.empty() || text.front() != '.')
        return 0;
    TimeMs ms = 0;
    TimeMs unit = 100;
    std::size_t length = 1;
    for (; length < text.size() && isDigit(text[length]); ++length) {
        ms += (text[length] - '0') * unit;
        unit /= 10;
    }
    if (length == 1)
        return std::nullopt;
    text.remove_prefix(length);
    return ms;
}

/// "Z", "+HH:MM" or "+HHMM" and nothing behind it: what to subtract.
std::optional<TimeMs> parseOffset(std::string_view text)
{
    if (text == "Z" || text == "z")
        return 0;
    const bool withColon = text.size() == 6 && text[3] == ':';
    if ((text.size() != 5 && !withColon) || (text[0] != '+' && text[0] != '-'))
        return std::nullopt;
    const int hours = twoDigits(text.data() + 1);
    const int minutes = twoDigits(text.data() + (withColon ? 4 : 3));
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return std::nullopt;
    const TimeMs offset = hours * HourMs + minutes * MinuteMs;
    return text[0] == '-' ? -offset : offset;
}

/// ":SS[.fraction]offset", what stands behind the prefix.
Result<TimeMs> parseRest(std::string_view whole, std::string_view rest)
{
    const int second = rest.size() >= 3 && rest[0] == ':' ? twoDigits(rest.data() + 1) : -1;
    if (second < 0 || second > 60) // 60: a leap second, counted as the next one
        return malformed(whole, "has no seconds");
    rest.remove_prefix(3);
    const std::optional<TimeMs> fraction = takeFraction(rest);
    if (!fraction)
        return malformed(whole, "has a bad fraction");
    if (rest.empty())
        return malformed(whole, "has no offset");
    const std::optional<TimeMs> offset = parseOffset(rest);
    if (!offset)
        return malformed(whole, "has a bad offset");
    return second * SecondMs + *fraction - *offset;
}

} // namespace

Result<TimeMs> TimeParser::parse(std::string_view text)
{
    if (text.size() < PrefixLength)
        return malformed(text, "is too short");
    if (std::memcmp(text.data(), m_prefix, PrefixLength) != 0) {
        const std::optional<TimeMs> prefixMs = parsePrefix(text.data());
        if (!prefixMs)
            return malformed(text, "is not a date and time");
        std::memcpy(m_prefix, text.data(), PrefixLength);
        m_prefixMs = *prefixMs;
    }
    Result<TimeMs> rest = parseRest(text, text.substr(PrefixLength));
    if (rest)
        *rest += m_prefixMs;
    return rest;
}

Result<TimeMs> parseRfc3339(std::string_view text)
{
    return TimeParser().parse(text);
}

Result<TimeMs> fromUnixNumber(double number)
{
    const double ms = std::abs(number) >= MillisecondsFrom ? number : number * SecondMs;
    if (!(std::abs(ms) <= LargestMs)) {
        std::array<char, 32> text;
        const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
        return fail(Error::Code::InvalidArgument,
                    "time " + std::string(text.data(), end) + " is out of range");
    }
    // Seconds of our age are held to a quarter of a microsecond, so that .123 may come out just
    // below.
    return static_cast<TimeMs>(std::floor(ms + 1.0 / 2048));
}

Result<TimeMs> parseUnixTime(std::string_view text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::invalid_argument || end != text.data() + text.size())
        return malformed(text, "is not a number of Unix seconds or milliseconds");
    if (error == std::errc::result_out_of_range)
        return malformed(text, "is out of range");
    return fromUnixNumber(number);
}

Result<TimeMs> parseTimestamp(std::string_view text)
{
    const bool dated = text.size() > 4 && text[4] == '-' && isDigit(text[0]);
    return dated ? parseRfc3339(text) : parseUnixTime(text);
}

} // namespace tinyobs
