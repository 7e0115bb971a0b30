#pragma once

// Finds $name, ${name}, ${name:format}, ${name.field} and [[name]] in a text. Plain function, any
// thread.

#include <cstddef>
#include <optional>
#include <string_view>

namespace tinyobs::dashboard {

struct Placeholder
{
    std::size_t begin = 0; // of the "$" or "[["
    std::size_t end = 0;
    std::string_view name;
    std::string_view format; // "regex"; empty: none
};

/// The first one at or behind `from`.
std::optional<Placeholder> nextPlaceholder(std::string_view text, std::size_t from);

} // namespace tinyobs::dashboard
