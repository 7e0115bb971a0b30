#include "core/base/plaintext.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>

namespace tinyobs {
namespace {

constexpr std::string_view Replacement = "\xef\xbf\xbd"; // U+FFFD
constexpr std::string_view Cut = "...";

/// First and last of the characters that change how what follows is read, as UTF-8.
struct Range
{
    std::string_view first;
    std::string_view last;
};
constexpr std::array<Range, 7> Unshown{{
    {std::string_view("\0", 1), "\x1f"},
    {"\x7f", "\x7f"},
    {"\xc2\x80", "\xc2\x9f"},         // C1 controls
    {"\xd8\x9c", "\xd8\x9c"},         // Arabic letter mark
    {"\xe2\x80\x8e", "\xe2\x80\x8f"}, // left-to-right and right-to-left mark
    {"\xe2\x80\xa8", "\xe2\x80\xae"}, // separators of lines and paragraphs, embeddings, overrides
    {"\xe2\x81\xa6", "\xe2\x81\xa9"}, // isolates
}};

bool isShown(std::string_view character)
{
    return std::ranges::none_of(Unshown, [&](const Range &range) {
        return character.size() == range.first.size() && character >= range.first &&
               character <= range.last;
    });
}

} // namespace

std::string plainText(std::string_view text, std::size_t maxBytes)
{
    std::string out;
    out.reserve(std::min(text.size(), maxBytes));
    while (!text.empty()) {
        const std::size_t length = utf8CharacterLength(text);
        const std::string_view character = text.substr(0, std::max<std::size_t>(1, length));
        const std::string_view shown = length > 0 && isShown(character) ? character : Replacement;
        if (out.size() + shown.size() > maxBytes)
            return out.append(Cut);
        out.append(shown);
        text.remove_prefix(character.size());
    }
    return out;
}

} // namespace tinyobs
