#include "core/dashboard/jsontext.h"

#include "core/base/valuetext.h"

#include <utility>

namespace tinyobs::dashboard {

void JsonText::open(char bracket, Shape shape)
{
    m_text += bracket;
    m_levels.push_back({shape});
}

void JsonText::close(char bracket)
{
    const Level level = m_levels.back();
    m_levels.pop_back();
    if (level.shape == Shape::Block && !level.isEmpty)
        m_text += '\n' + std::string(2 * m_levels.size(), ' ');
    m_text += bracket;
}

void JsonText::separate()
{
    Level &level = m_levels.back();
    if (!std::exchange(level.isEmpty, false))
        m_text += level.shape == Shape::Block ? "," : ", ";
    if (level.shape == Shape::Block)
        m_text += '\n' + std::string(2 * m_levels.size(), ' ');
}

void JsonText::quote(std::string_view text)
{
    constexpr std::string_view Digits = "0123456789abcdef";
    m_text += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            m_text += '\\';
            m_text += c;
        } else if (c == '\n') {
            m_text += "\\n";
        } else if (c == '\t') {
            m_text += "\\t";
        } else if (byte < 0x20 || byte == 0x7f) {
            m_text += "\\u00";
            m_text += Digits[byte >> 4];
            m_text += Digits[byte & 15];
        } else {
            m_text += c;
        }
    }
    m_text += '"';
}

void JsonText::key(std::string_view name)
{
    separate();
    quote(name);
    m_text += ": ";
}

void JsonText::beginObject(std::string_view name, Shape shape)
{
    key(name);
    open('{', shape);
}

void JsonText::beginList(std::string_view name, Shape shape)
{
    key(name);
    open('[', shape);
}

void JsonText::beginItem(Shape shape)
{
    separate();
    open('{', shape);
}

void JsonText::item(std::string_view text)
{
    separate();
    quote(text);
}

JsonText &JsonText::field(std::string_view name, std::string_view text)
{
    key(name);
    quote(text);
    return *this;
}

JsonText &JsonText::field(std::string_view name, int number)
{
    key(name);
    appendInteger(m_text, number);
    return *this;
}

JsonText &JsonText::field(std::string_view name, double number)
{
    key(name);
    appendFinite(m_text, number);
    return *this;
}

JsonText &JsonText::field(std::string_view name, bool isTrue)
{
    key(name);
    m_text += isTrue ? "true" : "false";
    return *this;
}

std::string JsonText::take()
{
    close('}');
    m_text += '\n';
    return std::move(m_text);
}

} // namespace tinyobs::dashboard
