#pragma once

// Numbers as JSON writes them, read where they stand. Short decimals are made of one integer and
// one exact power of ten, which rounds once and so gives the nearest double; std::from_chars reads
// the rest. The text must be followed by a byte that no number holds and by 8 readable bytes.
// Plain functions.

#include <array>
#include <cstdint>
#include <cstring>

namespace tinyobs {

/// Long numbers and those with an exponent, digits and fraction already checked to stand there.
const char *readLongJsonNumber(const char *at, double &value);
const char *readLongJsonInteger(const char *at, std::int64_t &number);

namespace jsonnumber {

inline bool isDigit(char c)
{
    return static_cast<unsigned char>(c - '0') < 10;
}

inline bool areEightDigits(std::uint64_t text)
{
    constexpr std::uint64_t HighHalves = 0xf0f0f0f0f0f0f0f0;
    constexpr std::uint64_t Sixes = 0x0606060606060606; // carries ':' and above out of 0x30..0x3f
    return ((text & HighHalves) | (((text + Sixes) & HighHalves) >> 4)) == 0x3333333333333333;
}

/// Neighbours are joined in three steps: 8 digits, 4 pairs, 2 fours, 1 number.
inline std::uint64_t eightDigits(std::uint64_t text)
{
    text = (text & 0x0f0f0f0f0f0f0f0f) * (10 * 256 + 1) >> 8;
    text = (text & 0x00ff00ff00ff00ff) * (100 * 65536 + 1) >> 16;
    return (text & 0x0000ffff0000ffff) * (10'000 * (std::uint64_t(1) << 32) + 1) >> 32;
}

/// Behind the digits, which are appended to the number; it wraps around after 19 of them.
inline const char *readDigits(const char *at, std::uint64_t &number)
{
    std::uint64_t text = 0;
    for (std::memcpy(&text, at, sizeof text); areEightDigits(text);
         std::memcpy(&text, at, sizeof text)) {
        number = number * 100'000'000 + eightDigits(text);
        at += sizeof text;
    }
    for (; isDigit(*at); ++at)
        number = number * 10 + static_cast<unsigned char>(*at - '0');
    return at;
}

inline constexpr std::size_t MostExactPower = 22;
inline constexpr std::array<double, MostExactPower + 1> PowersOfTen{
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

} // namespace jsonnumber

/// Behind the number, or null when there is none or it is beyond the range of a double. What
/// follows the number is for the caller to judge.
inline const char *readJsonNumber(const char *at, double &value)
{
    using namespace jsonnumber;
    constexpr std::uint64_t MostExactInteger = std::uint64_t(1) << 53;
    constexpr std::ptrdiff_t MostDigits = 19;
    const char *const start = at;
    at += *at == '-' ? 1 : 0;
    const char *const digits = at;
    std::uint64_t mantissa = 0;
    at = readDigits(at, mantissa);
    std::ptrdiff_t count = at - digits;
    if (count == 0 || (count > 1 && *digits == '0'))
        return nullptr;
    std::ptrdiff_t fraction = 0;
    if (*at == '.') {
        const char *const point = at++;
        at = readDigits(at, mantissa);
        fraction = at - point - 1;
        if (fraction == 0)
            return nullptr;
        count += fraction;
    }
    const bool isShort = count <= MostDigits && mantissa <= MostExactInteger;
    if (!isShort || (*at | 0x20) == 'e')
        return readLongJsonNumber(start, value);
    const double number =
        static_cast<double>(mantissa) / PowersOfTen[static_cast<std::size_t>(fraction)];
    value = start == digits ? number : -number;
    return at;
}

/// The same for whole numbers of 64 bits.
inline const char *readJsonInteger(const char *at, std::int64_t &number)
{
    using namespace jsonnumber;
    constexpr std::ptrdiff_t MostDigits = 18;
    const char *const start = at;
    at += *at == '-' ? 1 : 0;
    const char *const digits = at;
    std::uint64_t magnitude = 0;
    at = readDigits(at, magnitude);
    const std::ptrdiff_t count = at - digits;
    if (count == 0 || (count > 1 && *digits == '0') || *at == '.' || (*at | 0x20) == 'e')
        return nullptr;
    if (count > MostDigits)
        return readLongJsonInteger(start, number);
    const auto positive = static_cast<std::int64_t>(magnitude);
    number = start == digits ? positive : -positive;
    return at;
}

} // namespace tinyobs
