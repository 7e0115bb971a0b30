#include "core/promql/syntax/durations.h"

#include "core/promql/syntax/literals.h"
#include "core/promql/syntax/operators.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace tinyobs::promql {
namespace {

using NodePtr = std::unique_ptr<DurationExpr>;

constexpr double MaxSeconds = static_cast<double>(std::numeric_limits<std::int64_t>::max()) / 1e9;

struct OperatorOfDurations
{
    BinaryOp op;
    DurationOp durationOp;
};

constexpr std::array<OperatorOfDurations, 6> Operators{{{BinaryOp::Add, DurationOp::Add},
                                                        {BinaryOp::Subtract, DurationOp::Subtract},
                                                        {BinaryOp::Multiply, DurationOp::Multiply},
                                                        {BinaryOp::Divide, DurationOp::Divide},
                                                        {BinaryOp::Modulo, DurationOp::Modulo},
                                                        {BinaryOp::Power, DurationOp::Power}}};

class DurationParser
{
public:
    DurationParser(Cursor &cursor, std::string_view context, std::string_view expected)
        : m_cursor(cursor)
        , m_context(context)
        , m_expected(expected)
    {
    }

    /// Operators that bind at least so tightly.
    Result<NodePtr> expression(int precedence, int depth);
    Result<NodePtr> operand(int depth);
    Result<NodePtr> literal();

private:
    Result<NodePtr> sign(int depth);
    Result<NodePtr> parenthesised(int depth);
    Result<NodePtr> call(DurationOp op, int depth);
    Failure notEnabled(TextSpan where) const;
    Failure expected() { return m_cursor.unexpected(m_context, m_expected); }

    Cursor &m_cursor;
    std::string_view m_context;
    std::string_view m_expected;
};

bool isZero(const DurationExpr &node)
{
    return node.op == DurationOp::Literal && node.seconds == 0;
}

NodePtr makeNode(DurationOp op, TextSpan span)
{
    auto node = std::make_unique<DurationExpr>();
    node->op = op;
    node->span = span;
    return node;
}

Failure DurationParser::notEnabled(TextSpan where) const
{
    return m_cursor.wrong(where, "experimental duration expression is not enabled");
}

Result<NodePtr> DurationParser::literal()
{
    const Result<Cursor::Literal> literal = m_cursor.takeLiteral();
    if (!literal)
        return Failure(literal.error());
    if (!(std::abs(literal->value) <= MaxSeconds))
        return m_cursor.wrong(literal->span, "duration out of range");
    NodePtr node = makeNode(DurationOp::Literal, literal->span);
    node->seconds = literal->value;
    node->isDuration = literal->isDuration;
    return node;
}

/// A sign binds as * does: -2 ^ 2 is -(2 ^ 2). That of a literal is part of it.
Result<NodePtr> DurationParser::sign(int depth)
{
    const Token token = m_cursor.take();
    Result<NodePtr> node = expression(SignPrecedence + 1, depth + 1);
    if (!node)
        return node;
    (*node)->span.begin = token.span.begin;
    if (token.op == BinaryOp::Add)
        return node;
    if ((*node)->op == DurationOp::Literal) {
        (*node)->seconds = -(*node)->seconds;
        return node;
    }
    NodePtr negated = makeNode(DurationOp::Negate, (*node)->span);
    (*node)->span.begin = token.span.end;
    negated->left = std::move(*node);
    return negated;
}

Result<NodePtr> DurationParser::parenthesised(int depth)
{
    const Token open = m_cursor.take();
    Result<NodePtr> inner = expression(0, depth + 1);
    if (!inner)
        return inner;
    if (!m_cursor.at(TokenKind::RightParen))
        return expected();
    const Token close = m_cursor.take();
    if (!m_cursor.options().durationExpressions)
        return notEnabled((*inner)->span);
    // A literal has nothing to keep its parentheses for, except that -(5m) ^ 2 is not -5m ^ 2.
    if ((*inner)->op == DurationOp::Literal || (*inner)->isWrapped) {
        NodePtr wrapped = makeNode(DurationOp::Plus, (*inner)->span);
        wrapped->left = std::move(*inner);
        *inner = std::move(wrapped);
    }
    (*inner)->isWrapped = true;
    (*inner)->span = {open.span.begin, close.span.end};
    return inner;
}

Result<NodePtr> DurationParser::call(DurationOp op, int depth)
{
    const Token name = m_cursor.take();
    if (!m_cursor.accept(TokenKind::LeftParen))
        return expected();
    NodePtr node = makeNode(op, name.span);
    if (op == DurationOp::Min || op == DurationOp::Max) {
        Result<NodePtr> left = expression(0, depth + 1);
        if (!left)
            return left;
        if (!m_cursor.accept(TokenKind::Comma))
            return expected();
        Result<NodePtr> right = expression(0, depth + 1);
        if (!right)
            return right;
        node->left = std::move(*left);
        node->right = std::move(*right);
    }
    if (!m_cursor.accept(TokenKind::RightParen))
        return expected();
    node->span.end = m_cursor.lastEnd();
    if (!m_cursor.options().durationExpressions)
        return notEnabled(node->span);
    return node;
}

Result<NodePtr> DurationParser::operand(int depth)
{
    const Token &token = m_cursor.peek();
    if (depth > MaxDurationDepth)
        return m_cursor.wrong(token.span, "duration expression is nested deeper than " +
                                              std::to_string(MaxDurationDepth) + " levels");
    if (m_cursor.atLiteral())
        return literal();
    if (token.isSign())
        return sign(depth);
    const bool isAggregation = token.kind == TokenKind::Aggregation;
    switch (token.kind) {
    case TokenKind::LeftParen:
        return parenthesised(depth);
    case TokenKind::StepWord:
        return call(DurationOp::Step, depth);
    case TokenKind::RangeWord:
        return call(DurationOp::Range, depth);
    case TokenKind::MinOf:
        return call(DurationOp::Min, depth);
    case TokenKind::MaxOf:
        return call(DurationOp::Max, depth);
    default:
        break;
    }
    // Behind offset the words of aggregations are read before it is known what they are for.
    if ((isAggregation && token.aggregation == AggregateOp::Min) || token.text == "min_of")
        return call(DurationOp::Min, depth);
    if ((isAggregation && token.aggregation == AggregateOp::Max) || token.text == "max_of")
        return call(DurationOp::Max, depth);
    return expected();
}

Result<NodePtr> DurationParser::expression(int precedence, int depth)
{
    Result<NodePtr> left = operand(depth);
    while (left && m_cursor.at(TokenKind::Operator)) {
        const BinaryOp op = m_cursor.peek().op;
        const auto row = std::ranges::find(Operators, op, &OperatorOfDurations::op);
        const int binds = rowOf(op).precedence;
        if (row == Operators.end() || binds < precedence)
            break;
        const Token token = m_cursor.take();
        Result<NodePtr> right = expression(isRightAssociative(op) ? binds : binds + 1, depth + 1);
        if (!right)
            return right;
        if (!m_cursor.options().durationExpressions)
            return notEnabled((*left)->span);
        if (op == BinaryOp::Divide && isZero(**right))
            return m_cursor.wrong(token.span, "division by zero");
        if (op == BinaryOp::Modulo && isZero(**right))
            return m_cursor.wrong(token.span, "modulo by zero");
        if (++depth > MaxDurationDepth)
            return m_cursor.wrong(token.span, "duration expression is nested deeper than " +
                                                  std::to_string(MaxDurationDepth) + " levels");
        NodePtr node = makeNode(row->durationOp, {(*left)->span.begin, (*right)->span.end});
        node->left = std::move(*left);
        node->right = std::move(*right);
        left = std::move(node);
    }
    return left;
}

/// To whole nanoseconds, then cut to milliseconds.
TimeMs toMs(double seconds)
{
    return static_cast<TimeMs>(std::trunc(std::round(seconds * 1e9) / 1e6));
}

Duration toDuration(NodePtr node)
{
    Duration duration;
    if (node->op == DurationOp::Literal)
        duration.ms = toMs(node->seconds);
    else
        duration.computed = std::move(node);
    return duration;
}

} // namespace

