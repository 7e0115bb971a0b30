#include "app/server/parameters.h"

#include "core/base/quoted.h"
#include "core/ingest/labelrules.h"
#include "core/ingest/timeparser.h"
#include "core/promql/syntax/selectorparser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

struct Unit
{
    std::string_view name;
    double ms;
};

constexpr std::array<Unit, 7> Units{{
    {"", 1000},
    {"ms", 1},
    {"s", 1000},
    {"m", 60'000},
    {"h", 3'600'000},
    {"d", 86'400'000},
    {"w", 604'800'000},
}};

/// Longest span that is taken: a hundred years.
constexpr double MaxDurationMs = 100 * 366.0 * 86'400'000;

struct OpRow
{
    std::string_view suffix; // of the parameter's name, in front of "="
    Matcher::Op op;
};

// The longer suffix first: "!~" ends in "~" as well.
constexpr std::array<OpRow, 4> Ops{{
    {"!~", Matcher::Op::NotMatch},
    {"~", Matcher::Op::Match},
    {"!", Matcher::Op::NotEqual},
    {"", Matcher::Op::Equal},
}};

// Each may look at every value of its label.
constexpr std::size_t MaxConditions = 64;

constexpr std::string_view LabelPrefix = "label.";

Failure refuse(std::string_view name, std::string_view value, std::string_view allowed)
{
    return fail(Error::Code::InvalidArgument, "parameter " + std::string(name) + " is " +
                                                  quoted(value) + ", allowed are " +
                                                  std::string(allowed));
}

std::optional<double> parseDuration(std::string_view text)
{
    double number = 0;
    const char *end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || !std::isfinite(number) || number < 0)
        return std::nullopt;
    const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
    const auto row = std::find_if(Units.begin(), Units.end(),
                                  [&](const Unit &each) { return each.name == unit; });
    if (row == Units.end() || number * row->ms > MaxDurationMs)
        return std::nullopt;
    return number * row->ms;
}

/// "now", "now-30m", "now+5m", "-30m".
std::optional<TimeMs> parseRelative(std::string_view text, TimeMs nowMs)
{
    const bool fromNow = text.starts_with("now");
    if (fromNow)
        text.remove_prefix(3);
    if (text.empty())
        return fromNow ? std::optional(nowMs) : std::nullopt;
    if (text.front() != '-' && !(fromNow && text.front() == '+'))
        return std::nullopt;
    const std::optional<double> distance = parseDuration(text.substr(1));
    if (!distance)
        return std::nullopt;
    const auto ms = static_cast<TimeMs>(*distance);
    return text.front() == '-' ? nowMs - ms : nowMs + ms;
}

bool contains(std::initializer_list<std::string_view> names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

Parameters::Parameters(QueryParameters pairs, TimeMs nowMs)
    : m_pairs(std::move(pairs))
    , m_nowMs(nowMs)
{
}

Result<std::string_view> Parameters::requiredText(std::string_view name) const
{
    const std::string_view value = text(name);
    if (value.empty()) {
        return fail(Error::Code::InvalidArgument,
                    "parameter " + std::string(name) + " is missing, it is required");
    }
    return value;
}

Result<TimeMs> Parameters::time(std::string_view name, TimeMs absent) const
{
    std::string value(text(name));
    if (value.empty())
        return absent;
    // A plus sign that was not percent-encoded has become a space.
    std::replace(value.begin(), value.end(), ' ', '+');
    if (const std::optional<TimeMs> relative = parseRelative(value, m_nowMs))
        return *relative;
    if (Result<TimeMs> absolute = parseTimestamp(value))
        return absolute;
    return refuse(name, value,
                  "RFC 3339 (2026-11-22T10:00:00Z), Unix seconds or milliseconds, now, now-30m "
                  "and -30m");
}

Result<TimeMs> Parameters::durationMs(std::string_view name) const
{
    const std::string_view value = text(name);
    if (value.empty())
        return 0;
    const std::optional<double> ms = parseDuration(value);
    if (!ms || *ms < 1) {
        return refuse(name, value,
                      "seconds (15, 0.5) or a number with a unit (500ms, 15s, 5m, 1h, 7d), at "
                      "least 1 ms");
    }
    return static_cast<TimeMs>(*ms);
}

Result<std::size_t> Parameters::count(std::string_view name, std::size_t absent,
                                      std::size_t most) const
{
    const std::string_view value = text(name);
    if (value.empty())
        return absent;
    std::size_t number = 0;
    const char *end = value.data() + value.size();
    const auto [rest, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc() || rest != end || number < 1 || number > most)
        return refuse(name, value, "whole numbers from 1 to " + std::to_string(most));
    return number;
}

Result<bool> Parameters::isOn(std::string_view name, bool absent) const
{
    const std::string_view value = text(name);
    if (value.empty())
        return absent;
    if (value == "1" || value == "true")
        return true;
    if (value == "0" || value == "false")
        return false;
    return refuse(name, value, "1, true, 0 and false");
}

Result<std::vector<std::vector<Matcher>>> Parameters::selectors() const
{
    std::vector<std::vector<Matcher>> selectors;
    for (const auto &[name, value] : pairs()) {
        if (name != "match[]")
            continue;
        Result<std::vector<Matcher>> selector = promql::parseSelector(value);
        if (!selector)
            return fail(selector.error().code, "match[]: " + selector.error().message);
        selectors.push_back(std::move(*selector));
    }
    if (selectors.empty())
        return fail(Error::Code::InvalidArgument, "match[] is missing, expected a selector");
    return selectors;
}

Result<std::vector<Matcher>>
Parameters::conditions(std::initializer_list<std::string_view> own,
                       std::initializer_list<std::string_view> metricNames) const
{
    std::vector<Matcher> matchers;
    for (const auto &[key, value] : m_pairs.pairs()) {
        if (contains(own, key))
            continue;
        if (matchers.size() == MaxConditions) {
            return fail(Error::Code::LimitExceeded,
                        "there are more than " + std::to_string(MaxConditions) + " conditions");
        }
        const auto op = std::find_if(Ops.begin(), Ops.end(), [&, &text = key](const OpRow &each) {
            return text.ends_with(each.suffix);
        });
        std::string_view label = std::string_view(key).substr(0, key.size() - op->suffix.size());
        if (label.starts_with(LabelPrefix))
            label.remove_prefix(LabelPrefix.size());
        else if (contains(metricNames, label))
            label = MetricNameLabel;
        if (!isLabelName(label)) {
            return fail(Error::Code::InvalidArgument,
                        "parameter " + quoted(key) +
                            " is neither a parameter of this route nor the name of a label");
        }
        Result<Matcher> matcher = Matcher::make(op->op, std::string(label), value);
        if (!matcher)
            return Failure(std::move(matcher.error()));
        matchers.push_back(std::move(*matcher));
    }
    return matchers;
}

} // namespace tinyobs::server
