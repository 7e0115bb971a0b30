#include "core/ingest/influxlabels.h"

#include "core/base/quoted.h"
#include "core/ingest/linetext.h"

#include <algorithm>
#include <deque>

namespace tinyobs {
namespace {

constexpr std::string_view FieldOfTheMetric = "value";
constexpr std::string_view Escaped = ", =\\";

/// Takes the text up to a separator that no backslash stands before off the front, and it too.
std::string_view takeEscaped(std::string_view &text, char separator)
{
    std::size_t size = 0;
    while (size < text.size() && text[size] != separator)
        size += text[size] == '\\' && size + 1 < text.size() ? 2 : 1;
    const std::string_view part = text.substr(0, size);
    text.remove_prefix(std::min(size + 1, text.size()));
    return part;
}

std::string plain(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isEscape =
            text[i] == '\\' && i + 1 < text.size() && Escaped.find(text[i + 1]) != Escaped.npos;
        out += text[isEscape ? ++i : i];
    }
    return out;
}

std::string metricName(std::string_view measurement, std::string_view field)
{
    std::string name = plain(measurement);
    if (field != FieldOfTheMetric)
        name += '_' + plain(field);
    return cleanedName(name);
}

} // namespace

tl::expected<Labels, Refusal>
influxLabels(std::string_view series, std::string_view field,
             std::span<const std::pair<std::string, std::string>> added, const IngestLimits &limits)
{
    const std::string_view measurement = takeEscaped(series, ',');
    std::deque<std::string> values; // where they are, views to them stay
    LineLabels labels;
    for (const auto &[name, value] : added)
        labels.set(name, value);
    while (!series.empty()) {
        std::string_view value = takeEscaped(series, ',');
        const std::string_view tag = value;
        const std::string_view name = takeEscaped(value, '=');
        if (name.empty() || name.size() == tag.size())
            return tl::unexpected<Refusal>(
                Refusal{.reason = RefusalReason::BadLabel,
                        .row = 0,
                        .message = ": tag " + quoted(tag) + " is not tag=value"});
        if (labels.size() > limits[IngestLimit::LabelsPerSeries])
            break; // make() refuses one too many
        if (!value.empty())
            labels.set(plain(name), values.emplace_back(plain(value)));
    }
    return labels.make(metricName(measurement, field), {}, limits);
}

} // namespace tinyobs
