#pragma once

// What the variables of a dashboard offer now, asked of the engine: one may name others that stand
// before it. Takes milliseconds and more: runs in the query pool.

#include "core/dashboard/dashboard.h"
#include "core/dashboard/layout.h"
#include "core/dashboard/variables.h"

#include <QString>

#include <map>
#include <string>
#include <vector>

namespace tinyobs {
class Engine;
}

namespace tinyobs::ui {

/// By the variable's name.
using Choices = std::map<std::string, std::vector<std::string>, std::less<>>;

struct ResolvedVariable
{
    std::vector<std::string> options;
    std::vector<std::string> chosen; // AllValues alone stands for all of them
    QString problem;                 // why there are no options, or empty
};

struct ResolvedVariables
{
    std::vector<ResolvedVariable> variables; // in the dashboard's order
    dashboard::VariableScope scope;
    dashboard::RepeatValues repeats; // values of each, for what repeats
};

/// `chosen` goes before what the file says; a choice that is no longer offered falls back.
ResolvedVariables resolveVariables(const Engine &engine,
                                   const std::vector<dashboard::Variable> &variables,
                                   const Choices &chosen, TimeMs fromMs, TimeMs toMs);

} // namespace tinyobs::ui
