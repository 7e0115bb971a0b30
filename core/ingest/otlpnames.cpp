#include "core/ingest/otlpnames.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

namespace tinyobs {
namespace {

using NamedUnit = std::pair<std::string_view, std::string_view>;

/// "tibibytes" is how Prometheus and the collector spell it.
constexpr std::array<NamedUnit, 26> Units{{
    {"d", "days"},
    {"h", "hours"},
    {"min", "minutes"},
    {"s", "seconds"},
    {"ms", "milliseconds"},
    {"us", "microseconds"},
    {"ns", "nanoseconds"},
    {"By", "bytes"},
    {"KiBy", "kibibytes"},
    {"MiBy", "mebibytes"},
    {"GiBy", "gibibytes"},
    {"TiBy", "tibibytes"},
    {"KBy", "kilobytes"},
    {"MBy", "megabytes"},
    {"GBy", "gigabytes"},
    {"TBy", "terabytes"},
    {"m", "meters"},
    {"V", "volts"},
    {"A", "amperes"},
    {"J", "joules"},
    {"W", "watts"},
    {"g", "grams"},
    {"Cel", "celsius"},
    {"Hz", "hertz"},
    {"1", ""},
    {"%", "percent"},
}};

/// Behind the slash: the specification reads "m" as a minute there.
constexpr std::array<NamedUnit, 7> PerUnits{{
    {"s", "second"},
    {"m", "minute"},
    {"h", "hour"},
    {"d", "day"},
    {"w", "week"},
    {"mo", "month"},
    {"y", "year"},
}};

bool isLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view Space = " \t";
    const std::size_t first = std::min(text.find_first_not_of(Space), text.size());
    return text.substr(first, text.find_last_not_of(Space) + 1 - first);
}

/// The parts of a name: letters, digits and colons; whatever is between them becomes one '_'.
std::vector<std::string_view> tokensOf(std::string_view name)
{
    std::vector<std::string_view> tokens;
    const auto isKept = [](char c) { return isLetterOrDigit(c) || c == ':'; };
    for (auto at = name.begin(); at != name.end();) {
        const auto begin = std::find_if(at, name.end(), isKept);
        at = std::find_if_not(begin, name.end(), isKept);
        if (begin != at)
            tokens.emplace_back(begin, at);
    }
    return tokens;
}

std::string joined(const std::vector<std::string_view> &tokens)
{
    std::string text;
    for (const std::string_view token : tokens)
        text.append(text.empty() ? "" : "_").append(token);
    return text;
}

/// One side of a unit's slash. An annotation, "{requests}", is no unit.
std::string unitWord(std::string_view unit, std::span<const NamedUnit> known)
{
    unit = trimmed(unit);
    if (unit.find_first_of("{}") != std::string_view::npos)
        return {};
    const auto named = std::ranges::find(known, unit, &NamedUnit::first);
    return joined(tokensOf(named == known.end() ? unit : named->second));
}

struct UnitWords
{
    std::string main;
    std::string per;
};

UnitWords unitWords(std::string_view unit)
{
    const std::size_t slash = unit.find('/');
    UnitWords words{.main = unitWord(unit.substr(0, slash), Units), .per = {}};
    if (slash != std::string_view::npos)
        words.per = unitWord(unit.substr(slash + 1), PerUnits);
    return words;
}

void appendOnce(std::vector<std::string_view> &tokens, std::string_view word)
{
    std::erase(tokens, word);
    tokens.push_back(word);
}

} // namespace

std::string otlpMetricName(const OtlpMetric &metric)
{
    std::vector<std::string_view> tokens = tokensOf(metric.name);
    if (tokens.empty())
        return {};
    const auto contains = [&tokens](const std::string &word) {
        return std::ranges::find(tokens, std::string_view(word)) != tokens.end();
    };
    const UnitWords unit = unitWords(metric.unit);
    const bool addsPer = !unit.per.empty() && !contains(unit.per);
    if (!unit.main.empty() && !contains(unit.main))
        tokens.emplace_back(unit.main);
    if (addsPer) {
        tokens.emplace_back("per");
        tokens.emplace_back(unit.per);
    }
    if (metric.kind == OtlpKind::Sum && metric.isMonotonic)
        appendOnce(tokens, "total");
    // Many senders give counts of things the unit "1": a ratio is taken for one in gauges only.
    if (metric.kind == OtlpKind::Gauge && metric.unit == "1")
        appendOnce(tokens, "ratio");
    std::string name = joined(tokens);
    if (isDigit(name.front()))
        name.insert(name.begin(), '_');
    return name;
}

std::string otlpUnitName(std::string_view unit)
{
    const UnitWords words = unitWords(unit);
    if (words.per.empty())
        return words.main;
    return words.main + (words.main.empty() ? "per_" : "_per_") + words.per;
}

std::string otlpLabelName(std::string_view attribute)
{
    std::string name(attribute);
    std::ranges::replace_if(
        name, [](char c) { return !isLetterOrDigit(c) && c != '_'; }, '_');
    if (name.empty())
        return name;
    if (isDigit(name.front()))
        return "key_" + name;
    // Names that begin with "__" are the server's own.
    return name.front() == '_' ? "key" + name : name;
}

MetricType otlpMetricType(const OtlpMetric &metric)
{
    switch (metric.kind) {
    case OtlpKind::Sum:
        return metric.isMonotonic ? MetricType::Counter : MetricType::Gauge;
    case OtlpKind::Gauge:
        return MetricType::Gauge;
    case OtlpKind::Histogram:
    case OtlpKind::ExponentialHistogram:
        return MetricType::Histogram;
    case OtlpKind::Summary:
        return MetricType::Summary;
    case OtlpKind::None:
    case OtlpKind::Count_:
        break;
    }
    return MetricType::Unknown;
}

} // namespace tinyobs
