#include "core/base/quoted.h"

#include "core/base/utf8.h"

#include <cstdio>

namespace tinyobs {
namespace {

void appendEscaped(std::string &out, unsigned char byte)
{
    char escape[5];
    std::snprintf(escape, sizeof escape, "\\x%02x", byte);
    out += escape;
}

} // namespace

std::string quoted(std::string_view text, std::size_t maxBytes)
{
    std::string out = "'";
    std::size_t at = 0;
    while (at < text.size() && at < maxBytes) {
        const std::size_t length = utf8CharacterLength(text.substr(at));
        const auto byte = static_cast<unsigned char>(text[at]);
        if (length == 0 || byte < 0x20 || byte == 0x7f)
            appendEscaped(out, byte);
        else
            out += text.substr(at, length);
        at += length == 0 ? 1 : length;
    }
    if (at < text.size())
        out += "...";
    return out += "'";
}

} // namespace tinyobs
