#include "app/server/handlers/prometheus/apiparameters.h"

#include "core/ingest/timeparser.h"
#include "core/promql/syntax/selectorparser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

using std::chrono::nanoseconds;

// Go's clients send these for "since ever" and "for ever".
constexpr std::string_view EarliestText = "-292273086-05-16T16:47:06Z";
constexpr std::string_view LatestText = "292277025-08-18T07:12:54.999999999Z";
constexpr double MaxSeconds = 9.2e15; // in milliseconds still a 64-bit number

struct Unit
{
    std::string_view name;
    std::int64_t ms;
};
/// In the order in which a duration names them.
constexpr std::array<Unit, 7> Units{{
    {"y", 365LL * 86'400'000},
    {"w", 7LL * 86'400'000},
    {"d", 86'400'000},
    {"h", 3'600'000},
    {"m", 60'000},
    {"s", 1000},
    {"ms", 1},
}};

std::string inQuotes(std::string_view text)
{
    return '"' + std::string(text.substr(0, 64)) + '"';
}

/// The whole text as a number. Go takes a plus sign, std::from_chars does not.
std::optional<double> parseNumber(std::string_view text)
{
    if (text.starts_with('+') && text.size() > 1 && text[1] != '-')
        text.remove_prefix(1);
    double number = 0;
    const char *end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || rest != end || text.empty())
        return std::nullopt;
    return number;
}

/// 1y2w3d4h5m6s7ms, each unit at most once and in this order.
std::optional<nanoseconds> parseUnits(std::string_view text)
{
    if (text == "0")
        return nanoseconds(0);
    std::int64_t total = 0;
    auto unit = Units.begin();
    do {
        std::int64_t number = 0;
        const char *end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data(), end, number);
        if (error != std::errc() || number < 0)
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
        const std::size_t digit = text.find_first_of("0123456789");
        const std::string_view name = text.substr(0, digit);
        unit = std::find_if(unit, Units.end(), [&](const Unit &each) { return each.name == name; });
        std::int64_t part = 0;
        if (unit == Units.end() || __builtin_mul_overflow(number, unit->ms, &part) ||
            __builtin_add_overflow(total, part, &total))
            return std::nullopt;
        ++unit;
        text.remove_prefix(name.size());
    } while (!text.empty());
    std::int64_t inNanoseconds = 0;
    if (__builtin_mul_overflow(total, 1'000'000LL, &inNanoseconds))
        return std::nullopt;
    return nanoseconds(inNanoseconds);
}

} // namespace

Result<TimeMs> parseApiTime(std::string_view text)
{
    if (text == EarliestText)
        return Always;
    if (text == LatestText)
        return Forever;
    const std::optional<double> seconds = parseNumber(text);
    if (seconds && std::abs(*seconds) <= MaxSeconds) {
        const double whole = std::trunc(*seconds);
        return static_cast<TimeMs>(whole) * 1000 +
               static_cast<TimeMs>(std::round((*seconds - whole) * 1000));
    }
    // A plus sign that was not percent-encoded has become a space.
    std::string written(text);
    std::ranges::replace(written, ' ', '+');
    if (const Result<TimeMs> time = parseRfc3339(written); time && !seconds)
        return *time;
    return fail(Error::Code::InvalidArgument,
                "cannot parse " + inQuotes(text) + " to a valid timestamp");
}

Result<nanoseconds> parseApiDuration(std::string_view text)
{
    constexpr double MaxNanoseconds = 9.2233720368547748e18;
    const std::string cannot = "cannot parse " + inQuotes(text) + " to a valid duration";
    if (const std::optional<double> seconds = parseNumber(text)) {
        const double number = *seconds * 1e9;
        if (!(std::abs(number) <= MaxNanoseconds))
            return fail(Error::Code::InvalidArgument, cannot + ". It overflows int64");
        return nanoseconds(static_cast<std::int64_t>(number));
    }
    if (const std::optional<nanoseconds> duration = parseUnits(text))
        return *duration;
    return fail(Error::Code::InvalidArgument, cannot);
}

Failure invalidParameter(std::string_view name, std::string_view what)
{
    return fail(Error::Code::InvalidArgument,
                "invalid parameter " + inQuotes(name) + ": " + std::string(what));
}

ApiParameters::ApiParameters(const HttpRequest &request)
{
    std::string all;
    const QByteArray type = request.header("Content-Type").split(';').front().trimmed().toLower();
    if (request.method == Method::Post && type == "application/x-www-form-urlencoded") {
        all.assign(request.body.constData(), static_cast<std::size_t>(request.body.size()));
        all += '&';
    }
    all.append(request.rawQuery.constData(), static_cast<std::size_t>(request.rawQuery.size()));
    m_pairs = QueryParameters::parse(all);
}

Result<TimeMs> ApiParameters::time(std::string_view name, TimeMs absent) const
{
    if (text(name).empty())
        return absent;
    return requiredTime(name);
}

Result<TimeMs> ApiParameters::requiredTime(std::string_view name) const
{
    const Result<TimeMs> time = parseApiTime(text(name));
    if (!time)
        return invalidParameter(name, time.error().message);
    return *time;
}

Result<std::optional<nanoseconds>> ApiParameters::duration(std::string_view name) const
{
    if (text(name).empty())
        return std::nullopt;
    const Result<nanoseconds> duration = parseApiDuration(text(name));
    if (!duration)
        return invalidParameter(name, duration.error().message);
    return *duration;
}

Result<std::size_t> ApiParameters::limit() const
{
    const std::string_view value = text("limit");
    if (value.empty())
        return 0;
    std::int64_t number = 0;
    const char *end = value.data() + value.size();
    const auto [rest, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc() || rest != end)
        return invalidParameter("limit", "cannot parse " + inQuotes(value) + " to a whole number");
    if (number < 0)
        return invalidParameter("limit", "limit must be non-negative");
    return static_cast<std::size_t>(number);
}

Result<std::vector<std::vector<Matcher>>> ApiParameters::selectors() const
{
    std::vector<std::vector<Matcher>> selectors;
    for (const auto &[name, value] : m_pairs.pairs()) {
        if (name != "match[]")
            continue;
        Result<std::vector<Matcher>> selector = promql::parseSelector(value);
        if (!selector)
            return invalidParameter("match[]", selector.error().message);
        selectors.push_back(std::move(*selector));
    }
    return selectors;
}

} // namespace tinyobs::server
