#pragma once

// Text of strangers inside our messages: in single quotes, cut to a bounded length at a character's
// border, control characters and broken UTF-8 escaped. Safe from any thread.

#include <cstddef>
#include <string>
#include <string_view>

namespace tinyobs {

/// 'text', or 'beginning...' when it is longer than maxBytes.
std::string quoted(std::string_view text, std::size_t maxBytes = 64);

/// Without this one, std::quoted would be the better match where <iomanip> is in sight.
inline std::string quoted(const std::string &text)
{
    return quoted(std::string_view(text));
}

} // namespace tinyobs
