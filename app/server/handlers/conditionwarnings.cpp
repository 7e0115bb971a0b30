#include "app/server/handlers/conditionwarnings.h"

#include "core/base/quoted.h"
#include "core/base/suggest.h"
#include "core/engine/engine.h"

#include <utility>

namespace tinyobs::server {
namespace {

// A name is compared with no more known ones than this.
constexpr std::size_t MaxCandidates = 10'000;

bool isOnName(const Matcher &matcher)
{
    return matcher.name() == MetricNameLabel;
}

bool findsSeries(const Engine &engine, std::vector<Matcher> matchers)
{
    SeriesQuery query;
    query.matchers = std::move(matchers);
    query.limit = 1;
    const Result<SeriesList> list = engine.series(query);
    return list && list->matched > 0;
}

std::string unknownMetric(const Engine &engine, std::string_view name)
{
    const std::vector<std::string> names = engine.labelValues(MetricNameLabel, {});
    std::string_view closest;
    if (names.size() <= MaxCandidates)
        closest = closestWord(name, std::vector<std::string_view>(names.begin(), names.end()));
    return "no series is named " + quoted(name) +
           (closest.empty() ? "" : ", did you mean " + quoted(closest) + "?");
}

std::string unknownLabel(std::string_view label, std::string_view metric,
                         std::span<const std::string_view> parameters)
{
    const std::string_view closest = closestWord(label, parameters);
    return "no series" + (metric.empty() ? "" : " of " + quoted(metric)) + " has a label " +
           quoted(label) +
           (closest.empty() ? "" : ", did you mean the parameter " + quoted(closest) + "?");
}

} // namespace

std::vector<std::string> conditionWarnings(const Engine &engine,
                                           std::span<const Matcher> conditions, bool found,
                                           std::span<const std::string_view> parameters)
{
    std::vector<Matcher> onName;
    std::string_view metric;
    for (const Matcher &condition : conditions) {
        if (!isOnName(condition))
            continue;
        onName.push_back(condition);
        if (condition.op() == Matcher::Op::Equal)
            metric = condition.value();
    }
    if (!found && !onName.empty() && !findsSeries(engine, onName)) {
        if (metric.empty())
            return {"no series has a name that meets the condition"};
        return {unknownMetric(engine, metric)};
    }
    std::vector<std::string> warnings;
    for (const Matcher &condition : conditions) {
        if (isOnName(condition) || (found && !condition.matchesEmpty()))
            continue;
        std::vector<Matcher> carriers = onName;
        carriers.push_back(*Matcher::make(Matcher::Op::NotEqual, condition.name(), ""));
        if (!findsSeries(engine, std::move(carriers)))
            warnings.push_back(unknownLabel(condition.name(), metric, parameters));
    }
    return warnings;
}

void appendWarnings(JsonWriter &json, std::span<const std::string> warnings)
{
    if (warnings.empty())
        return;
    json.key("warnings").beginArray();
    for (const std::string &warning : warnings)
        json.value(warning);
    json.endArray();
}

} // namespace tinyobs::server
