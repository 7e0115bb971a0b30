#include "ui/dashboard/variablevalues.h"

#include "core/base/canceltoken.h"
#include "core/engine/engine.h"
#include "core/promql/syntax/selectorparser.h"

#include <QRegularExpression>

#include <algorithm>

namespace tinyobs::ui {
namespace {

using dashboard::Variable;
using dashboard::VariableKind;

constexpr std::size_t MaxOptions = 5000;

Result<std::vector<std::string>> labelOptions(const Engine &engine, const Variable &variable,
                                              const dashboard::VariableScope &scope)
{
    std::vector<std::vector<Matcher>> selectors;
    if (!variable.query.empty()) {
        auto matchers = promql::parseSelector(dashboard::expandQuery(variable.query, scope));
        if (!matchers)
            return Failure(matchers.error());
        selectors.push_back(std::move(*matchers));
    }
    return engine.findLabelValues(variable.label, std::move(selectors), scope.fromMs, scope.toMs);
}

/// Label sets with their values, as text: {a="b"} 1.
Result<std::vector<std::string>> queryOptions(const Engine &engine, const Variable &variable,
                                              const dashboard::VariableScope &scope)
{
    promql::Query query;
    query.text = dashboard::expandQuery(variable.query, scope);
    query.grid.startMs = scope.toMs;
    const auto answer = engine.promql(query, CancelToken(), "dashboard");
    if (!answer)
        return Failure(answer.error());
    std::vector<std::string> options;
    for (const promql::ResultSeries &series : answer->series) {
        const std::string value = series.values.empty()
                                      ? std::string()
                                      : QString::number(series.values.back()).toStdString();
        options.push_back(series.labels.toString() + " " + value);
    }
    return options;
}

/// What the filter takes of each; those that it does not match go.
std::vector<std::string> filtered(std::vector<std::string> options, const std::string &filter)
{
    if (filter.empty())
        return options;
    const QRegularExpression pattern(QString::fromStdString(filter));
    std::vector<std::string> kept;
    for (const std::string &option : options) {
        const auto match = pattern.match(QString::fromStdString(option));
        if (!match.hasMatch())
            continue;
        kept.push_back(match.captured(match.lastCapturedIndex() > 0 ? 1 : 0).toStdString());
    }
    return kept;
}

Result<std::vector<std::string>> optionsOf(const Engine &engine, const Variable &variable,
                                           const dashboard::VariableScope &scope)
{
    if (variable.kind == VariableKind::Label)
        return labelOptions(engine, variable, scope);
    if (variable.kind == VariableKind::Query)
        return queryOptions(engine, variable, scope);
    return variable.options;
}

bool isAll(const std::vector<std::string> &chosen)
{
    return chosen.size() == 1 && chosen.front() == dashboard::AllValues;
}

/// The choice as far as it is still offered; whatever is typed stays.
std::vector<std::string> validChoice(const Variable &variable,
                                     const std::vector<std::string> &options,
                                     std::vector<std::string> chosen)
{
    if (variable.kind == VariableKind::Text || (isAll(chosen) && variable.includesAll))
        return chosen.empty() ? dashboard::defaultChoice(variable, options) : chosen;
    std::erase_if(chosen, [&](const std::string &value) {
        return std::ranges::find(options, value) == options.end();
    });
    return chosen.empty() ? dashboard::defaultChoice(variable, options) : chosen;
}

} // namespace

ResolvedVariables resolveVariables(const Engine &engine, const std::vector<Variable> &variables,
                                   const Choices &chosen, TimeMs fromMs, TimeMs toMs)
{
    ResolvedVariables all;
    all.scope.fromMs = fromMs;
    all.scope.toMs = toMs;
    for (Variable variable : variables) {
        ResolvedVariable resolved;
        if (auto options = optionsOf(engine, variable, all.scope))
            resolved.options = filtered(std::move(*options), variable.filter);
        else
            resolved.problem = QString::fromStdString(options.error().message);
        std::vector<std::string> &options = resolved.options;
        if (variable.kind == VariableKind::Label || variable.kind == VariableKind::Query)
            std::ranges::sort(options);
        const auto doubles = std::ranges::unique(options);
        options.erase(doubles.begin(), doubles.end());
        options.resize(std::min(options.size(), MaxOptions));
        const auto own = chosen.find(variable.name);
        resolved.chosen =
            validChoice(variable, options, own == chosen.end() ? variable.current : own->second);
        variable.current = resolved.chosen;
        auto values = dashboard::chosenValues(variable, options);
        all.repeats[variable.name] = values.values;
        all.scope.chosen[variable.name] = std::move(values);
        all.variables.push_back(std::move(resolved));
    }
    return all;
}

} // namespace tinyobs::ui
