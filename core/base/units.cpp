#include "core/base/units.h"

#include "core/base/quoted.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>

namespace tinyobs {
namespace {

struct Unit
{
    std::string_view name;
    std::uint64_t factor;
};

// The largest first, so that formatting finds the largest that divides.
constexpr std::array<Unit, 7> DurationUnits{{
    {"y", 365ull * 24 * 3600 * 1000},
    {"w", 7ull * 24 * 3600 * 1000},
    {"d", 24ull * 3600 * 1000},
    {"h", 3600ull * 1000},
    {"m", 60ull * 1000},
    {"s", 1000},
    {"ms", 1},
}};

constexpr std::array<Unit, 5> SizeUnits{{
    {"TiB", 1ull << 40},
    {"GiB", 1ull << 30},
    {"MiB", 1ull << 20},
    {"KiB", 1ull << 10},
    {"B", 1},
}};

constexpr std::array<Unit, 9> FurtherSizeUnits{{
    {"", 1},
    {"K", 1ull << 10},
    {"M", 1ull << 20},
    {"G", 1ull << 30},
    {"T", 1ull << 40},
    {"kB", 1000},
    {"MB", 1000'000},
    {"GB", 1000'000'000},
    {"TB", 1000'000'000'000},
}};

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool sameLetters(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lowered(a[i]) != lowered(b[i]))
            return false;
    }
    return true;
}

/// Takes a whole number off the front.
std::optional<std::uint64_t> takeNumber(std::string_view &text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::optional<std::uint64_t> multiplied(std::uint64_t number, std::uint64_t factor)
{
    if (number > std::uint64_t(std::numeric_limits<std::int64_t>::max()) / factor)
        return std::nullopt;
    return number * factor;
}

/// The unit the text begins with, up to the next digit.
std::optional<std::uint64_t> takeDurationUnit(std::string_view &text)
{
    const std::string_view name = text.substr(0, text.find_first_of("0123456789"));
    for (const Unit &unit : DurationUnits) {
        if (unit.name == name) {
            text.remove_prefix(name.size());
            return unit.factor;
        }
    }
    return std::nullopt;
}

std::string formatted(std::uint64_t number, std::span<const Unit> units)
{
    for (const Unit &unit : units) {
        if (number != 0 && number % unit.factor == 0)
            return std::to_string(number / unit.factor) + std::string(unit.name);
    }
    return "0" + std::string(units.back().name);
}

} // namespace

Result<std::chrono::milliseconds> parseDuration(std::string_view text)
{
    const Failure malformed = fail(Error::Code::InvalidArgument,
                                   quoted(text) + " is not a duration such as 15d, 12h or 500ms");
    std::string_view rest = text;
    std::uint64_t sum = 0;
    do {
        const std::optional<std::uint64_t> number = takeNumber(rest);
        if (!number)
            return malformed;
        const std::optional<std::uint64_t> factor = takeDurationUnit(rest);
        if (!factor)
            return malformed;
        const std::optional<std::uint64_t> part = multiplied(*number, *factor);
        if (!part || sum > std::uint64_t(std::numeric_limits<std::int64_t>::max()) - *part)
            return malformed;
        sum += *part;
    } while (!rest.empty());
    return std::chrono::milliseconds(static_cast<std::int64_t>(sum));
}

std::string formatDuration(std::chrono::milliseconds duration)
{
    return formatted(static_cast<std::uint64_t>(duration.count()), DurationUnits);
}

Result<std::uint64_t> parseSize(std::string_view text)
{
    const Failure malformed = fail(Error::Code::InvalidArgument,
                                   quoted(text) + " is not a size such as 64MiB, 2GiB or 4096");
    std::string_view rest = text;
    const std::optional<std::uint64_t> number = takeNumber(rest);
    if (!number)
        return malformed;
    const auto bytesIn = [&](std::span<const Unit> units) -> std::optional<std::uint64_t> {
        for (const Unit &unit : units) {
            if (sameLetters(unit.name, rest))
                return multiplied(*number, unit.factor);
        }
        return std::nullopt;
    };
    if (const auto bytes = bytesIn(SizeUnits))
        return *bytes;
    if (const auto bytes = bytesIn(FurtherSizeUnits))
        return *bytes;
    return malformed;
}

std::string formatSize(std::uint64_t bytes)
{
    return formatted(bytes, SizeUnits);
}

} // namespace tinyobs