Result<Duration> takeRangeDuration(Cursor &cursor, std::string_view context,
                                   std::string_view expected)
{
    Result<NodePtr> node = DurationParser(cursor, context, expected).expression(0, 0);
    if (!node)
        return Failure(node.error());
    // Less than a millisecond is nothing, too.
    if ((*node)->op == DurationOp::Literal && toMs((*node)->seconds) <= 0)
        return cursor.wrong((*node)->span, "duration must be greater than 0");
    return toDuration(std::move(*node));
}

Result<Duration> takeOffsetDuration(Cursor &cursor)
{
    DurationParser parser(cursor, "offset", "number, duration, step(), or range()");
    if (!cursor.peek().isSign()) {
        Result<NodePtr> node = parser.operand(0);
        if (!node)
            return Failure(node.error());
        return toDuration(std::move(*node));
    }
    const Token sign = cursor.take();
    Result<NodePtr> node = parser.operand(1);
    if (!node)
        return Failure(node.error());
    const bool isNegative = sign.op == BinaryOp::Subtract;
    if ((*node)->op == DurationOp::Literal) {
        (*node)->seconds *= isNegative ? -1 : 1;
    } else if (isNegative) {
        NodePtr negated = makeNode(DurationOp::Negate, {sign.span.begin, (*node)->span.end});
        negated->left = std::move(*node);
        *node = std::move(negated);
    }
    return toDuration(std::move(*node));
}

namespace {

void appendLiteral(std::string &out, const DurationExpr &expr)
{
    if (!expr.isDuration)
        return appendNumber(out, expr.seconds);
    if (expr.seconds < 0)
        out += '-';
    appendDuration(out, toMs(std::abs(expr.seconds)));
}

void appendCall(std::string &out, std::string_view name, const DurationExpr &expr)
{
    out.append(name).append("(");
    if (expr.left) {
        appendDurationExpr(out, *expr.left);
        out += ", ";
        appendDurationExpr(out, *expr.right);
    }
    out += ')';
}

void appendUnwrapped(std::string &out, const DurationExpr &expr)
{
    switch (expr.op) {
    case DurationOp::Literal:
        return appendLiteral(out, expr);
    case DurationOp::Step:
        return appendCall(out, "step", expr);
    case DurationOp::Range:
        return appendCall(out, "range", expr);
    case DurationOp::Min:
        return appendCall(out, "min", expr);
    case DurationOp::Max:
        return appendCall(out, "max", expr);
    case DurationOp::Negate:
        out += '-';
        return appendDurationExpr(out, *expr.left);
    case DurationOp::Plus:
        return appendDurationExpr(out, *expr.left);
    default:
        break;
    }
    const auto row = std::ranges::find(Operators, expr.op, &OperatorOfDurations::durationOp);
    appendDurationExpr(out, *expr.left);
    out.append(" ").append(toText(row->op)).append(" ");
    appendDurationExpr(out, *expr.right);
}

} // namespace

void appendDurationExpr(std::string &out, const DurationExpr &expr)
{
    if (expr.isWrapped)
        out += '(';
    appendUnwrapped(out, expr);
    if (expr.isWrapped)
        out += ')';
}

} // namespace tinyobs::promql
