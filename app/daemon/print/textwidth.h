#pragma once

// How many columns of a terminal a text takes: combining marks none, East Asian wide characters and
// emoji two. Plain functions.

#include <cstddef>
#include <string>
#include <string_view>

namespace tinyobs::daemon {

/// Of well-formed text without control characters, see plainText().
std::size_t textWidth(std::string_view text);
/// At most so wide; what is cut ends in an ellipsis.
std::string shortened(std::string_view text, std::size_t width);
/// With spaces behind it up to that width, or in front of it.
std::string paddedRight(std::string text, std::size_t width);
std::string paddedLeft(std::string text, std::size_t width);

} // namespace tinyobs::daemon
