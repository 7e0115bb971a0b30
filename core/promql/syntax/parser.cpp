#include "core/promql/syntax/parser.h"

#include "core/base/suggest.h"
#include "core/promql/syntax/aggregations.h"
#include "core/promql/syntax/binarymodifiers.h"
#include "core/promql/syntax/cursor.h"
#include "core/promql/syntax/operators.h"
#include "core/promql/syntax/quoting.h"
#include "core/promql/syntax/selectormodifiers.h"
#include "core/promql/syntax/selectors.h"
#include "core/promql/syntax/typecheck.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tinyobs::promql {
namespace {

/// A finished expression and how deep it is.
struct Operand
{
    ExprPtr expr;
    int depth = 1;
};

/// What still waits for operands: a sign, an operator, or something with parentheses that are
/// open. The node is made when the word is read and filled when its operands are complete.
struct Pending
{
    ExprPtr node;
    int precedence = 0; // 0: opens parentheses
    Token token;        // the name of a call or an aggregation
    std::vector<ExprPtr> arguments{};
    int depth = 0; // of the deepest argument
    bool isGrouped = false;

    bool isOpen() const { return precedence == 0; }
};

/// Precedence climbing with stacks of its own, so that no text is too deep for a thread's stack.
class ExpressionParser
{
public:
    explicit ExpressionParser(Cursor &cursor)
        : m_cursor(cursor)
    {
    }

    Result<ExprPtr> parse();

private:
    // What begins or is an operand.
    Result<void> takeOperand();
    Result<void> takeLiteral();
    Result<void> takeString();
    Result<void> takeNamed();
    Result<void> takeAggregation(const Token &name);
    Result<void> takeSelectorOperand(const std::optional<Token> &name);

    // What stands behind one.
    Result<void> takeBehind();
    Result<void> takeOperator();
    Result<void> takeComma();
    Result<void> takeClosing();

    Result<void> push(Pending pending);
    Result<void> finishTop();
    Result<void> finishAbove(int precedence, bool andEqual);
    Result<void> finishOpen();
    Result<ExprPtr> finishCall(Pending &open);
    Result<ExprPtr> finishAggregation(Pending &open);
    Result<void> takeGrouping(AggregateExpr &aggregate);
    bool hasOpen() const { return !m_pending.empty() && m_pending.back().isOpen(); }
    Failure unexpected();
    Failure tooDeep(TextSpan where) const;

