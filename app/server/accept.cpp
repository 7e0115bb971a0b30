#include "app/server/accept.h"

#include <algorithm>
#include <charconv>

namespace tinyobs::server {
namespace {

constexpr std::string_view Blanks = " \t";

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = std::min(text.find_first_not_of(Blanks), text.size());
    return text.substr(first, text.find_last_not_of(Blanks) + 1 - first);
}

std::string_view takeUntil(std::string_view &text, char separator)
{
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return trimmed(part);
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isSame(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// One element of a header: what it names, and its parameters.
struct Element
{
    std::string_view name;
    std::string_view version;
    double weight = 1;
};

Element readElement(std::string_view text)
{
    Element element;
    element.name = takeUntil(text, ';');
    while (!text.empty()) {
        std::string_view value = takeUntil(text, ';');
        const std::string_view name = takeUntil(value, '=');
        value = trimmed(value);
        if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
            value = value.substr(1, value.size() - 2);
        if (isSame(name, "version"))
            element.version = value;
        double weight = 0;
        const char *end = value.data() + value.size();
        if (isSame(name, "q") && std::from_chars(value.data(), end, weight).ec == std::errc())
            element.weight = std::clamp(weight, 0.0, 1.0);
    }
    return element;
}

/// 0: does not fit.
int specificity(const Element &range, std::string_view type, std::string_view version)
{
    const std::string_view family = type.substr(0, type.find('/') + 1);
    if (range.name == "*/*")
        return 1;
    if (range.name.ends_with("/*") && isSame(range.name.substr(0, range.name.size() - 1), family))
        return 2;
    if (!isSame(range.name, type))
        return 0;
    if (range.version.empty())
        return 3;
    return range.version == version ? 4 : 0;
}

} // namespace

double acceptedWeight(std::string_view header, std::string_view type, std::string_view version)
{
    if (trimmed(header).empty())
        return 1;
    int best = 0;
    double weight = 0;
    while (!header.empty()) {
        const Element range = readElement(takeUntil(header, ','));
        const int fits = specificity(range, type, version);
        if (fits > best) {
            best = fits;
            weight = range.weight;
        }
    }
    return weight;
}

bool acceptsEncoding(std::string_view header, std::string_view coding)
{
    bool accepted = false;
    while (!header.empty()) {
        const Element each = readElement(takeUntil(header, ','));
        if (isSame(each.name, coding))
            return each.weight > 0;
        accepted = accepted || (each.name == "*" && each.weight > 0);
    }
    return accepted;
}

} // namespace tinyobs::server
