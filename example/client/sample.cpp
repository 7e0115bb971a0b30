#include "example/client/sample.h"

#include <QString>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace tinyobs::client {
namespace {

std::string validUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size())).toStdString();
}

void appendString(std::string &out, std::string_view text)
{
    out += '"';
    for (const char c : validUtf8(text)) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escape;
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
            out += escape.data();
        } else {
            out += c;
        }
    }
    out += '"';
}

void appendValue(std::string &out, double value)
{
    const bool quoted = !std::isfinite(value);
    if (quoted)
        out += '"';
    out += numberText(value);
    if (quoted)
        out += '"';
}

} // namespace

std::string numberText(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 32> text;
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    return std::string(text.data(), end);
}

SeriesText seriesText(std::string_view name, const Labels &labels)
{
    std::string out = "\"name\":";
    appendString(out, name);
    out += ",\"labels\":{";
    bool first = true;
    for (const auto &[label, value] : labels) {
        if (!first)
            out += ',';
        first = false;
        appendString(out, label);
        out += ':';
        appendString(out, value);
    }
    out += '}';
    return std::make_shared<const std::string>(std::move(out));
}

QByteArray encodeBatch(std::span<const Sample> samples)
{
    std::string out = "{\"metrics\":[";
    bool first = true;
    for (const Sample &sample : samples) {
        out += first ? "{" : ",{";
        first = false;
        out += *sample.series;
        out += ",\"value\":";
        appendValue(out, sample.value);
        out += ",\"timestamp\":";
        out += std::to_string(sample.timeMs);
        out += '}';
    }
    out += "]}";
    return QByteArray::fromStdString(out);
}

} // namespace tinyobs::client
