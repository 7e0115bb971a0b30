#pragma once

// $name, ${name}, ${name:format} and [[name]] in queries, titles and legends, replaced by what is
// chosen; so are $__interval, $__rate_interval, $__range, $__from and $__to. Names that nobody
// knows stay as they are. Plain functions, usable in any thread.
//
// Within the quotes of a query the values are escaped for the kind of quotes that stand around
// them; behind =~ and !~ several values become an alternative, "(a|b\\.c)", and each is taken
// literally where the variable's values are not patterns of the user's own.

#include "core/base/clock.h"
#include "core/dashboard/dashboard.h"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::dashboard {

/// Letters, digits and underscores, no digit first.
bool isVariableName(std::string_view name);

struct ChosenValues
{
    std::vector<std::string> values = {};
    /// Stands for all values, as it is: the variable's allValue. Empty: the values themselves.
    std::string pattern = {};
    bool areLiteral = true; // else they are patterns of the user's own
};

struct VariableScope
{
    std::map<std::string, ChosenValues, std::less<>> chosen;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    /// 0: what a range fills in ($__interval and its like) is left for whoever asks.
    std::chrono::milliseconds step = std::chrono::seconds(15);
    /// How often samples come; $__rate_interval covers four of them.
    std::chrono::milliseconds sampleInterval = std::chrono::seconds(15);
};

/// A chosen variable as it goes into a scope. `known`: all its values, which "All" stands for.
ChosenValues chosenValues(const Variable &variable, const std::vector<std::string> &known);
/// What a variable without a choice starts with: its own list's first value, the first known one,
/// or "All" where that is offered.
std::vector<std::string> defaultChoice(const Variable &variable,
                                       const std::vector<std::string> &known);

std::string expandQuery(std::string_view expr, const VariableScope &scope);
/// For titles and legends: several values as "a, b".
std::string expandText(std::string_view text, const VariableScope &scope);

/// The names that occur, built-in ones left out; sorted, each once.
std::vector<std::string> variablesIn(std::string_view text);

/// What a panel that repeats for one value shows: `scope` with that one choice.
VariableScope withOneValue(VariableScope scope, const std::string &name, const std::string &value);

} // namespace tinyobs::dashboard
