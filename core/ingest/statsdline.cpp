#include "core/ingest/statsdline.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tinyobs {
namespace {

using Problem = tl::unexpected<LineProblem>;

struct TypeName
{
    std::string_view onWire;
    StatsdType type;
};

constexpr std::array<TypeName, 6> TypeNames{{
    {"c", StatsdType::Counter},
    {"g", StatsdType::Gauge},
    {"ms", StatsdType::Timer},
    {"h", StatsdType::Histogram},
    {"d", StatsdType::Histogram},
    {"s", StatsdType::Set},
}};

/// What DogStatsD sends beside metrics.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> NotMetrics{
    {{"_e{", "events are not kept"}, {"_sc|", "service checks are not kept"}}};

/// Sections that say where a line comes from or when it was made: lines count when they arrive.
constexpr std::array<std::string_view, 4> PassedOver{"c:", "T", "e:", "card:"};

/// One event in a billion: what is below would count as infinitely many.
constexpr double LowestRate = 1e-9;

Problem problem(RefusalReason reason, std::string_view what, std::string_view text)
{
    return Problem(LineProblem{reason, what, text});
}

std::optional<LineProblem> readSection(std::string_view section, StatsdLine &line)
{
    if (section.starts_with('#')) {
        line.tags = section.substr(1);
        return std::nullopt;
    }
    if (section.starts_with('@')) {
        const std::optional<double> rate = numberOf(section.substr(1));
        if (!rate || !(*rate >= LowestRate && *rate <= 1))
            return LineProblem{RefusalReason::BadValue, "rate is not above 0 and up to 1", section};
        line.rate = *rate;
        return std::nullopt;
    }
    const auto begins = [section](std::string_view mark) { return section.starts_with(mark); };
    if (section.empty() || std::ranges::any_of(PassedOver, begins))
        return std::nullopt;
    return LineProblem{RefusalReason::Syntax, "unknown section behind the type", section};
}

} // namespace

std::string_view nameOf(StatsdType type)
{
    constexpr std::array<std::string_view, static_cast<std::size_t>(StatsdType::Count_)> Names{
        "counter", "gauge", "timer", "histogram", "set"};
    return Names[static_cast<std::size_t>(type)];
}

tl::expected<StatsdLine, LineProblem> parseStatsdLine(std::string_view text)
{
    for (const auto &[mark, what] : NotMetrics) {
        if (text.starts_with(mark))
            return problem(RefusalReason::NotAMetric, what, text);
    }
    std::string_view rest = text;
    StatsdLine line;
    line.name = takePart(rest, ':');
    if (line.name.size() == text.size())
        return problem(RefusalReason::Syntax, "expected \"name:value|type\"", text);
    line.values = takePart(rest, '|');
    const std::string_view typeText = takePart(rest, '|');
    const auto type = std::ranges::find(TypeNames, typeText, &TypeName::onWire);
    if (typeText.empty())
        return problem(RefusalReason::Syntax, "type is missing, expected \"name:value|type\"",
                       text);
    if (type == TypeNames.end())
        return problem(RefusalReason::Syntax, "type is not one of c, g, ms, h, d, s", typeText);
    line.type = type->type;
    while (!rest.empty()) {
        if (auto wrong = readSection(takePart(rest, '|'), line))
            return Problem(*wrong);
    }
    return line;
}

} // namespace tinyobs
