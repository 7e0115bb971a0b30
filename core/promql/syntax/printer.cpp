#include "core/promql/syntax/printer.h"

#include "core/model/labels.h"
#include "core/promql/syntax/aggregations.h"
#include "core/promql/syntax/durations.h"
#include "core/promql/syntax/literals.h"
#include "core/promql/syntax/operators.h"
#include "core/promql/syntax/pieces.h"
#include "core/promql/syntax/quoting.h"
#include "core/promql/syntax/selectors.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace tinyobs::promql {
namespace {

void appendName(std::string &out, std::string_view label)
{
    if (isPlainLabelName(label))
        out += label;
    else
        appendQuoted(out, label);
}

std::string listOf(const std::vector<std::string> &labels)
{
    std::string out;
    for (const std::string &label : labels) {
        if (!out.empty())
            out += ", ";
        appendName(out, label);
    }
    return out;
}

void appendWritten(std::string &out, const Duration &duration)
{
    if (duration.computed)
        return appendDurationExpr(out, *duration.computed);
    if (duration.ms < 0)
        out += '-';
    appendDuration(out, std::abs(duration.ms));
}

void appendAt(std::string &out, const TimeShift &shift)
{
    if (shift.at == AtKind::Start)
        out += " @ start()";
    if (shift.at == AtKind::End)
        out += " @ end()";
    if (shift.at != AtKind::Time)
        return;
    char millis[8];
    const TimeMs ms = std::abs(shift.atMs);
    std::snprintf(millis, sizeof millis, ".%03d", static_cast<int>(ms % 1000));
    out.append(shift.atMs < 0 ? " @ -" : " @ ").append(std::to_string(ms / 1000)).append(millis);
}

void appendOffset(std::string &out, const TimeShift &shift)
{
    if (shift.offset.ms == 0 && !shift.offset.computed)
        return;
    out += " offset ";
    appendWritten(out, shift.offset);
}

std::string matcherText(const Matcher &matcher)
{
    std::string out;
    appendName(out, matcher.name());
    out += toText(matcher.op());
    appendQuoted(out, matcher.value());
    return out;
}

/// name{a="b",c="d"}, the conditions sorted.
void appendSeries(std::string &out, const SelectorExpr &expr)
{
    std::vector<std::string> conditions;
    const bool isNamed = !expr.metric.empty();
    const std::size_t count = expr.matchers.size() - (isNamed ? 1 : 0); // the name's is the last
    for (std::size_t i = 0; i < count; ++i)
        conditions.push_back(matcherText(expr.matchers[i]));
    std::ranges::sort(conditions);
    const bool isPlain = !expr.isNamedInBraces && isPlainMetricName(expr.metric);
    if (isPlain)
        out += expr.metric;
    else if (isNamed)
        conditions.insert(conditions.begin(), quotedText(expr.metric));
    if (conditions.empty() && isPlain)
        return;
    std::string_view separator = "{";
    for (const std::string &condition : conditions) {
        out.append(separator).append(condition);
        separator = ",";
    }
    out += conditions.empty() ? "{}" : "}";
}

std::string selectorText(const SelectorExpr &expr)
{
    std::string out;
    appendSeries(out, expr);
    const std::string_view extension = expr.extension == RangeExtension::Anchored   ? " anchored"
                                       : expr.extension == RangeExtension::Smoothed ? " smoothed"
                                                                                    : "";
    if (expr.range) {
        out += '[';
        appendWritten(out, *expr.range);
        out += ']';
        out += extension;
    }
    appendAt(out, expr.shift);
    if (!expr.range)
        out += extension;
    appendOffset(out, expr.shift);
    return out;
}

std::string numberText(const NumberExpr &expr)
{
    std::string out;
    if (!expr.isDuration) {
        appendNumber(out, expr.value);
        return out;
    }
    if (expr.value < 0)
        out += '-';
    appendDuration(out, static_cast<TimeMs>(std::round(std::abs(expr.value) * 1000)));
    return out;
}

std::string fillText(std::string_view word, double value)
{
    std::string out(" ");
    out.append(word).append(" (");
    appendNumber(out, value);
    return out + ')';
}

bool isSame(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

std::string fillsText(const VectorMatching &matching)
{
    if (matching.fillLeft && matching.fillRight && isSame(*matching.fillLeft, *matching.fillRight))
        return fillText("fill", *matching.fillLeft);
    std::string out;
    if (matching.fillLeft)
        out += fillText("fill_left", *matching.fillLeft);
    if (matching.fillRight)
        out += fillText("fill_right", *matching.fillRight);
    return out;
}

} // namespace

std::string headOf(const AggregateExpr &expr)
{
    std::string out(toText(expr.op));
    if (expr.without || !expr.grouping.empty())
        out.append(expr.without ? " without (" : " by (").append(listOf(expr.grouping) + ") ");
    return out;
}

std::string headOf(const BinaryExpr &expr)
{
    const VectorMatching &matching = expr.matching;
    std::string out(toText(expr.op));
    out += expr.returnsBool ? " bool" : "";
    const bool isManyToOne = matching.cardinality == Cardinality::ManyToOne;
    const bool isGrouped = isManyToOne || matching.cardinality == Cardinality::OneToMany;
    if (!matching.labels.empty() || matching.on || isGrouped)
        out.append(matching.on ? " on (" : " ignoring (").append(listOf(matching.labels) + ")");
    if (isGrouped)
        out.append(isManyToOne ? " group_left (" : " group_right (")
            .append(listOf(matching.include) + ")");
    return out + fillsText(matching);
}

bool isInfinitePower(const BinaryExpr &expr)
{
    return expr.op == BinaryOp::Power && expr.left->kind == ExprKind::Number &&
           static_cast<const NumberExpr &>(*expr.left).value ==
               std::numeric_limits<double>::infinity();
}

std::string tailOf(const SubqueryExpr &expr)
{
    std::string out = "[";
    appendWritten(out, expr.range);
    out += ':';
    if (expr.step)
        appendWritten(out, *expr.step);
    out += ']';
    appendAt(out, expr.shift);
    appendOffset(out, expr.shift);
    return out;
}

std::string leafText(const Expr &expr)
{
    switch (expr.kind) {
    case ExprKind::Number:
        return numberText(static_cast<const NumberExpr &>(expr));
    case ExprKind::String:
        return quotedText(static_cast<const StringExpr &>(expr).value);
    case ExprKind::Selector:
        return selectorText(static_cast<const SelectorExpr &>(expr));
    default:
        return {};
    }
}

Pieces linePieces(const Expr &expr)
{
    Pieces pieces;
    switch (expr.kind) {
    case ExprKind::Number:
    case ExprKind::String:
    case ExprKind::Selector:
        return pieces.text(leafText(expr));
    case ExprKind::Subquery: {
        const auto &subquery = static_cast<const SubqueryExpr &>(expr);
        return pieces.child(*subquery.expr).text(tailOf(subquery));
    }
    case ExprKind::Call: {
        const auto &call = static_cast<const CallExpr &>(expr);
        pieces.text(call.function->name).text("(");
        for (const ExprPtr &argument : call.arguments)
            pieces.text(argument == call.arguments.front() ? "" : ", ").child(*argument);
        return pieces.text(")");
    }
    case ExprKind::Aggregate: {
        const auto &aggregate = static_cast<const AggregateExpr &>(expr);
        pieces.text(headOf(aggregate)).text("(");
        if (aggregate.parameter)
            pieces.child(*aggregate.parameter).text(", ");
        return pieces.child(*aggregate.expr).text(")");
    }
    case ExprKind::Binary: {
        const auto &binary = static_cast<const BinaryExpr &>(expr);
        if (isInfinitePower(binary))
            pieces.text("Inf");
        else
            pieces.child(*binary.left);
        return pieces.text(" " + headOf(binary) + " ").child(*binary.right);
    }
    case ExprKind::Unary: {
        const auto &unary = static_cast<const UnaryExpr &>(expr);
        return pieces.text(unary.isNegative ? "-" : "+").child(*unary.expr);
    }
    case ExprKind::Paren:
        return pieces.text("(").child(*static_cast<const ParenExpr &>(expr).expr).text(")");
    }
    return pieces;
}

std::string toText(const Expr &expr)
{
    std::string out;
    writeTree(
        expr, [](const Expr &node, int) { return linePieces(node); },
        [&out](std::string_view text) { out += text; });
    return out;
}

} // namespace tinyobs::promql
