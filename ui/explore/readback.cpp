#include "ui/explore/readback.h"

#include "core/model/labels.h"
#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/printer.h"
#include "ui/chart/placeholders.h"

namespace tinyobs::ui {
namespace {

/// Distinct durations, so that one placeholder is not taken for another; they are odd enough that
/// nobody writes them by hand.
std::optional<std::string> standIn(std::string_view name, std::string_view)
{
    if (name == "__rate_interval")
        return "61m7s";
    if (name == "__interval")
        return "61m11s";
    if (name == "__range")
        return "61m13s";
    return std::nullopt;
}

/// The text as the printer writes it, whatever blanks it has; empty when it cannot be parsed.
std::string canonical(const std::string &text)
{
    const Result<promql::ExprPtr> tree = promql::parse(substituteVariables(text, standIn));
    return tree ? promql::toText(**tree) : std::string();
}

struct Parts
{
    const promql::SelectorExpr *selector = nullptr; // the first
    const promql::AggregateExpr *aggregate = nullptr;
};

void collect(const promql::Expr &expr, Parts &parts, int depth = 0)
{
    constexpr int MaxDepth = 20; // deeper than any view goes
    if (expr.kind == promql::ExprKind::Selector && !parts.selector)
        parts.selector = &static_cast<const promql::SelectorExpr &>(expr);
    if (expr.kind == promql::ExprKind::Aggregate && !parts.aggregate)
        parts.aggregate = &static_cast<const promql::AggregateExpr &>(expr);
    if (depth == MaxDepth)
        return;
    for (const promql::Expr *child : promql::childrenOf(expr))
        collect(*child, parts, depth + 1);
}

std::string groupOf(const promql::AggregateExpr *aggregate)
{
    if (!aggregate)
        return {};
    for (const std::string &label : aggregate->grouping) {
        if (label != "le")
            return label;
    }
    return "*";
}

} // namespace

std::optional<ReadBack> readBack(const std::string &text, const FindFamily &findFamily)
{
    const Result<promql::ExprPtr> tree = promql::parse(substituteVariables(text, standIn));
    if (!tree)
        return std::nullopt;
    Parts parts;
    collect(**tree, parts);
    if (!parts.selector)
        return std::nullopt;
    const Family *family = findFamily(parts.selector->metric);
    if (!family)
        return std::nullopt;
    ReadBack result{*family, {}, {}};
    result.selection.by = groupOf(parts.aggregate);
    for (const Matcher &matcher : parts.selector->matchers) {
        if (matcher.name() != MetricNameLabel)
            result.selection.filters.push_back({matcher.op(), matcher.name(), matcher.value()});
    }
    const std::string wanted = promql::toText(**tree);
    for (const View &view : viewsOf(*family)) {
        const std::vector<ChartQuery> queries = queriesOf(view, *family, result.selection);
        if (queries.size() == 1 && canonical(queries.front().expr) == wanted) {
            result.viewId = view.id;
            return result;
        }
    }
    return std::nullopt;
}

} // namespace tinyobs::ui
