#include "core/dashboard/variables.h"

#include "core/base/units.h"
#include "core/dashboard/placeholders.h"

#include <algorithm>
#include <array>
#include <optional>

namespace tinyobs::dashboard {
namespace {

using std::chrono::milliseconds;

// Beyond this "All" becomes the pattern that takes whatever is there.
constexpr std::size_t MaxAlternativeBytes = 8u << 10;

/// What stands around a placeholder in a query.
struct Surroundings
{
    char quote = 0;         // ", ', ` or none
    bool isPattern = false; // the quotes follow =~ or !~
};

/// Reads on from `from` to `to`, keeping what quotes are open.
void readOn(Surroundings &around, std::string_view expr, std::size_t from, std::size_t to)
{
    for (std::size_t i = from; i < to; ++i) {
        const char c = expr[i];
        if (around.quote) {
            if (c == '\\' && around.quote != '`')
                ++i;
            else if (c == around.quote)
                around = {};
        } else if (c == '"' || c == '\'' || c == '`') {
            const std::string_view before = expr.substr(0, i);
            const std::size_t last = before.find_last_not_of(" \t\n");
            around = {c, last != before.npos && before[last] == '~'};
        }
    }
}

bool isSpecialInPattern(char c)
{
    return std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos;
}

std::string literalPattern(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (isSpecialInPattern(c))
            out += '\\';
        out += c;
    }
    return out;
}

/// For the inside of quotes; in back quotes nothing can be escaped.
std::string escapedFor(char quote, std::string_view text)
{
    if (quote == 0 || quote == '`')
        return std::string(text);
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == quote)
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

std::string joined(const std::vector<std::string> &values, std::string_view between)
{
    std::string out;
    for (const std::string &value : values)
        out += (&value == &values.front() ? std::string_view() : between), out += value;
    return out;
}

std::string alternatives(const ChosenValues &chosen)
{
    if (!chosen.pattern.empty())
        return chosen.pattern;
    std::vector<std::string> parts;
    for (const std::string &value : chosen.values)
        parts.push_back(chosen.areLiteral ? literalPattern(value) : value);
    const std::string all = joined(parts, "|");
    if (all.size() > MaxAlternativeBytes)
        return ".+";
    return parts.size() == 1 ? all : '(' + all + ')';
}

std::string durationText(milliseconds duration)
{
    return formatDuration(std::max(duration, milliseconds(1)));
}

std::optional<std::string> builtIn(std::string_view name, const VariableScope &scope)
{
    if (scope.step.count() == 0)
        return {};
    const milliseconds range(std::max<TimeMs>(scope.toMs - scope.fromMs, 0));
    if (name == "__interval")
        return durationText(scope.step);
    if (name == "__interval_ms")
        return std::to_string(scope.step.count());
    if (name == "__rate_interval")
        return durationText(std::max(4 * scope.sampleInterval, scope.step + scope.sampleInterval));
    if (name == "__range")
        return durationText(std::chrono::ceil<std::chrono::seconds>(range));
    if (name == "__range_s")
        return std::to_string(range.count() / 1000);
    if (name == "__range_ms")
        return std::to_string(range.count());
    if (name == "__from")
        return std::to_string(scope.fromMs);
    if (name == "__to")
        return std::to_string(scope.toMs);
    return {};
}

std::string inQuery(const ChosenValues &chosen, std::string_view format, const Surroundings &around)
{
    if (format == "regex" || (format.empty() && around.isPattern))
        return escapedFor(around.quote, alternatives(chosen));
    if (!chosen.pattern.empty())
        return escapedFor(around.quote, chosen.pattern);
    const std::string_view between = format == "csv" || format == "raw" ? "," : "|";
    return escapedFor(around.quote, joined(chosen.values, between));
}

template <typename Replacement>
std::string replaced(std::string_view text, const Replacement &replacement)
{
    std::string out;
    std::size_t done = 0;
    while (const auto found = nextPlaceholder(text, done)) {
        out += text.substr(done, found->begin - done);
        out += replacement(*found, done)
                   .value_or(std::string(text.substr(found->begin, found->end - found->begin)));
        done = found->end;
    }
    return out += text.substr(done);
}

bool standsForAll(const std::vector<std::string> &choice)
{
    return choice.size() == 1 && choice.front() == AllValues;
}

} // namespace

ChosenValues chosenValues(const Variable &variable, const std::vector<std::string> &known)
{
    ChosenValues chosen;
    chosen.areLiteral = variable.kind == VariableKind::Label || variable.isMulti ||
                        variable.includesAll || variable.kind == VariableKind::Query;
    const bool isOwnList = variable.kind == VariableKind::Constant && !variable.options.empty();
    chosen.values = isOwnList                  ? std::vector{variable.options.front()}
                    : variable.current.empty() ? defaultChoice(variable, known)
                                               : variable.current;
    if (!standsForAll(chosen.values))
        return chosen;
    chosen.values = known;
    chosen.pattern = variable.allValue;
    if (known.empty() && chosen.pattern.empty())
        chosen.pattern = ".*";
    return chosen;
}

std::vector<std::string> defaultChoice(const Variable &variable,
                                       const std::vector<std::string> &known)
{
    if (variable.includesAll)
        return {AllValues};
    if (!variable.options.empty())
        return {variable.options.front()};
    return known.empty() ? std::vector<std::string>() : std::vector{known.front()};
}

std::string expandQuery(std::string_view expr, const VariableScope &scope)
{
    Surroundings around;
    return replaced(expr, [&](const Placeholder &found, std::size_t done) {
        readOn(around, expr, done, found.begin);
        std::optional<std::string> text = builtIn(found.name, scope);
        if (const auto chosen = scope.chosen.find(found.name); chosen != scope.chosen.end())
            text = inQuery(chosen->second, found.format, around);
        return text;
    });
}

std::string expandText(std::string_view text, const VariableScope &scope)
{
    return replaced(text, [&](const Placeholder &found, std::size_t) {
        std::optional<std::string> shown = builtIn(found.name, scope);
        if (const auto chosen = scope.chosen.find(found.name); chosen != scope.chosen.end())
            shown = joined(chosen->second.values, ", ");
        return shown;
    });
}

std::vector<std::string> variablesIn(std::string_view text)
{
    std::vector<std::string> names;
    std::size_t done = 0;
    while (const auto found = nextPlaceholder(text, done)) {
        if (!found->name.starts_with("__"))
            names.emplace_back(found->name);
        done = found->end;
    }
    std::ranges::sort(names);
    const auto doubles = std::ranges::unique(names);
    names.erase(doubles.begin(), doubles.end());
    return names;
}

VariableScope withOneValue(VariableScope scope, const std::string &name, const std::string &value)
{
    ChosenValues &chosen = scope.chosen[name];
    chosen.values = {value};
    chosen.pattern.clear();
    return scope;
}

} // namespace tinyobs::dashboard
