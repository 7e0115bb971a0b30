#include "app/server/handlers/prometheus/escapednames.h"

#include "core/base/utf8.h"

#include <charconv>
#include <cstdint>
#include <optional>

namespace tinyobs::server {
namespace {

constexpr std::string_view Prefix = "U__";
constexpr std::size_t MaxDigits = 6;

/// Takes "2e_" off the text.
std::optional<std::uint32_t> takeCode(std::string_view &text)
{
    const std::size_t digits = text.find('_');
    if (digits == 0 || digits > MaxDigits)
        return std::nullopt;
    std::uint32_t code = 0;
    const char *end = text.data() + digits;
    const auto [rest, error] = std::from_chars(text.data(), end, code, 16);
    if (error != std::errc() || rest != end)
        return std::nullopt;
    text.remove_prefix(digits + 1);
    return code;
}

} // namespace

std::string unescapedName(std::string_view text)
{
    if (!text.starts_with(Prefix))
        return std::string(text);
    std::string name;
    std::string_view rest = text.substr(Prefix.size());
    for (;;) {
        const std::size_t plain = rest.find('_');
        name += rest.substr(0, plain);
        if (plain == std::string_view::npos)
            return name;
        rest.remove_prefix(plain + 1);
        if (rest.starts_with('_')) {
            name += '_';
            rest.remove_prefix(1);
            continue;
        }
        const std::optional<std::uint32_t> code = takeCode(rest);
        if (!code || !appendUtf8(name, *code))
            return std::string(text);
    }
}

} // namespace tinyobs::server
