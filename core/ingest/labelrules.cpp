#include "core/ingest/labelrules.h"

#include "core/base/quoted.h"

#include <simdjson.h>

#include <algorithm>
#include <string>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isNameByte(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9');
}

std::string overLimit(std::size_t size, IngestLimit limit, const IngestLimits &limits)
{
    return " is " + std::to_string(size) + " bytes, limit " + std::to_string(limits[limit]);
}

tl::expected<void, Refusal> checkMetricName(std::string_view name, const IngestLimits &limits)
{
    if (name.empty())
        return refuse(RefusalReason::BadName, ".name: is empty");
    if (name.size() > limits[IngestLimit::MetricNameBytes])
        return refuse(RefusalReason::TooLarge,
                      ".name: metric name " + quoted(name) +
                          overLimit(name.size(), IngestLimit::MetricNameBytes, limits));
    if (!isMetricName(name))
        return refuse(RefusalReason::BadName,
                      ".name: metric name " + quoted(name) +
                          " must be letters, digits, '_' and ':', and not begin with a digit");
    return {};
}

tl::expected<void, Refusal> checkLabel(LabelView label, const IngestLimits &limits)
{
    if (label.name.empty())
        return refuse(RefusalReason::BadName, ".labels: a label name is empty");
    if (label.name.size() > limits[IngestLimit::LabelNameBytes])
        return refuse(RefusalReason::TooLarge,
                      ".labels: label name " + quoted(label.name) +
                          overLimit(label.name.size(), IngestLimit::LabelNameBytes, limits));
    if (!isLabelName(label.name))
        return refuse(RefusalReason::BadName,
                      ".labels: label name " + quoted(label.name) +
                          " must be letters, digits and '_', and not begin with a digit");
    if (label.name.starts_with("__"))
        return refuse(RefusalReason::BadLabel, ".labels: label name " + quoted(label.name) +
                                                   " begins with '__', which is reserved");
    if (label.value.size() > limits[IngestLimit::LabelValueBytes])
        return refuse(RefusalReason::TooLarge,
                      ".labels: value of label " + quoted(label.name) +
                          overLimit(label.value.size(), IngestLimit::LabelValueBytes, limits));
    if (!isStorableText(label.value))
        return refuse(RefusalReason::BadLabel,
                      ".labels: value of label " + quoted(label.name) +
                          " is not valid UTF-8 or holds a NUL: " + quoted(label.value));
    return {};
}

/// Of labels beside the metric's name: each one, and all of them. Sorts them.
tl::expected<void, Refusal> checkLabels(std::vector<LabelView> &labels, const IngestLimits &limits)
{
    const std::size_t most = limits[IngestLimit::LabelsPerSeries];
    if (labels.size() > most)
        return refuse(RefusalReason::TooLarge,
                      ".labels: more than " + std::to_string(most) + " labels");
    for (const LabelView &label : labels) {
        if (auto checked = checkLabel(label, limits); !checked)
            return checked;
    }
    std::ranges::sort(labels, {}, &LabelView::name);
    const auto twice = std::ranges::adjacent_find(labels, {}, &LabelView::name);
    if (twice != labels.end())
        return refuse(RefusalReason::BadLabel,
                      ".labels: label name " + quoted(twice->name) + " stands there twice");
    return {};
}

} // namespace

bool isStorableText(std::string_view text)
{
    return text.find('\0') == std::string_view::npos &&
           simdjson::validate_utf8(text.data(), text.size());
}

bool isMetricName(std::string_view name)
{
    const auto isStart = [](char c) { return isNameStart(c) || c == ':'; };
    const auto isByte = [](char c) { return isNameByte(c) || c == ':'; };
    return !name.empty() && isStart(name.front()) && std::ranges::all_of(name, isByte);
}

bool isLabelName(std::string_view name)
{
    return !name.empty() && isNameStart(name.front()) && std::ranges::all_of(name, isNameByte);
}

tl::expected<Labels, Refusal> makeLabels(std::string_view metricName, std::vector<LabelView> labels,
                                         const IngestLimits &limits)
{
    if (auto named = checkMetricName(metricName, limits); !named)
        return Refused(std::move(named.error()));
    if (auto checked = checkLabels(labels, limits); !checked)
        return Refused(std::move(checked.error()));
    labels.push_back({MetricNameLabel, metricName});
    return Labels::fromPairs(std::move(labels));
}

tl::expected<Labels, Refusal> makeExemplarLabels(std::vector<LabelView> labels,
                                                 const IngestLimits &limits)
{
    if (auto checked = checkLabels(labels, limits); !checked)
        return Refused(std::move(checked.error()));
    return Labels::fromPairs(std::move(labels));
}

} // namespace tinyobs
