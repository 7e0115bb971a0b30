#include "core/promql/syntax/selectormodifiers.h"

#include "core/promql/syntax/durations.h"
#include "core/promql/syntax/literals.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

constexpr std::string_view Operands =
    " must be preceded by an instant vector selector or range vector selector or a subquery";

SelectorExpr *asSelector(Expr &expr)
{
    return expr.kind == ExprKind::Selector ? static_cast<SelectorExpr *>(&expr) : nullptr;
}

TimeShift *shiftOf(Expr &expr)
{
    if (SelectorExpr *selector = asSelector(expr))
        return &selector->shift;
    if (expr.kind == ExprKind::Subquery)
        return &static_cast<SubqueryExpr &>(expr).shift;
    return nullptr;
}

bool hasOffset(const TimeShift &shift)
{
    return shift.offset.ms != 0 || shift.offset.computed;
}

Result<void> setRange(Cursor &cursor, Expr &expr, Duration range, TextSpan brackets)
{
    SelectorExpr *selector = asSelector(expr);
    if (!selector || selector->range)
        return cursor.wrong(brackets, "ranges only allowed for vector selectors");
    if (hasOffset(selector->shift))
        return cursor.wrong(brackets, "no offset modifiers allowed before range");
    if (selector->shift.at != AtKind::None)
        return cursor.wrong(brackets, "no @ modifiers allowed before range");
    selector->range = std::move(range);
    selector->type = ValueType::RangeVector;
    selector->span.end = brackets.end;
    return {};
}

/// Behind the colon.
Result<void> takeSubquery(Cursor &cursor, ExprPtr &expr, Duration range)
{
    auto subquery = std::make_unique<SubqueryExpr>();
    subquery->range = std::move(range);
    if (!cursor.at(TokenKind::RightBracket)) {
        Result<Duration> step = takeRangeDuration(cursor, "subquery selector",
                                                  "number, duration, step(), range(), or \"]\"");
        if (!step)
            return Failure(step.error());
        subquery->step = std::move(*step);
    }
    if (!cursor.accept(TokenKind::RightBracket))
        return cursor.unexpected("subquery selector", "\"]\"");
    subquery->span = {expr->span.begin, cursor.lastEnd()};
    subquery->expr = std::move(expr);
    expr = std::move(subquery);
    return {};
}

Result<void> takeBrackets(Cursor &cursor, ExprPtr &expr)
{
    const Token open = cursor.take();
    Result<Duration> range = takeRangeDuration(cursor, "subquery or range selector",
                                               "number, duration, step(), or range()");
    if (!range)
        return Failure(range.error());
    if (cursor.accept(TokenKind::Colon))
        return takeSubquery(cursor, expr, std::move(*range));
    if (!cursor.accept(TokenKind::RightBracket))
        return cursor.unexpected("subquery or range", "\":\" or \"]\"");
    return setRange(cursor, *expr, std::move(*range), {open.span.begin, cursor.lastEnd()});
}

Result<void> takeOffset(Cursor &cursor, Expr &expr)
{
    cursor.take();
    Result<Duration> offset = takeOffsetDuration(cursor);
    if (!offset)
        return Failure(offset.error());
    TimeShift *shift = shiftOf(expr);
    if (!shift)
        return cursor.wrong(expr.span, "offset modifier" + std::string(Operands));
    if (hasOffset(*shift))
        return cursor.wrong(expr.span, "offset may not be set multiple times");
    shift->offset = std::move(*offset);
    expr.span.end = cursor.lastEnd();
    return {};
}

/// Behind @: a time or one of the query's bounds.
Result<void> takeMoment(Cursor &cursor, const Expr &expr, TimeShift &moment)
{
    constexpr std::string_view Expected = "timestamp";
    const bool isStart = cursor.at(TokenKind::StartWord);
    if (isStart || cursor.at(TokenKind::EndWord)) {
        cursor.take();
        moment.at = isStart ? AtKind::Start : AtKind::End;
        if (!cursor.accept(TokenKind::LeftParen) || !cursor.accept(TokenKind::RightParen))
            return cursor.unexpected("@", Expected);
        return {};
    }
    const bool isSigned = cursor.peek().isSign();
    const bool isNegative = isSigned && cursor.take().op == BinaryOp::Subtract;
    if (!cursor.atLiteral())
        return cursor.unexpected("@", Expected);
    const Result<Cursor::Literal> seconds = cursor.takeLiteral();
    if (!seconds)
        return Failure(seconds.error());
    const double value = isNegative ? -seconds->value : seconds->value;
    // So far from the ends that no offset or window leads beyond them.
    constexpr auto MostMs = static_cast<double>(std::numeric_limits<TimeMs>::max() / 4);
    if (!(std::abs(value * 1000) < MostMs)) {
        std::string what = "timestamp out of bounds for @ modifier: ";
        appendNumber(what, value);
        return cursor.wrong(expr.span, what);
    }
    moment.at = AtKind::Time;
    moment.atMs = static_cast<TimeMs>(std::round(value * 1000));
    return {};
}

Result<void> takeAt(Cursor &cursor, Expr &expr)
{
    cursor.take();
    TimeShift moment;
    if (Result<void> taken = takeMoment(cursor, expr, moment); !taken)
        return taken;
    TimeShift *shift = shiftOf(expr);
    if (!shift)
        return cursor.wrong(expr.span, "@ modifier" + std::string(Operands));
    if (shift->at != AtKind::None)
        return cursor.wrong(expr.span, "@ <timestamp> may not be set multiple times");
    shift->at = moment.at;
    shift->atMs = moment.atMs;
    expr.span.end = cursor.lastEnd();
    return {};
}

Result<void> takeExtension(Cursor &cursor, Expr &expr)
{
    const Token token = cursor.take();
    const bool isAnchored = token.kind == TokenKind::Anchored;
    const std::string name = isAnchored ? "anchored" : "smoothed";
    if (!cursor.options().extendedRanges)
        return cursor.wrong(expr.span, name + " modifier is experimental and not enabled");
    if (expr.kind == ExprKind::Subquery)
        return cursor.wrong(expr.span, name + " modifier is not supported for subqueries");
    SelectorExpr *selector = asSelector(expr);
    if (!selector)
        return cursor.wrong(expr.span, name + " modifier must be preceded by a vector selector");
    const RangeExtension wanted = isAnchored ? RangeExtension::Anchored : RangeExtension::Smoothed;
    if (selector->extension != RangeExtension::None && selector->extension != wanted)
        return cursor.wrong(expr.span, "anchored and smoothed modifiers cannot be used together");
    selector->extension = wanted;
    expr.span.end = cursor.lastEnd();
    return {};
}

} // namespace

bool atSelectorModifier(Cursor &cursor)
{
    switch (cursor.peek().kind) {
    case TokenKind::LeftBracket:
    case TokenKind::Offset:
    case TokenKind::At:
    case TokenKind::Anchored:
    case TokenKind::Smoothed:
        return true;
    default:
        return false;
    }
}

Result<void> takeSelectorModifier(Cursor &cursor, ExprPtr &expr)
{
    switch (cursor.peek().kind) {
    case TokenKind::LeftBracket:
        return takeBrackets(cursor, expr);
    case TokenKind::Offset:
        return takeOffset(cursor, *expr);
    case TokenKind::At:
        return takeAt(cursor, *expr);
    default:
        return takeExtension(cursor, *expr);
    }
}

} // namespace tinyobs::promql
