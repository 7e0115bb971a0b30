#pragma once

// A word of a query's text. Plain value; its text is a view into the query.

#include "core/promql/syntax/ast.h"

#include <optional>
#include <string>
#include <string_view>

namespace tinyobs::promql {

enum class TokenKind : std::uint8_t {
    End,
    Error, // the text cannot be split any further, `message` says why
    Identifier,
    MetricIdentifier, // with a colon
    Number,
    Duration,
    String,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    Assign,   // =
    Match,    // =~
    NotMatch, // !~
    At,
    Operator,    // binary or a sign: see op
    Aggregation, // see aggregation
    // Words that mean something in their place and are names elsewhere.
    Anchored,
    Bool,
    By,
    Fill,
    FillLeft,
    FillRight,
    GroupLeft,
    GroupRight,
    Ignoring,
    Offset,
    On,
    Smoothed,
    Without,
    EndWord,
    RangeWord,
    StartWord,
    StepWord,
    MinOf, // of durations
    MaxOf,
};

struct Token
{
    TokenKind kind = TokenKind::End;
    TextSpan span;
    std::string_view text;
    BinaryOp op{};
    AggregateOp aggregation{};
    std::string message;

    bool isSign() const
    {
        return kind == TokenKind::Operator && (op == BinaryOp::Add || op == BinaryOp::Subtract);
    }
};

/// What a word means outside of braces and brackets; nothing for a plain name. Case is free.
std::optional<Token> findKeyword(std::string_view word);
/// Words that can be the name of a metric where an operand stands.
bool isMetricName(const Token &token);
/// Words that can be the name of a label in by (...), on (...) and their like.
bool isLabelName(const Token &token);
/// In messages: <op:+>, identifier "a", end of input.
std::string describe(const Token &token);

} // namespace tinyobs::promql
