#include "core/dashboard/placeholders.h"

#include "core/dashboard/variables.h"

#include <algorithm>

namespace tinyobs::dashboard {
namespace {

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view nameAt(std::string_view text, std::size_t from)
{
    std::size_t end = from;
    while (end < text.size() && isNameCharacter(text[end]))
        ++end;
    return text.substr(from, end - from);
}

/// What stands in the brackets that open with `width` characters.
std::optional<Placeholder> bracketed(std::string_view text, std::size_t begin,
                                     std::string_view closing)
{
    const std::size_t inside = begin + 2;
    const std::size_t close = text.find(closing, inside);
    if (close == text.npos)
        return {};
    const std::string_view content = text.substr(inside, close - inside);
    const std::string_view name = nameAt(content, 0);
    if (!isVariableName(name))
        return {};
    std::string_view rest = content.substr(name.size());
    if (rest.starts_with('.')) // ${__from.iso}: a field, which no value of ours has
        rest = rest.substr(std::min(rest.find(':'), rest.size()));
    if (!rest.empty() && rest.front() != ':')
        return {};
    return Placeholder{begin, close + closing.size(), name, rest.substr(rest.empty() ? 0 : 1)};
}

std::optional<Placeholder> placeholderAt(std::string_view text, std::size_t at)
{
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("${"))
        return bracketed(text, at, "}");
    if (rest.starts_with("[["))
        return bracketed(text, at, "]]");
    if (!rest.starts_with('$'))
        return {};
    const std::string_view name = nameAt(text, at + 1);
    if (!isVariableName(name))
        return {};
    return Placeholder{at, at + 1 + name.size(), name, {}};
}

} // namespace

bool isVariableName(std::string_view name)
{
    return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
           std::ranges::all_of(name, isNameCharacter);
}

std::optional<Placeholder> nextPlaceholder(std::string_view text, std::size_t from)
{
    for (std::size_t at = text.find_first_of("$[", from); at != text.npos;
         at = text.find_first_of("$[", at + 1)) {
        if (const auto found = placeholderAt(text, at))
            return found;
    }
    return {};
}

} // namespace tinyobs::dashboard
