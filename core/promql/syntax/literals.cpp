#include "core/promql/syntax/literals.h"

#include "core/promql/syntax/quoting.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace tinyobs::promql {
namespace {

struct Unit
{
    std::string_view name;
    TimeMs ms;
    bool onlyWhole; // written only where it divides what is left
};

constexpr std::array<Unit, 7> Units{{{"y", TimeMs(365) * 86'400'000, true},
                                     {"w", TimeMs(7) * 86'400'000, true},
                                     {"d", 86'400'000, false},
                                     {"h", 3'600'000, false},
                                     {"m", 60'000, false},
                                     {"s", 1'000, false},
                                     {"ms", 1, false}}};

/// Durations are nanoseconds in 64 bits elsewhere; more than that would not survive a round trip.
constexpr TimeMs MaxDurationMs = std::numeric_limits<std::int64_t>::max() / 1'000'000;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWord(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// Reads along a text that may end anywhere.
class Scan
{
public:
    explicit Scan(std::string_view text)
        : m_text(text)
    {
    }
    bool atEnd() const { return m_at == m_text.size(); }
    bool is(std::string_view set) const
    {
        return !atEnd() && set.find(m_text[m_at]) != std::string_view::npos;
    }
    bool accept(std::string_view set)
    {
        const bool accepted = is(set);
        m_at += accepted ? 1 : 0;
        return accepted;
    }
    void acceptRun(std::string_view set)
    {
        while (accept(set)) {
        }
    }
    bool atWord() const { return !atEnd() && isWord(m_text[m_at]); }
    /// Over one byte of a word, if there is one.
    bool skipWord()
    {
        const bool skipped = atWord();
        m_at += skipped ? 1 : 0;
        return skipped;
    }
    std::size_t at() const { return m_at; }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

constexpr std::string_view Decimals = "0123456789";
constexpr std::string_view HexDigits = "0123456789abcdefABCDEF";

/// Hexadecimal digits include e, so that only decimals have an exponent.
bool scanHex(Scan &scan)
{
    scan.accept("_");
    bool any = false;
    while (scan.is(HexDigits) || scan.is("_")) {
        if (scan.accept("_") && !scan.is(HexDigits))
            return false;
        scan.acceptRun(HexDigits);
        any = true;
    }
    return any && !scan.is(".") && !scan.atWord();
}

bool scanExponent(Scan &scan)
{
    scan.accept("+-");
    if (!scan.is(Decimals))
        return false;
    scan.acceptRun(Decimals);
    return true;
}

bool scanNumber(Scan &scan)
{
    if (scan.accept("0") && scan.accept("xX"))
        return scanHex(scan);
    bool sawDot = false;
    while (scan.is("0123456789._")) {
        if (scan.accept(".")) {
            if (sawDot || scan.accept("._"))
                return false;
            sawDot = true;
        } else if (scan.accept("_")) {
            if (!scan.is(Decimals))
                return false;
        } else {
            scan.acceptRun(Decimals);
        }
    }
    if (scan.accept("eE") && !scanExponent(scan))
        return false;
    return !scan.atWord() && !(scan.accept("."));
}

/// From the first unit on; years come first or not at all.
bool scanUnits(Scan &scan)
{
    if (!scan.accept("smhdwy"))
        return false;
    scan.accept("s");
    while (scan.is(Decimals)) {
        scan.acceptRun(Decimals);
        if (!scan.accept("smhdw"))
            return false;
        scan.accept("s");
    }
    return !scan.skipWord();
}

/// With digits of one base only, in 63 bits.
std::optional<double> parseInteger(std::string_view digits, int base)
{
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return static_cast<double>(value);
}

/// Of a decimal that no double holds: whether it is too large rather than too small.
bool isTooLarge(std::string_view text)
{
    const std::size_t exponentAt = std::min(text.find_first_of("eE"), text.size());
    const std::string_view mantissa = text.substr(0, exponentAt);
    const std::size_t first = mantissa.find_first_of("123456789");
    if (first == std::string_view::npos)
        return false;
    const std::size_t dot = std::min(mantissa.find('.'), mantissa.size());
    if (exponentAt == text.size())
        return first < dot;
    std::int64_t exponent = 0;
    const char *begin = text.data() + exponentAt + 1;
    begin += *begin == '+' ? 1 : 0;
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), exponent);
    if (error != std::errc())
        return *begin != '-';
    const auto places = static_cast<std::int64_t>(dot) - static_cast<std::int64_t>(first);
    return exponent + places > 0;
}

Failure wrong(std::string message)
{
    return fail(Error::Code::InvalidArgument, std::move(message));
}

} // namespace

LiteralLength literalLength(std::string_view text)
{
    Scan scan(text);
    LiteralKind kind = LiteralKind::None;
    if (scanNumber(scan))
        kind = LiteralKind::Number;
    else if (scanUnits(scan))
        kind = LiteralKind::Duration;
    return {kind, scan.at()};
}

Result<double> parseNumber(std::string_view text)
{
    std::string digits(text);
    std::erase(digits, '_');
    for (char &c : digits)
        c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (digits == "inf")
        return std::numeric_limits<double>::infinity();
    if (digits == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    const bool isHex = digits.starts_with("0x");
    if (isHex || digits.starts_with('0')) {
        if (const auto value =
                parseInteger(std::string_view(digits).substr(isHex ? 2 : 0), isHex ? 16 : 8))
            return *value;
    }
    const std::string what = "error parsing number: " + quotedText(text.substr(0, 512));
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (isHex || error == std::errc::invalid_argument || end != digits.data() + digits.size())
        return wrong(what + (isHex ? ": value out of range" : ": invalid syntax"));
    if (error == std::errc::result_out_of_range) {
        if (isTooLarge(digits))
            return wrong(what + ": value out of range");
        return 0.0;
    }
    return value;
}

Result<TimeMs> parseDurationText(std::string_view text)
{
    const std::string bad = "not a valid duration string: " + quotedText(text.substr(0, 64));
    TimeMs total = 0;
    std::size_t nextUnit = 0;
    for (std::string_view rest = text; !rest.empty();) {
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        if (error == std::errc::invalid_argument)
            return wrong(bad);
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        const std::string_view name =
            rest.substr(0, std::min(rest.find_first_of(Decimals), rest.size()));
        rest.remove_prefix(name.size());
        const auto unit =
            std::find_if(Units.begin() + static_cast<std::ptrdiff_t>(nextUnit), Units.end(),
                         [name](const Unit &u) { return u.name == name; });
        if (unit == Units.end())
            return wrong(bad);
        nextUnit = static_cast<std::size_t>(unit - Units.begin()) + 1;
        const auto room = static_cast<std::uint64_t>((MaxDurationMs - total) / unit->ms);
        if (error == std::errc::result_out_of_range || number > room)
            return wrong("duration out of range");
        total += static_cast<TimeMs>(number) * unit->ms;
    }
    return total;
}

void appendNumber(std::string &out, double value)
{
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    if (std::isinf(value)) {
        out += value > 0 ? "+Inf" : "-Inf";
        return;
    }
    // The shortest digits, then as many zeros as there must be: 1e30 has one digit, not 31.
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), std::abs(value),
                                   std::chars_format::scientific)
                         .ptr;
    const std::string_view scientific(text.data(), static_cast<std::size_t>(end - text.data()));
    const std::size_t exponentAt = scientific.find('e');
    std::string digits(scientific.substr(0, exponentAt));
    std::erase(digits, '.');
    int exponent = 0;
    const bool isLarge = scientific[exponentAt + 1] == '+';
    std::from_chars(scientific.data() + exponentAt + (isLarge ? 2 : 1), end, exponent);
    if (std::signbit(value))
        out += '-';
    const auto count = static_cast<int>(digits.size());
    if (exponent < 0)
        out.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(digits);
    else if (exponent + 1 >= count)
        out.append(digits).append(static_cast<std::size_t>(exponent + 1 - count), '0');
    else
        out.append(digits, 0, static_cast<std::size_t>(exponent) + 1)
            .append(".")
            .append(digits, static_cast<std::size_t>(exponent) + 1);
}

void appendDuration(std::string &out, TimeMs ms)
{
    if (ms == 0) {
        out += "0s";
        return;
    }
    for (const Unit &unit : Units) {
        if (unit.onlyWhole && ms % unit.ms != 0)
            continue;
        const TimeMs count = ms / unit.ms;
        if (count == 0)
            continue;
        out += std::to_string(count);
        out += unit.name;
        ms -= count * unit.ms;
    }
}

} // namespace tinyobs::promql
