// Parts of a date, in UTC, of values that are seconds since 1970. What does not fit the 64 bits of
// a clock, NaN too, is the earliest of them, as Prometheus has it on x86 (Go leaves it to the
// processor); and what is before Go's calendar begins is after its end, 2^64 seconds later.

#include "core/promql/functions/mathfunctions.h"

#include <cstdint>
#include <limits>

namespace tinyobs::promql {
namespace {

constexpr std::uint64_t SecondsPerDay = 86400;

struct Date
{
    std::int64_t year = 1970;
    int month = 1;
    int day = 1;
};

constexpr std::int64_t floorDivide(std::int64_t value, std::int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

/// The Gregorian calendar, also of years that the standard library's has no room for: milliseconds
/// taken for seconds are such. Years are counted from March here, so that a leap day is the last.
Date dateOf(std::int64_t daysSince1970)
{
    constexpr std::int64_t DaysOfEra = 146097;        // 400 years
    const std::int64_t days = daysSince1970 + 719468; // since 1 March of the year 0
    const std::int64_t era = floorDivide(days, DaysOfEra);
    const std::int64_t dayOfEra = days - era * DaysOfEra;
    const std::int64_t yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const auto month = static_cast<int>((5 * dayOfYear + 2) / 153); // 0 is March
    Date date;
    date.day = static_cast<int>(dayOfYear) - (153 * month + 2) / 5 + 1;
    date.month = month < 10 ? month + 3 : month - 9;
    date.year = era * 400 + yearOfEra + (date.month <= 2 ? 1 : 0);
    return date;
}

bool isLeap(std::int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int daysOfMonth(const Date &date)
{
    constexpr int Days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return date.month == 2 && isLeap(date.year) ? 29 : Days[date.month - 1];
}

struct Moment
{
    std::int64_t days = 0; // since 1970
    int second = 0;        // of the day
};

Moment momentOf(double seconds)
{
    constexpr double Limit = 0x1p63;
    constexpr std::uint64_t GoYearZero = 106'751'991'073'094; // in days before 1970: its first day
    const bool fits = seconds > -Limit && seconds < Limit;
    const std::int64_t whole =
        fits ? static_cast<std::int64_t>(seconds) : std::numeric_limits<std::int64_t>::min();
    const std::uint64_t since = static_cast<std::uint64_t>(whole) + GoYearZero * SecondsPerDay;
    return {static_cast<std::int64_t>(since / SecondsPerDay - GoYearZero),
            static_cast<int>(since % SecondsPerDay)};
}

double minute(const Moment &moment)
{
    return moment.second % 3600 / 60;
}

double hour(const Moment &moment)
{
    return moment.second / 3600;
}

double dayOfWeek(const Moment &moment)
{
    const std::int64_t days = moment.days + 4;                   // 1970 began on a Thursday
    return static_cast<double>(days - floorDivide(days, 7) * 7); // Sunday is 0
}

double dayOfMonth(const Moment &moment)
{
    return dateOf(moment.days).day;
}

double dayOfYear(const Moment &moment)
{
    const Date date = dateOf(moment.days);
    int day = date.day;
    for (Date before{date.year, 1, 1}; before.month < date.month; ++before.month)
        day += daysOfMonth(before);
    return day;
}

double daysInMonth(const Moment &moment)
{
    return daysOfMonth(dateOf(moment.days));
}

double month(const Moment &moment)
{
    return dateOf(moment.days).month;
}

double year(const Moment &moment)
{
    return static_cast<double>(dateOf(moment.days).year);
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
