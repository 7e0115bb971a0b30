#include "app/server/jsonwriter.h"

#include "core/base/rfc3339.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tinyobs::server {
namespace {

/// Printable ASCII that stands for itself.
bool isPlain(unsigned char c)
{
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

/// Appends the first character that is not plain, and says how many bytes it took.
std::size_t appendSpecial(QByteArray &out, std::string_view text)
{
    constexpr std::string_view Hex = "0123456789abcdef";
    const auto c = static_cast<unsigned char>(text.front());
    const std::size_t length = utf8CharacterLength(text);
    if (length == 0) {
        out += "\xEF\xBF\xBD";
        return 1;
    }
    if (c == '"' || c == '\\') {
        out += '\\';
        out += static_cast<char>(c);
    } else if (c == '\n') {
        out += "\\n";
    } else if (c < 0x20 || c == 0x7F) {
        out += "\\u00";
        out += Hex[c >> 4];
        out += Hex[c & 15u];
    } else {
        out.append(text.data(), static_cast<qsizetype>(length));
    }
    return length;
}

} // namespace

void appendJsonEscaped(QByteArray &out, std::string_view text)
{
    while (!text.empty()) {
        const auto end = std::find_if_not(text.begin(), text.end(), [](char c) {
            return isPlain(static_cast<unsigned char>(c));
        });
        const auto plain = static_cast<std::size_t>(end - text.begin());
        out.append(text.data(), static_cast<qsizetype>(plain));
        text.remove_prefix(plain);
        if (!text.empty())
            text.remove_prefix(appendSpecial(out, text));
    }
}

JsonWriter &JsonWriter::key(std::string_view name)
{
    value(name);
    m_bytes += ':';
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::value(std::string_view text)
{
    separate();
    m_bytes += '"';
    appendJsonEscaped(m_bytes, text);
    m_bytes += '"';
    return *this;
}

JsonWriter &JsonWriter::value(double number)
{
    if (std::isnan(number))
        return token("\"NaN\"");
    if (std::isinf(number))
        return token(number > 0 ? "\"+Inf\"" : "\"-Inf\"");
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return token({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

JsonWriter &JsonWriter::timestamp(TimeMs timeMs)
{
    const auto text = formatRfc3339(timeMs);
    separate();
    m_bytes += '"';
    m_bytes.append(text.data(), qsizetype(text.size()));
    m_bytes += '"';
    return *this;
}

JsonWriter &JsonWriter::open(char bracket)
{
    separate();
    m_bytes += bracket;
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::close(char bracket)
{
    m_bytes += bracket;
    m_needsComma = true;
    return *this;
}

JsonWriter &JsonWriter::token(std::string_view text)
{
    separate();
    m_bytes.append(text.data(), static_cast<qsizetype>(text.size()));
    return *this;
}

JsonWriter &JsonWriter::integer(std::int64_t number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return token({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

JsonWriter &JsonWriter::integer(std::uint64_t number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return token({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void JsonWriter::separate()
{
    if (m_needsComma)
        m_bytes += ',';
    m_needsComma = true;
}

} // namespace tinyobs::server