    Cursor &m_cursor;
    std::vector<Operand> m_operands;
    std::vector<Pending> m_pending;
    bool m_wantsOperand = true;
    bool m_isDone = false;
};

template <typename Node>
Node &as(const ExprPtr &expr)
{
    return static_cast<Node &>(*expr);
}

bool isGrouping(const Token &token)
{
    return token.kind == TokenKind::By || token.kind == TokenKind::Without;
}

/// The innermost aggregation says where the parser was.
Failure ExpressionParser::unexpected()
{
    const bool inAggregation = std::ranges::any_of(m_pending, [](const Pending &pending) {
        return pending.node->kind == ExprKind::Aggregate;
    });
    return m_cursor.unexpected(inAggregation ? "aggregation" : "");
}

Failure ExpressionParser::tooDeep(TextSpan where) const
{
    return m_cursor.wrong(where, "expression is nested deeper than " +
                                     std::to_string(MaxQueryDepth) + " levels");
}

Result<void> ExpressionParser::push(Pending pending)
{
    if (m_pending.size() == static_cast<std::size_t>(MaxQueryDepth))
        return tooDeep(pending.token.span);
    m_pending.push_back(std::move(pending));
    m_wantsOperand = true;
    return {};
}

Result<ExprPtr> ExpressionParser::parse()
{
    if (m_cursor.at(TokenKind::End))
        return m_cursor.wrong({0, 0}, "no expression found in input");
    while (!m_isDone) {
        Result<void> taken = m_wantsOperand ? takeOperand() : takeBehind();
        if (!taken)
            return Failure(taken.error());
    }
    return std::move(m_operands.back().expr);
}

Result<void> ExpressionParser::takeOperand()
{
    const Token &token = m_cursor.peek();
    if (m_cursor.atLiteral())
        return takeLiteral();
    if (token.kind == TokenKind::String)
        return takeString();
    if (token.kind == TokenKind::LeftBrace)
        return takeSelectorOperand({});
    if (isMetricName(token))
        return takeNamed();
    if (token.isSign()) {
        const Token sign = m_cursor.take();
        auto unary = std::make_unique<UnaryExpr>();
        unary->isNegative = sign.op == BinaryOp::Subtract;
        unary->span = sign.span;
        return push({.node = std::move(unary), .precedence = SignPrecedence, .token = sign});
    }
    if (token.kind == TokenKind::LeftParen) {
        const Token open = m_cursor.take();
        auto paren = std::make_unique<ParenExpr>();
        paren->span = open.span;
        return push({.node = std::move(paren), .token = open});
    }
    const bool isTrailingComma =
        token.kind != TokenKind::Error && hasOpen() && !m_pending.back().arguments.empty();
    if (isTrailingComma)
        return m_cursor.wrong({m_cursor.lastEnd() - 1, m_cursor.lastEnd()},
                              "trailing commas not allowed in function call args");
    // Empty parentheses of calls and aggregations.
    if (token.kind == TokenKind::RightParen && hasOpen() &&
        m_pending.back().node->kind != ExprKind::Paren)
        return takeClosing();
    return unexpected();
}

Result<void> ExpressionParser::takeLiteral()
{
    const Result<Cursor::Literal> literal = m_cursor.takeLiteral();
    if (!literal)
        return Failure(literal.error());
    auto number = std::make_unique<NumberExpr>();
    number->value = literal->value;
    number->isDuration = literal->isDuration;
    number->span = literal->span;
    m_operands.push_back({.expr = std::move(number)});
    m_wantsOperand = false;
    return {};
}

Result<void> ExpressionParser::takeString()
{
    const Token token = m_cursor.take();
    auto string = std::make_unique<StringExpr>();
    string->value = unquoted(token.text);
    string->span = token.span;
    m_operands.push_back({.expr = std::move(string)});
    m_wantsOperand = false;
    return {};
}

Result<void> ExpressionParser::takeSelectorOperand(const std::optional<Token> &name)
{
    Result<std::unique_ptr<SelectorExpr>> selector = takeSelector(m_cursor, name);
    if (!selector)
        return Failure(selector.error());
    m_operands.push_back({.expr = std::move(*selector)});
    m_wantsOperand = false;
    return {};
}

/// A name: of a metric, of a function when parentheses follow, of an aggregation.
Result<void> ExpressionParser::takeNamed()
{
    const Token name = m_cursor.take();
    switch (name.kind) {
    case TokenKind::Aggregation:
        return takeAggregation(name);
    case TokenKind::Identifier:
    case TokenKind::StartWord:
    case TokenKind::EndWord:
    case TokenKind::StepWord:
    case TokenKind::RangeWord:
        break;
    default:
        return takeSelectorOperand(name);
    }
    if (!m_cursor.accept(TokenKind::LeftParen))
        return takeSelectorOperand(name);
    auto call = std::make_unique<CallExpr>();
    call->span = name.span;
    return push({.node = std::move(call), .token = name});
}

Result<void> ExpressionParser::takeAggregation(const Token &name)
{
    const Token &next = m_cursor.peek();
    if (next.kind != TokenKind::LeftParen && !isGrouping(next))
        return takeSelectorOperand(name);
    auto aggregate = std::make_unique<AggregateExpr>();
    aggregate->op = name.aggregation;
    aggregate->span = name.span;
    const bool isGrouped = isGrouping(next);
    if (isGrouped) {
        if (Result<void> taken = takeGrouping(*aggregate); !taken)
            return taken;
    }
    if (!m_cursor.accept(TokenKind::LeftParen))
        return m_cursor.unexpected("aggregation");
    return push({.node = std::move(aggregate), .token = name, .isGrouped = isGrouped});
}

Result<void> ExpressionParser::takeGrouping(AggregateExpr &aggregate)
{
    aggregate.without = m_cursor.take().kind == TokenKind::Without;
    Result<std::vector<std::string>> labels = m_cursor.takeLabels();
    if (!labels)
        return Failure(labels.error());
    aggregate.grouping = std::move(*labels);
    return {};
}

Result<void> ExpressionParser::takeBehind()
{
    if (atSelectorModifier(m_cursor)) {
        Operand &operand = m_operands.back();
        const Expr *before = operand.expr.get();
        Result<void> taken = takeSelectorModifier(m_cursor, operand.expr);
        operand.depth += taken && operand.expr.get() != before ? 1 : 0;
        return taken;
    }
    switch (m_cursor.peek().kind) {
    case TokenKind::Operator:
        return takeOperator();
    case TokenKind::Comma:
        return takeComma();
    case TokenKind::RightParen:
        return takeClosing();
    case TokenKind::End:
        m_isDone = true;
        return finishAbove(0, false);
    default:
        return unexpected();
    }
}

Result<void> ExpressionParser::takeOperator()
{
    const Token token = m_cursor.take();
    const int precedence = rowOf(token.op).precedence;
    if (Result<void> done = finishAbove(precedence, !isRightAssociative(token.op)); !done)
        return done;
    auto binary = std::make_unique<BinaryExpr>();
    binary->op = token.op;
    if (Result<void> taken = takeBinaryModifiers(m_cursor, *binary); !taken)
        return taken;
    return push({.node = std::move(binary), .precedence = precedence, .token = token});
}

/// Completes what waits and binds more tightly than an operator of this precedence.
Result<void> ExpressionParser::finishAbove(int precedence, bool andEqual)
{
    while (!m_pending.empty() && !m_pending.back().isOpen()) {
        const int waiting = m_pending.back().precedence;
        if (waiting < precedence || (waiting == precedence && !andEqual))
            return {};
        if (Result<void> done = finishTop(); !done)
            return done;
    }
    return {};
}

/// A sign or an operator: its operands are complete.
Result<void> ExpressionParser::finishTop()
{
    Pending pending = std::move(m_pending.back());
    m_pending.pop_back();
    Operand last = std::move(m_operands.back());
    m_operands.pop_back();
    Operand result;
    result.depth = last.depth + 1;
    if (pending.node->kind == ExprKind::Unary) {
        auto &unary = as<UnaryExpr>(pending.node);
        if (last.expr->kind == ExprKind::Number) {
            auto &number = as<NumberExpr>(last.expr);
            number.value = unary.isNegative ? -number.value : number.value;
            number.span.begin = unary.span.begin;
            m_operands.push_back(std::move(last));
            return {};
        }
        unary.type = last.expr->type;
        unary.span.end = last.expr->span.end;
        unary.expr = std::move(last.expr);
    } else {
        auto &binary = as<BinaryExpr>(pending.node);
        Operand first = std::move(m_operands.back());
        m_operands.pop_back();
        result.depth = std::max(result.depth, first.depth + 1);
        const bool ofScalars =
            first.expr->type == ValueType::Scalar && last.expr->type == ValueType::Scalar;
        binary.type = ofScalars ? ValueType::Scalar : ValueType::Vector;
        binary.span = {first.expr->span.begin, last.expr->span.end};
        binary.left = std::move(first.expr);
        binary.right = std::move(last.expr);
    }
    if (result.depth > MaxQueryDepth)
        return tooDeep(pending.token.span);
    result.expr = std::move(pending.node);
    m_operands.push_back(std::move(result));
    return {};
}

Result<void> ExpressionParser::takeComma()
{
    if (Result<void> done = finishAbove(0, false); !done)
        return done;
    if (!hasOpen() || m_pending.back().node->kind == ExprKind::Paren)
        return unexpected();
    m_cursor.take();
    Pending &open = m_pending.back();
    open.depth = std::max(open.depth, m_operands.back().depth);
    open.arguments.push_back(std::move(m_operands.back().expr));
    m_operands.pop_back();
    m_wantsOperand = true;
    return {};
}

Result<void> ExpressionParser::takeClosing()
{
    const bool hasLast = !m_wantsOperand;
    if (hasLast) {
        if (Result<void> done = finishAbove(0, false); !done)
            return done;
    }
    if (!hasOpen())
        return unexpected();
    m_cursor.take();
    if (hasLast) {
        Pending &open = m_pending.back();
        open.depth = std::max(open.depth, m_operands.back().depth);
        open.arguments.push_back(std::move(m_operands.back().expr));
        m_operands.pop_back();
    }
    return finishOpen();
}

Result<void> ExpressionParser::finishOpen()
{
    Pending open = std::move(m_pending.back());
    m_pending.pop_back();
    open.node->span.end = m_cursor.lastEnd();
    Operand result;
    result.depth = open.depth + 1;
    if (open.node->kind == ExprKind::Paren) {
        auto &paren = as<ParenExpr>(open.node);
        paren.expr = std::move(open.arguments.front());
        paren.type = paren.expr->type;
        result.expr = std::move(open.node);
    } else {
        const bool isCall = open.node->kind == ExprKind::Call;
        Result<ExprPtr> finished = isCall ? finishCall(open) : finishAggregation(open);
        if (!finished)
            return Failure(finished.error());
        result.expr = std::move(*finished);
    }
    if (result.depth > MaxQueryDepth)
        return tooDeep(open.token.span);
    m_operands.push_back(std::move(result));
    m_wantsOperand = false;
    return {};
}

/// ", did you mean ..." of names that may be used, or nothing.
std::string suggestion(std::string_view name, const ParseOptions &options)
{
    std::vector<std::string_view> known;
    for (const Function &function : allFunctions()) {
        if (!function.isExperimental || options.experimentalFunctions)
            known.push_back(function.name);
    }
    for (const AggregationRow &row : aggregationRows()) {
        if (!row.isExperimental || options.experimentalFunctions)
            known.push_back(row.name);
    }
    // Of names that are as close, one that was only not written to its end is meant: "rat".
    std::stable_partition(known.begin(), known.end(),
                          [name](std::string_view word) { return word.starts_with(name); });
    const std::string_view closest = closestWord(name, known);
    return closest.empty() ? std::string() : ", did you mean " + quotedText(closest) + "?";
}

Result<ExprPtr> ExpressionParser::finishCall(Pending &open)
{
    std::string name(open.token.text);
    if (open.token.kind != TokenKind::Identifier) // a keyword, whose case is free
        std::ranges::transform(name, name.begin(), [](char c) {
            return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        });
    const Function *function = findFunction(name);
    const ParseOptions &options = m_cursor.options();
    const std::string shown = quotedText(firstCharacters(name, 64));
    if (!function)
        return m_cursor.wrong(open.token.span,
                              "unknown function with name " + shown + suggestion(name, options));
    if (function->isExperimental && !options.experimentalFunctions)
        return m_cursor.wrong(open.token.span, "function " + shown + " is not enabled");
    auto &call = as<CallExpr>(open.node);
    call.function = function;
    call.type = function->result;
    call.arguments = std::move(open.arguments);
    return std::move(open.node);
}

Result<ExprPtr> ExpressionParser::finishAggregation(Pending &open)
{
    auto &aggregate = as<AggregateExpr>(open.node);
    if (!open.isGrouped && isGrouping(m_cursor.peek())) {
        if (Result<void> taken = takeGrouping(aggregate); !taken)
            return Failure(taken.error());
        aggregate.span.end = m_cursor.lastEnd();
    }
    const AggregationRow &row = rowOf(aggregate.op);
    const std::size_t count = open.arguments.size();
    const std::size_t wanted = row.parameter ? 2 : 1;
    if (count == 0)
        return m_cursor.wrong(aggregate.span, "no arguments for aggregate expression provided");
    if (row.isExperimental && !m_cursor.options().experimentalFunctions)
        return m_cursor.wrong(aggregate.span,
                              std::string(row.name) + "() is experimental and is not enabled");
    if (count != wanted)
        return m_cursor.wrong(aggregate.span,
                              "wrong number of arguments for aggregate expression provided, "
                              "expected " +
                                  std::to_string(wanted) + ", got " + std::to_string(count));
    if (row.parameter)
        aggregate.parameter = std::move(open.arguments.front());
    aggregate.expr = std::move(open.arguments.back());
    return std::move(open.node);
}

} // namespace

Result<ExprPtr> parse(std::string_view text, const ParseOptions &options)
{
    if (text.size() > MaxQueryBytes)
        return fail(Error::Code::InvalidArgument,
                    "1:1: parse error: query is " + std::to_string(text.size()) + " bytes, limit " +
                        std::to_string(MaxQueryBytes));
    Cursor cursor(text, options);
    Result<ExprPtr> expr = ExpressionParser(cursor).parse();
    if (!expr)
        return expr;
    if (Result<void> checked = checkTypes(text, **expr); !checked)
        return Failure(checked.error());
    return expr;
}

std::string positionText(std::string_view query, std::uint32_t byte)
{
    const std::string_view before = query.substr(0, std::min<std::size_t>(byte, query.size()));
    const auto line = 1 + std::ranges::count(before, '\n');
    const std::size_t lineBegin = before.rfind('\n') + 1; // npos + 1 is 0
    const auto column = 1 + std::ranges::count_if(before.substr(lineBegin), [](char c) {
                            return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
                        });
    return std::to_string(line) + ':' + std::to_string(column);
}

} // namespace tinyobs::promql
