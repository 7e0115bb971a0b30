#include "core/base/rfc3339.h"

#include <algorithm>
#include <chrono>

namespace tinyobs {
namespace {

/// A number of a fixed width with leading zeros.
char *putDigits(char *at, unsigned number, int width)
{
    for (int i = width - 1; i >= 0; --i) {
        at[i] = static_cast<char>('0' + number % 10);
        number /= 10;
    }
    return at + width;
}

} // namespace

std::array<char, Rfc3339Bytes> formatRfc3339(TimeMs timeMs)
{
    using namespace std::chrono;
    const sys_time<milliseconds> time{milliseconds(timeMs)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    const int year = std::clamp(static_cast<int>(date.year()), 0, 9999);

    std::array<char, Rfc3339Bytes> text{};
    char *at = text.data();
    const auto put = [&](auto number, int width, char behind) {
        at = putDigits(at, static_cast<unsigned>(number), width);
        *at++ = behind;
    };
    put(year, 4, '-');
    put(static_cast<unsigned>(date.month()), 2, '-');
    put(static_cast<unsigned>(date.day()), 2, 'T');
    put(clock.hours().count(), 2, ':');
    put(clock.minutes().count(), 2, ':');
    put(clock.seconds().count(), 2, '.');
    put(clock.subseconds().count(), 3, 'Z');
    return text;
}

} // namespace tinyobs
