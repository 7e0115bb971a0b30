#include "app/daemon/client/querymark.h"

#include "app/daemon/print/textwidth.h"
#include "core/base/plaintext.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace tinyobs::daemon {
namespace {

constexpr std::string_view Indent = "  ";
constexpr std::size_t MaxLineBytes = 4096;

/// Takes "12:" off the text; 0 when there is none.
std::size_t takeNumber(std::string_view &text)
{
    std::size_t number = 0;
    const char *end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || rest == end || *rest != ':')
        return 0;
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()) + 1);
    return number;
}

std::string_view firstCharacters(std::string_view text, std::size_t count)
{
    std::size_t bytes = 0;
    for (; count > 0 && bytes < text.size(); --count)
        bytes += std::max<std::size_t>(1, utf8CharacterLength(text.substr(bytes)));
    return text.substr(0, bytes);
}

} // namespace

std::string markedQuery(std::string_view query, std::string_view message)
{
    const std::size_t line = takeNumber(message);
    const std::size_t column = takeNumber(message);
    if (line == 0 || column == 0)
        return {};
    for (std::size_t skipped = 1; skipped < line; ++skipped) {
        const std::size_t end = query.find('\n');
        if (end == std::string_view::npos)
            return {};
        query.remove_prefix(end + 1);
    }
    query = query.substr(0, query.find('\n'));
    const std::string before = plainText(firstCharacters(query, column - 1), MaxLineBytes);
    return std::string(Indent) + plainText(query, MaxLineBytes) + '\n' + std::string(Indent) +
           std::string(textWidth(before), ' ') + "^\n";
}

} // namespace tinyobs::daemon
