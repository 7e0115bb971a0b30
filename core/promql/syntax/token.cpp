#include "core/promql/syntax/token.h"

#include "core/promql/syntax/aggregations.h"
#include "core/promql/syntax/operators.h"
#include "core/promql/syntax/quoting.h"

#include <algorithm>
#include <array>

namespace tinyobs::promql {
namespace {

enum class Use : std::uint8_t {
    LabelName = 1, // of labels only
    AnyName,       // of metrics too
    NoName,
};

struct Keyword
{
    std::string_view word;
    TokenKind kind;
    Use use;
};

// Operators and aggregations stand in tables of their own.
constexpr std::array Keywords{
    Keyword{"anchored", TokenKind::Anchored, Use::AnyName},
    Keyword{"bool", TokenKind::Bool, Use::LabelName},
    Keyword{"by", TokenKind::By, Use::AnyName},
    Keyword{"end", TokenKind::EndWord, Use::AnyName},
    Keyword{"fill", TokenKind::Fill, Use::LabelName},
    Keyword{"fill_left", TokenKind::FillLeft, Use::LabelName},
    Keyword{"fill_right", TokenKind::FillRight, Use::LabelName},
    Keyword{"group_left", TokenKind::GroupLeft, Use::LabelName},
    Keyword{"group_right", TokenKind::GroupRight, Use::LabelName},
    Keyword{"ignoring", TokenKind::Ignoring, Use::LabelName},
    Keyword{"inf", TokenKind::Number, Use::NoName},
    Keyword{"nan", TokenKind::Number, Use::NoName},
    Keyword{"offset", TokenKind::Offset, Use::AnyName},
    Keyword{"on", TokenKind::On, Use::LabelName},
    Keyword{"range", TokenKind::RangeWord, Use::AnyName},
    Keyword{"smoothed", TokenKind::Smoothed, Use::AnyName},
    Keyword{"start", TokenKind::StartWord, Use::AnyName},
    Keyword{"step", TokenKind::StepWord, Use::AnyName},
    Keyword{"without", TokenKind::Without, Use::AnyName},
};

std::string lowerCase(std::string_view word)
{
    std::string lower(word);
    for (char &c : lower) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

Use useOf(const Token &token)
{
    switch (token.kind) {
    case TokenKind::Identifier:
    case TokenKind::MetricIdentifier:
    case TokenKind::Aggregation:
        return Use::AnyName;
    case TokenKind::Operator:
        if (isSetOperator(token.op))
            return Use::AnyName;
        return token.op == BinaryOp::Atan2 ? Use::LabelName : Use::NoName;
    default:
        break;
    }
    const auto row = std::ranges::find(Keywords, token.kind, &Keyword::kind);
    return row == Keywords.end() ? Use::NoName : row->use;
}

/// What stands before the quoted text of tokens whose text varies.
std::string_view nounOf(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Identifier:
        return "identifier ";
    case TokenKind::MetricIdentifier:
        return "metric identifier ";
    case TokenKind::Number:
        return "number ";
    case TokenKind::Duration:
        return "duration ";
    case TokenKind::String:
        return "string ";
    default:
        return {};
    }
}

std::string shortened(std::string_view text)
{
    constexpr std::size_t MaxCharacters = 10;
    const std::string_view head = firstCharacters(text, MaxCharacters);
    std::string out = quotedText(head);
    return head.size() < text.size() ? out + "..." : out;
}

} // namespace

std::optional<Token> findKeyword(std::string_view word)
{
    const std::string lower = lowerCase(word);
    Token token;
    token.text = word;
    if (const auto row = std::ranges::find(Keywords, lower, &Keyword::word);
        row != Keywords.end()) {
        token.kind = row->kind;
        return token;
    }
    if (const auto row = std::ranges::find(operatorRows(), lower, &OperatorRow::text);
        row != operatorRows().end()) {
        token.kind = TokenKind::Operator;
        token.op = row->op;
        return token;
    }
    if (const auto row = std::ranges::find(aggregationRows(), lower, &AggregationRow::name);
        row != aggregationRows().end()) {
        token.kind = TokenKind::Aggregation;
        token.aggregation = row->op;
        return token;
    }
    return std::nullopt;
}

bool isMetricName(const Token &token)
{
    return useOf(token) == Use::AnyName;
}

bool isLabelName(const Token &token)
{
    return useOf(token) != Use::NoName;
}

std::string describe(const Token &token)
{
    const std::string text(token.text);
    switch (token.kind) {
    case TokenKind::End:
        return "end of input";
    case TokenKind::Operator:
    case TokenKind::Match:
    case TokenKind::NotMatch:
    case TokenKind::At:
        return "<op:" + text + ">";
    case TokenKind::Aggregation:
        return "<aggr:" + text + ">";
    case TokenKind::Anchored:
    case TokenKind::Bool:
    case TokenKind::By:
    case TokenKind::Fill:
    case TokenKind::FillLeft:
    case TokenKind::FillRight:
    case TokenKind::GroupLeft:
    case TokenKind::GroupRight:
    case TokenKind::Ignoring:
    case TokenKind::Offset:
    case TokenKind::On:
    case TokenKind::Smoothed:
    case TokenKind::Without:
        return "<" + text + ">";
    case TokenKind::Identifier:
    case TokenKind::MetricIdentifier:
        return std::string(nounOf(token.kind)) + quotedText(firstCharacters(token.text, 256));
    default:
        return std::string(nounOf(token.kind)) + shortened(token.text);
    }
}

} // namespace tinyobs::promql
