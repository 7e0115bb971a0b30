#include "core/ingest/otlpattributes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tinyobs {
namespace {

constexpr std::string_view Hex = "0123456789abcdef";

std::string base64Of(std::string_view bytes)
{
    constexpr std::string_view Digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view group = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= group.size() ? Digits[bits >> (18 - 6 * i) & 63] : '=';
    }
    return text;
}

} // namespace

std::string_view OtlpAttributes::value(std::string_view key) const
{
    const auto found =
        std::find_if(m_all.rbegin(), m_all.rend(),
                     [key](const OtlpAttribute &attribute) { return attribute.key == key; });
    return found == m_all.rend() ? std::string_view() : found->value;
}

void OtlpValueWriter::separate()
{
    if (!m_isFirst)
        m_text += ',';
    m_isFirst = false;
}

void OtlpValueWriter::open(char bracket)
{
    separate();
    m_text += bracket;
    ++m_depth;
    m_isFirst = true;
}

void OtlpValueWriter::close(char bracket)
{
    m_text += bracket;
    --m_depth;
    m_isFirst = false;
}

void OtlpValueWriter::quotedText(std::string_view value)
{
    m_text += '"';
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            m_text.append(1, '\\').append(1, c);
        } else if (static_cast<unsigned char>(c) < ' ') {
            m_text.append("\\u00").append(1, Hex[static_cast<unsigned char>(c) >> 4]);
            m_text += Hex[static_cast<unsigned char>(c) & 15];
        } else {
            m_text += c;
        }
    }
    m_text += '"';
}

void OtlpValueWriter::key(std::string_view key)
{
    separate();
    quotedText(key);
    m_text += ':';
    m_isFirst = true;
}

void OtlpValueWriter::text(std::string_view value)
{
    separate();
    if (m_depth == 0)
        m_text += value;
    else
        quotedText(value);
}

void OtlpValueWriter::boolean(bool value)
{
    separate();
    m_text += value ? "true" : "false";
}

void OtlpValueWriter::integer(std::int64_t value)
{
    separate();
    m_text += std::to_string(value);
}

void OtlpValueWriter::number(double value)
{
    separate();
    if (!std::isfinite(value)) { // no JSON, but the protocol's own spelling
        const std::string_view word = std::isnan(value) ? "NaN"
                                      : value > 0       ? "Infinity"
                                                        : "-Infinity";
        if (m_depth == 0)
            m_text += word;
        else
            quotedText(word);
        return;
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    m_text.append(digits.data(), end.ptr);
}

void OtlpValueWriter::bytes(std::string_view value)
{
    text(base64Of(value));
}

void OtlpValueWriter::none()
{
    separate();
    if (m_depth > 0)
        m_text += "null";
}

} // namespace tinyobs
