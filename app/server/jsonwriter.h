#pragma once

// JSON written straight to bytes: the writer sets commas and quotes, numbers come from
// std::to_chars, and what JSON cannot hold ("NaN", "+Inf", "-Inf") becomes a string. It does not
// check nesting. A plain value; one thread.

#include "core/base/clock.h"

#include <QByteArray>

#include <concepts>
#include <cstdint>
#include <string_view>

namespace tinyobs::server {

/// What stands between the quotes of a JSON string: escapes, and U+FFFD for bytes not UTF-8.
void appendJsonEscaped(QByteArray &out, std::string_view text);

class JsonWriter
{
public:
    JsonWriter &beginObject() { return open('{'); }
    JsonWriter &endObject() { return close('}'); }
    JsonWriter &beginArray() { return open('['); }
    JsonWriter &endArray() { return close(']'); }
    JsonWriter &key(std::string_view name);

    JsonWriter &value(std::string_view text);
    JsonWriter &value(const char *text) { return value(std::string_view(text)); }
    JsonWriter &value(double number);
    JsonWriter &value(std::same_as<bool> auto yes) { return token(yes ? "true" : "false"); }
    template <std::integral Number>
    requires(!std::same_as<Number, bool>) JsonWriter &value(Number number)
    {
        if constexpr (std::signed_integral<Number>)
            return integer(static_cast<std::int64_t>(number));
        else
            return integer(static_cast<std::uint64_t>(number));
    }
    /// RFC 3339 in UTC with milliseconds, as a string.
    JsonWriter &timestamp(TimeMs timeMs);

    JsonWriter &field(std::string_view name, const auto &content)
    {
        return key(name).value(content);
    }

    void reserve(qsizetype bytes) { m_bytes.reserve(bytes); }
    QByteArray take() { return std::move(m_bytes); }

private:
    JsonWriter &open(char bracket);
    JsonWriter &close(char bracket);
    JsonWriter &token(std::string_view text);
    JsonWriter &integer(std::int64_t number);
    JsonWriter &integer(std::uint64_t number);
    void separate();

    QByteArray m_bytes;
    bool m_needsComma = false;
};

} // namespace tinyobs::server
