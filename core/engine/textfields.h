#pragma once

// Walks lines and blank-separated fields of a text without copying. Plain functions.

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace tinyobs {

/// Takes the first line off, without its end.
inline std::string_view takeLine(std::string_view &text)
{
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

/// Takes the first field off; empty at the end.
inline std::string_view takeField(std::string_view &line)
{
    constexpr std::string_view Blanks = " \t";
    line.remove_prefix(std::min(line.find_first_not_of(Blanks), line.size()));
    const std::string_view field = line.substr(0, line.find_first_of(Blanks));
    line.remove_prefix(field.size());
    return field;
}

inline std::optional<double> toNumber(std::string_view text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

inline std::optional<double> takeNumber(std::string_view &line)
{
    return toNumber(takeField(line));
}

} // namespace tinyobs
