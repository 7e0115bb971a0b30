#include "core/ingest/jsonnumber.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace tinyobs {
namespace {

/// The place of the first digit that is not zero, in front of the decimal point counted from 1, and
/// behind it from 0 downwards.
int magnitudeOf(const char *digits)
{
    const char *point = digits;
    while (jsonnumber::isDigit(*point))
        ++point;
    if (*digits != '0')
        return static_cast<int>(point - digits);
    const char *at = point;
    if (*at == '.') {
        do
            ++at;
        while (*at == '0');
        return static_cast<int>(point + 1 - at);
    }
    return 0;
}

/// Saturated: no text is as long as the exponents it stops at.
int exponentOf(const char *at, const char *end)
{
    constexpr int Furthest = 1 << 29;
    const bool isNegative = *at == '-';
    at += isNegative || *at == '+' ? 1 : 0;
    int exponent = Furthest;
    std::from_chars(at, end, exponent);
    exponent = std::min(exponent, Furthest);
    return isNegative ? -exponent : exponent;
}

} // namespace

const char *readLongJsonNumber(const char *at, double &value)
{
    const char *const digits = at + (*at == '-' ? 1 : 0);
    const char *end = digits;
    while (jsonnumber::isDigit(*end) || *end == '.')
        ++end;
    int exponent = 0;
    if ((*end | 0x20) == 'e') {
        const char *const sign = end + 1;
        end = sign + (*sign == '-' || *sign == '+' ? 1 : 0);
        if (!jsonnumber::isDigit(*end))
            return nullptr;
        while (jsonnumber::isDigit(*end))
            ++end;
        exponent = exponentOf(sign, end);
    }
    const auto read = std::from_chars(at, end, value);
    if (read.ec == std::errc::result_out_of_range) {
        if (magnitudeOf(digits) + exponent > 0)
            return nullptr;
        value = at == digits ? 0.0 : -0.0; // nearer to zero than any double
    }
    return end;
}

const char *readLongJsonInteger(const char *at, std::int64_t &number)
{
    constexpr std::ptrdiff_t Most = 20; // a sign and 19 digits
    const char *end = at + 1;
    while (jsonnumber::isDigit(*end))
        ++end;
    const auto read = std::from_chars(at, end, number);
    return end - at <= Most && read.ec == std::errc() ? end : nullptr;
}

} // namespace tinyobs
