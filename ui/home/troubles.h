#pragma once

// What is wrong, as a short list in words: the worst first, and what can be done about each.
// Nothing wrong is an empty list. Plain values.

#include "core/engine/ingeststatus.h"
#include "core/engine/status.h"
#include "ui/home/health.h"

#include <QString>

#include <optional>
#include <vector>

namespace tinyobs::ui {

struct ServiceState
{
    QString name;
    TimeMs ageMs = 0; // of its newest sample
    std::optional<TimeMs> usualMs = {};
};

struct TroubleFacts
{
    Status status;
    std::vector<IngestRefusal> refusals;
    std::vector<ServiceState> services;
    std::uint64_t diskBudgetBytes = 0; // 0: no bound
    QString serverProblem;             // why it does not listen; empty: it does
};

struct Trouble
{
    enum class Action { None, Retry, ShowIngest, ShowService, ShowStorage };

    QString id; // stays while it is the same trouble
    bool isGrave = false;
    QString title;
    QString detail;
    Action action = Action::None;
    QString target = {}; // the service
};

std::vector<Trouble> troublesOf(const TroubleFacts &facts);

} // namespace tinyobs::ui
