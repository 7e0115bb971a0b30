#include "app/server/handlers/prometheus/prometheustext.h"

#include "app/server/jsonwriter.h"
#include "core/base/valuetext.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace tinyobs::server {
namespace {

constexpr double ExponentBelow = 1e-6;
constexpr double ExponentFrom = 1e21;
constexpr std::size_t MaxFloatBytes = 32;

char *writeText(char *out, std::string_view text)
{
    std::memcpy(out, text.data(), text.size());
    return out + text.size();
}

/// A number that is none, or null.
char *writeSpecial(char *out, double value)
{
    if (std::isnan(value))
        return writeText(out, "NaN");
    if (std::isinf(value))
        return writeText(out, value > 0 ? "+Inf" : "-Inf");
    return nullptr;
}

} // namespace

char *writeFloat(char *out, double value)
{
    if (char *end = writeSpecial(out, value))
        return end;
    const double size = std::abs(value);
    if (size != 0 && (size < ExponentBelow || size >= ExponentFrom))
        return std::to_chars(out, out + MaxFloatBytes, value, std::chars_format::scientific).ptr;
    return writePlain(out, value);
}

char *writeTime(char *out, TimeMs timeMs)
{
    auto size = static_cast<std::uint64_t>(timeMs);
    if (timeMs < 0) {
        *out++ = '-';
        size = -size;
    }
    out = std::to_chars(out, out + MaxFloatBytes, size / 1000).ptr;
    const auto ms = static_cast<unsigned>(size % 1000);
    if (ms == 0)
        return out;
    *out++ = '.';
    *out++ = static_cast<char>('0' + ms / 100);
    *out++ = static_cast<char>('0' + ms / 10 % 10);
    *out++ = static_cast<char>('0' + ms % 10);
    return out;
}

char *writePoint(char *out, TimeMs timeMs, double value)
{
    *out++ = '[';
    out = writeTime(out, timeMs);
    out = writeText(out, ",\"");
    out = writeFloat(out, value);
    return writeText(out, "\"]");
}

void appendFloat(QByteArray &out, double value)
{
    std::array<char, MaxFloatBytes + 8> text{};
    out.append(text.data(), writeFloat(text.data(), value) - text.data());
}

void appendTime(QByteArray &out, TimeMs timeMs)
{
    std::array<char, MaxFloatBytes + 8> text{};
    out.append(text.data(), writeTime(text.data(), timeMs) - text.data());
}

void appendPlainFloat(QByteArray &out, double value)
{
    std::array<char, MaxPlainBytes + 8> text{};
    char *end = writeSpecial(text.data(), value);
    if (!end)
        end = writePlain(text.data(), value);
    out.append(text.data(), end - text.data());
}

void appendPoint(QByteArray &out, TimeMs timeMs, double value)
{
    std::array<char, MaxPointBytes> text{};
    out.append(text.data(), writePoint(text.data(), timeMs, value) - text.data());
}

void appendString(QByteArray &out, std::string_view text)
{
    out += '"';
    appendJsonEscaped(out, text);
    out += '"';
}

void appendLabelObject(QByteArray &out, const Labels &labels)
{
    out += '{';
    bool isFirst = true;
    for (const LabelView label : labels) {
        if (!isFirst)
            out += ',';
        isFirst = false;
        appendString(out, label.name);
        out += ':';
        appendString(out, label.value);
    }
    out += '}';
}

} // namespace tinyobs::server
