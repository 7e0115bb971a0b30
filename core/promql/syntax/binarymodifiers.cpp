#include "core/promql/syntax/binarymodifiers.h"

#include <utility>

namespace tinyobs::promql {
namespace {

Result<void> takeMatching(Cursor &cursor, VectorMatching &matching)
{
    matching.on = cursor.take().kind == TokenKind::On;
    Result<std::vector<std::string>> labels = cursor.takeLabels();
    if (!labels)
        return Failure(labels.error());
    matching.labels = std::move(*labels);
    const bool isLeft = cursor.at(TokenKind::GroupLeft);
    if (!isLeft && !cursor.at(TokenKind::GroupRight))
        return {};
    cursor.take();
    matching.cardinality = isLeft ? Cardinality::ManyToOne : Cardinality::OneToMany;
    if (!cursor.at(TokenKind::LeftParen))
        return {};
    Result<std::vector<std::string>> include = cursor.takeLabels();
    if (!include)
        return Failure(include.error());
    matching.include = std::move(*include);
    return {};
}

bool atFill(Cursor &cursor)
{
    return cursor.at(TokenKind::Fill) || cursor.at(TokenKind::FillLeft) ||
           cursor.at(TokenKind::FillRight);
}

Result<double> takeFillValue(Cursor &cursor)
{
    constexpr std::string_view Context = "fill modifier";
    if (!cursor.accept(TokenKind::LeftParen))
        return cursor.unexpected(Context, "\"(\"");
    const bool isSigned = cursor.peek().isSign();
    const bool isNegative = isSigned && cursor.take().op == BinaryOp::Subtract;
    if (!cursor.atLiteral())
        return cursor.unexpected(Context, "number");
    const Result<Cursor::Literal> literal = cursor.takeLiteral();
    if (!literal)
        return Failure(literal.error());
    if (!cursor.accept(TokenKind::RightParen))
        return cursor.unexpected(Context, "\")\"");
    return isNegative ? -literal->value : literal->value;
}

/// fill (v), or each side once in any order.
Result<void> takeFills(Cursor &cursor, VectorMatching &matching)
{
    while (atFill(cursor)) {
        const Token token = cursor.take();
        const bool left = token.kind != TokenKind::FillRight;
        const bool right = token.kind != TokenKind::FillLeft;
        const Result<double> value = takeFillValue(cursor);
        if (!value)
            return Failure(value.error());
        if (!cursor.options().fillModifiers)
            return cursor.wrong(token.span,
                                "binop fill modifiers are experimental and not enabled");
        if ((left && matching.fillLeft) || (right && matching.fillRight))
            return cursor.wrong(token.span, "a side may not be filled multiple times");
        if (left)
            matching.fillLeft = *value;
        if (right)
            matching.fillRight = *value;
    }
    return {};
}

} // namespace

Result<void> takeBinaryModifiers(Cursor &cursor, BinaryExpr &binary)
{
    binary.returnsBool = cursor.accept(TokenKind::Bool);
    if (cursor.at(TokenKind::On) || cursor.at(TokenKind::Ignoring)) {
        if (Result<void> taken = takeMatching(cursor, binary.matching); !taken)
            return taken;
    }
    return takeFills(cursor, binary.matching);
}

} // namespace tinyobs::promql
