#include "core/base/quoted.h"

#include <cstdio>

namespace tinyobs {
namespace {

/// Length of the well-formed UTF-8 character at the front, 0 when it is broken.
std::size_t characterLength(std::string_view text)
{
    const auto byteAt = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byteAt(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byteAt(i) & 0xc0) != 0x80)
            return 0;
    }
    const unsigned char second = byteAt(1);
    const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool beyond = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
    return overlong || beyond ? 0 : length;
}

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
        const std::size_t length = characterLength(text.substr(at));
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
