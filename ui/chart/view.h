#pragma once

// How a metric is shown: which functions fit its kind, and the PromQL of each. One row per function
// in view.cpp; the dashboard's lib/views.ts has the same rows. Plain values, usable in any thread.

#include "core/model/matcher.h"
#include "ui/chart/chartsubject.h"
#include "ui/chart/family.h"

#include <string>
#include <vector>

namespace tinyobs::ui {

struct View
{
    std::string id;    // "rate", "p95": in settings and links
    std::string name;  // on the button
    std::string words; // in the subtitle: "rate per second"
    Unit unit;
    /// With %1 for the metric's selector, %b for its buckets', %i for the last one's, %s and %c for
    /// sum's and count's, %g for "by (...)" and %l for "by (le, ...)"; the parts between < and >
    /// stand only when grouped. In the legend %n is the group.
    struct Query
    {
        std::string expr;
        std::string legend = {};
    };
    std::vector<Query> queries;
    bool zeroBased = true;
    bool addsUp = true;
    Drawing drawing = Drawing::Lines;
};

struct LabelFilter
{
    Matcher::Op op = Matcher::Op::Equal;
    std::string label;
    std::string value;

    bool operator==(const LabelFilter &) const = default;
};

/// Which series of a family.
struct Selection
{
    std::vector<LabelFilter> filters;
    std::string by; // group by this label, "*" all together, "" each series
};

/// The functions that fit a family; the first is the default.
std::vector<View> viewsOf(const Family &family);
/// What a small chart shows: p50 and p95 of everything for a histogram, else the default.
View smallViewOf(const Family &family);
/// The one with this id, else the default.
View viewOf(const Family &family, const std::string &id);

/// The filters that mean a service of the catalog, which knows it by this label.
std::vector<LabelFilter> serviceFilters(const std::string &service, const std::string &label);
/// metric{label="value"}
std::string selectorText(const std::string &metric, const std::vector<LabelFilter> &filters);

std::vector<ChartQuery> queriesOf(const View &view, const Family &family,
                                  const Selection &selection);
/// Queries and options; title, subtitle and origin too.
ChartSubject subjectOf(const View &view, const Family &family, const std::string &service,
                       const Selection &selection);

} // namespace tinyobs::ui
