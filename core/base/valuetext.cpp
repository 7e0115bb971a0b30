#include "core/base/valuetext.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 3> NanSpellings{
    {{"NaN", PlainNanBits}, {"nAN", 0x7ff8000000000001}, {"naN", 0x7ff0000000000002}}};
constexpr std::string_view NanPrefix = "NaN:";
constexpr std::size_t BitsDigits = 16;

template <typename Number>
void append(std::string &out, Number number)
{
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    out.append(text.data(), end);
}

/// The shortest digits and zeros up to the point. std::to_chars would write the exact value, whose
/// further digits say nothing.
char *writeLarge(char *out, double value)
{
    std::array<char, 32> text{};
    const char *end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific)
            .ptr;
    const char *exponent = std::find<const char *>(text.data(), end, 'e');
    int places = 0; // behind the first digit
    std::from_chars(exponent + 2, end, places);
    bool isBehindPoint = false;
    for (const char *c = text.data(); c != exponent; ++c) {
        if (*c == '.') {
            isBehindPoint = true;
            continue;
        }
        *out++ = *c;
        places -= isBehindPoint ? 1 : 0;
    }
    return std::fill_n(out, places, '0');
}

void appendNan(std::string &out, double value)
{
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const auto row = std::ranges::find(NanSpellings, bits, [](const auto &r) { return r.second; });
    if (row != NanSpellings.end()) {
        out += row->first;
        return;
    }
    out += NanPrefix;
    appendBits(out, value);
}

} // namespace

void appendInteger(std::string &out, std::int64_t number)
{
    append(out, number);
}

void appendFinite(std::string &out, double value)
{
    append(out, value);
}

void appendValue(std::string &out, double value)
{
    if (std::isnan(value))
        appendNan(out, value);
    else if (std::isinf(value))
        out += value > 0 ? "+Inf" : "-Inf";
    else
        append(out, value);
}

char *writePlain(char *out, double value)
{
    constexpr double FractionsBelow = 9007199254740992; // 2^53
    if (std::abs(value) >= FractionsBelow)
        return writeLarge(out, value);
    if (value == std::trunc(value) && (value != 0 || !std::signbit(value)))
        return std::to_chars(out, out + MaxPlainBytes, static_cast<std::int64_t>(value)).ptr;
    return std::to_chars(out, out + MaxPlainBytes, value, std::chars_format::fixed).ptr;
}

std::optional<double> parseValue(std::string_view text)
{
    for (const auto &[spelling, bits] : NanSpellings) {
        if (text == spelling)
            return std::bit_cast<double>(bits);
    }
    if (text.starts_with(NanPrefix))
        return parseNanBits(text.substr(NanPrefix.size()));
    if (text.starts_with('+') && !text.substr(1).starts_with('-'))
        text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    // From any other spelling comes the one NaN, whatever bits the library chose.
    return std::isnan(value) ? std::bit_cast<double>(PlainNanBits) : value;
}

void appendBits(std::string &out, double value)
{
    std::array<char, BitsDigits> text;
    text.fill('0');
    std::array<char, BitsDigits> digits;
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bits, 16).ptr;
    std::copy_backward(digits.data(), end, text.data() + text.size());
    out.append(text.data(), text.size());
}

std::optional<double> parseNanBits(std::string_view digits)
{
    std::uint64_t bits = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), bits, 16);
    const bool whole = digits.size() == BitsDigits && end == digits.data() + digits.size();
    const auto value = std::bit_cast<double>(bits);
    if (error != std::errc() || !whole || !std::isnan(value))
        return std::nullopt;
    return value;
}

} // namespace tinyobs
