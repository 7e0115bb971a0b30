#pragma once

// How a metric is shown: which functions fit its kind, what each asks the engine for, and how the
// answers become lines. One row per function in view.cpp; the dashboard's lib/views.ts has the same
// rows. Plain values, usable in any thread.

#include "core/engine/rangequery.h"
#include "ui/chart/family.h"
#include "ui/chart/line.h"
#include "ui/text/unit.h"

#include <functional>
#include <string>
#include <vector>

namespace tinyobs::ui {

struct ViewQuery
{
    std::string metric;
    Reduce reduce = Reduce::Raw;
};

struct View
{
    std::string id;    // "rate", "p95": in settings and links
    std::string name;  // on the button
    std::string words; // in the subtitle: "rate per second"
    Unit unit;
    std::vector<ViewQuery> queries;
    bool zeroBased = true;
    Combine how = Combine::Sum; // how lines are put together when grouped
    /// Lines from the answers (one set per query), grouped by one label, by all ("*") or not ("").
    std::function<std::vector<Line>(std::vector<std::vector<Line>> answers, const std::string &by)>
        build;
};

/// The functions that fit a family; the first is the default.
std::vector<View> viewsOf(const Family &family);
/// What a small chart shows: p50 and p95 of everything for a histogram, else the default.
View smallViewOf(const Family &family);
/// The one with this id, else the default.
View viewOf(const Family &family, const std::string &id);

} // namespace tinyobs::ui
