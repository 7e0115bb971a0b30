#include "core/model/labels.h"

#include <algorithm>
#include <cstdint>

namespace tinyobs {
namespace {

void appendText(std::string &out, std::string_view text)
{
    auto length = text.size();
    while (length >= 0x80) {
        out += static_cast<char>((length & 0x7f) | 0x80);
        length >>= 7;
    }
    out += static_cast<char>(length);
    out += text;
}

// The bytes were written by appendText, so no bounds are checked here.
std::string_view readText(const char *&at)
{
    std::size_t length = 0;
    for (int shift = 0;; shift += 7) {
        const auto byte = static_cast<std::uint8_t>(*at++);
        length |= static_cast<std::size_t>(byte & 0x7f) << shift;
        if (byte < 0x80)
            break;
    }
    const std::string_view text(at, length);
    at += length;
    return text;
}

void appendQuoted(std::string &out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    out += '"';
}

} // namespace

LabelView Labels::Iterator::operator*() const
{
    const char *at = m_at;
    const std::string_view name = readText(at);
    return {name, readText(at)};
}

Labels::Iterator &Labels::Iterator::operator++()
{
    readText(m_at);
    readText(m_at);
    return *this;
}

Labels Labels::fromPairs(std::vector<LabelView> pairs)
{
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const LabelView &a, const LabelView &b) { return a.name < b.name; });
    Labels labels;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const bool shadowed = i + 1 < pairs.size() && pairs[i + 1].name == pairs[i].name;
        if (shadowed || pairs[i].value.empty())
            continue;
        appendText(labels.m_bytes, pairs[i].name);
        appendText(labels.m_bytes, pairs[i].value);
    }
    return labels;
}

std::string_view Labels::value(std::string_view name) const
{
    for (const LabelView label : *this) {
        if (label.name == name)
            return label.value;
    }
    return {};
}

std::string Labels::toString() const
{
    std::string out(metricName());
    out += '{';
    bool first = true;
    for (const LabelView label : *this) {
        if (label.name == MetricNameLabel)
            continue;
        if (!first)
            out += ',';
        first = false;
        out += label.name;
        out += '=';
        appendQuoted(out, label.value);
    }
    out += '}';
    return out;
}

} // namespace tinyobs
