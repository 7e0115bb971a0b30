#pragma once

// The attributes of a resource, scope or data point once they are read, whichever form they came
// in, and the text of their values. Made only for series that the store has not seen. One thread;
// views of the document stay views.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

struct OtlpAttribute
{
    std::string_view key;
    std::string_view value;
};

/// In the order of the document.
class OtlpAttributes
{
public:
    /// A reader gives up beyond this: no series has so many labels, few resources have.
    static constexpr std::size_t Most = 512;

    void add(std::string_view key, std::string_view value) { m_all.push_back({key, value}); }
    /// A text that does not stand in the document; lives as long as this.
    std::string_view keep(std::string text) { return m_texts.emplace_back(std::move(text)); }

    /// The last value of a key, empty when it is absent.
    std::string_view value(std::string_view key) const;
    const std::vector<OtlpAttribute> &all() const { return m_all; }
    void clear()
    {
        m_all.clear();
        m_texts.clear();
    }

private:
    std::vector<OtlpAttribute> m_all;
    std::deque<std::string> m_texts;
};

struct OtlpScope
{
    std::string_view name;
    std::string_view version;
    OtlpAttributes attributes;
};

/// A value as the text of a label: scalars as they are written, bytes in base64, arrays and maps as
/// JSON. The caller says what it finds in the order of the document.
class OtlpValueWriter
{
public:
    void text(std::string_view value);
    void boolean(bool value);
    void integer(std::int64_t value);
    void number(double value);
    void bytes(std::string_view value);
    void none();
    void beginArray() { open('['); }
    void endArray() { close(']'); }
    void beginMap() { open('{'); }
    void key(std::string_view key);
    void endMap() { close('}'); }

    std::string take() { return std::move(m_text); }

private:
    void open(char bracket);
    void close(char bracket);
    void separate();
    void quotedText(std::string_view value);

    std::string m_text;
    unsigned m_depth = 0;
    bool m_isFirst = true;
};

} // namespace tinyobs
