#include "core/base/utf8.h"

namespace tinyobs {

std::size_t utf8CharacterLength(std::string_view text)
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

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t length = utf8CharacterLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

bool appendUtf8(std::string &out, std::uint32_t code)
{
    const bool isSurrogate = code >= 0xd800 && code <= 0xdfff;
    if (code > 0x10ffff || isSurrogate)
        return false;
    const auto tail = [code](unsigned shift) {
        return static_cast<char>(0x80 | ((code >> shift) & 0x3f));
    };
    if (code < 0x80)
        out += static_cast<char>(code);
    else if (code < 0x800)
        out.append({static_cast<char>(0xc0 | (code >> 6)), tail(0)});
    else if (code < 0x10000)
        out.append({static_cast<char>(0xe0 | (code >> 12)), tail(6), tail(0)});
    else
        out.append({static_cast<char>(0xf0 | (code >> 18)), tail(12), tail(6), tail(0)});
    return true;
}

} // namespace tinyobs
