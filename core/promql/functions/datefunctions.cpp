// Parts of a date, in UTC, of values that are seconds since 1970.

#include "core/promql/functions/mathfunctions.h"

#include <chrono>
#include <cmath>
#include <cstdint>

namespace tinyobs::promql {
namespace {

constexpr std::int64_t SecondsPerDay = 86400;

struct Moment
{
    std::chrono::year_month_day date;
    std::chrono::sys_days day;
    std::int64_t secondOfDay = 0;
};

/// Beyond what a calendar can hold the seconds are cut off at its ends; NaN is 1970, as casting it
/// would make of it.
Moment momentOf(double seconds)
{
    constexpr double MostSeconds = 60LL * 60 * 24 * 365 * 30000; // chrono's years end at 32767
    const double whole = std::isnan(seconds) ? 0 : std::trunc(seconds);
    const auto count =
        static_cast<std::int64_t>(std::fmin(std::fmax(whole, -MostSeconds), MostSeconds));
    std::int64_t days = count / SecondsPerDay;
    std::int64_t rest = count % SecondsPerDay;
    if (rest < 0) {
        rest += SecondsPerDay;
        --days;
    }
    const std::chrono::sys_days day{std::chrono::days(days)};
    return {day, day, rest};
}

double minute(const Moment &moment)
{
    return static_cast<double>(moment.secondOfDay / 60 % 60);
}

double hour(const Moment &moment)
{
    return static_cast<double>(moment.secondOfDay / 3600);
}

double dayOfWeek(const Moment &moment)
{
    return std::chrono::weekday(moment.day).c_encoding(); // Sunday is 0
}

double dayOfMonth(const Moment &moment)
{
    return static_cast<unsigned>(moment.date.day());
}

double dayOfYear(const Moment &moment)
{
    const std::chrono::sys_days first = moment.date.year() / std::chrono::January / 1;
    return static_cast<double>((moment.day - first).count() + 1);
}

double daysInMonth(const Moment &moment)
{
    const auto last = moment.date.year() / moment.date.month() / std::chrono::last;
    return static_cast<unsigned>(last.day());
}

double month(const Moment &moment)
{
    return static_cast<unsigned>(moment.date.month());
}

double year(const Moment &moment)
{
    return static_cast<int>(moment.date.year());
}

template <double (*part)(const Moment &)>
Remarks each(const InstantCall &call, Row out)
{
    for (std::size_t step = 0; step < out.floats.size(); ++step) {
        if (!isAbsent(call.floats[step]))
            out.floats[step] = part(momentOf(call.floats[step]));
    }
    return {};
}

constexpr InstantRow Rows[] = {
    {FunctionId::DayOfMonth, each<dayOfMonth>},
    {FunctionId::DayOfWeek, each<dayOfWeek>},
    {FunctionId::DayOfYear, each<dayOfYear>},
    {FunctionId::DaysInMonth, each<daysInMonth>},
    {FunctionId::Hour, each<hour>},
    {FunctionId::Minute, each<minute>},
    {FunctionId::Month, each<month>},
    {FunctionId::Year, each<year>},
};

} // namespace

std::span<const InstantRow> dateFunctions()
{
    return Rows;
}

} // namespace tinyobs::promql
