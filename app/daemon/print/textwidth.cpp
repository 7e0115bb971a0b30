#include "app/daemon/print/textwidth.h"

#include "core/base/utf8.h"

#include <QChar>

#include <algorithm>
#include <array>
#include <cstdint>

namespace tinyobs::daemon {
namespace {

constexpr std::string_view Ellipsis = "…";

struct Range
{
    char32_t first;
    char32_t last;
};

/// Of East_Asian_Width W and F, neighbouring blocks taken together.
constexpr std::array<Range, 18> Wide{{{0x1100, 0x115f},
                                      {0x231a, 0x231b},
                                      {0x23e9, 0x23ec},
                                      {0x2e80, 0x303e},
                                      {0x3041, 0x33ff},
                                      {0x3400, 0x4dbf},
                                      {0x4e00, 0x9fff},
                                      {0xa000, 0xa4cf},
                                      {0xa960, 0xa97f},
                                      {0xac00, 0xd7a3},
                                      {0xf900, 0xfaff},
                                      {0xfe30, 0xfe6f},
                                      {0xff00, 0xff60},
                                      {0xffe0, 0xffe6},
                                      {0x1f300, 0x1f64f},
                                      {0x1f680, 0x1f6ff},
                                      {0x1f900, 0x1f9ff},
                                      {0x20000, 0x3fffd}}};

/// The character at the front and its bytes; a byte that is none counts as one character.
std::pair<char32_t, std::size_t> firstCharacter(std::string_view text)
{
    const std::size_t length = utf8CharacterLength(text);
    const auto byte = [text](std::size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
    };
    if (length < 2)
        return {length == 1 ? byte(0) : U'\uFFFD', 1};
    char32_t code = byte(0) & (0xffu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        code = (code << 6) | (byte(i) & 0x3f);
    return {code, length};
}

std::size_t widthOf(char32_t code)
{
    if (code < 0x300)
        return 1;
    switch (QChar::category(code)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
    case QChar::Other_Format:
        return 0;
    default:
        break;
    }
    const bool isWide = std::ranges::any_of(
        Wide, [code](Range range) { return code >= range.first && code <= range.last; });
    return isWide ? 2 : 1;
}

} // namespace

std::size_t textWidth(std::string_view text)
{
    std::size_t width = 0;
    while (!text.empty()) {
        const auto [code, length] = firstCharacter(text);
        width += widthOf(code);
        text.remove_prefix(length);
    }
    return width;
}

std::string shortened(std::string_view text, std::size_t width)
{
    if (textWidth(text) <= width)
        return std::string(text);
    if (width == 0)
        return {};
    std::string out;
    std::size_t used = 1; // the ellipsis
    while (!text.empty()) {
        const auto [code, length] = firstCharacter(text);
        used += widthOf(code);
        if (used > width)
            break;
        out += text.substr(0, length);
        text.remove_prefix(length);
    }
    return out.append(Ellipsis);
}

std::string paddedRight(std::string text, std::size_t width)
{
    const std::size_t used = textWidth(text);
    return used < width ? text.append(width - used, ' ') : text;
}

std::string paddedLeft(std::string text, std::size_t width)
{
    const std::size_t used = textWidth(text);
    return used < width ? std::string(width - used, ' ') + text : text;
}

} // namespace tinyobs::daemon
