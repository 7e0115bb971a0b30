#pragma once

// An expression of PromQL as a tree. Made and checked by parse(), never changed afterwards except
// that durations given as expressions are resolved when a query begins. Plain values.

#include "core/base/clock.h"
#include "core/model/matcher.h"
#include "core/promql/syntax/functions.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tinyobs::promql {

/// Bytes [begin, end) of the query's text.
struct TextSpan
{
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    bool operator==(const TextSpan &) const = default;
};

enum class ExprKind : std::uint8_t {
    Number,
    String,
    Selector, // of instants or of a range
    Subquery,
    Call,
    Aggregate,
    Binary,
    Unary,
    Paren,
};

struct Expr
{
    const ExprKind kind;
    ValueType type = ValueType::Scalar;
    TextSpan span;

    virtual ~Expr() = default;

protected:
    explicit Expr(ExprKind exprKind)
        : kind(exprKind)
    {
    }
};

/// Ends a tree from its leaves without recursion: it may be as deep as its text is long.
struct TreeDeleter
{
    TreeDeleter() = default;
    template <typename Node>
    TreeDeleter(std::default_delete<Node>) // so that std::make_unique makes nodes
    {
    }
    void operator()(Expr *expr) const;
};

using ExprPtr = std::unique_ptr<Expr, TreeDeleter>;

struct NumberExpr : Expr
{
    NumberExpr()
        : Expr(ExprKind::Number)
    {
    }
    double value = 0;
    bool isDuration = false; // written as one: 5m
};

struct StringExpr : Expr
{
    StringExpr()
        : Expr(ExprKind::String)
    {
        type = ValueType::String;
    }
    std::string value;
};

enum class DurationOp : std::uint8_t {
    Literal,
    Step,  // step(): that of the query
    Range, // range(): from the query's start to its end
    Negate,
    Plus,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Min,
    Max,
};

/// What a duration is computed from (experimental duration expressions); in seconds.
struct DurationExpr
{
    DurationOp op = DurationOp::Literal;
    double seconds = 0;                 // of a literal
    bool isDuration = false;            // a literal written as one: 5m
    bool isWrapped = false;             // in parentheses
    std::unique_ptr<DurationExpr> left; // of the one operand too
    std::unique_ptr<DurationExpr> right;
    TextSpan span;
};

struct Duration
{
    TimeMs ms = 0;
    std::unique_ptr<DurationExpr> computed; // null: ms is what was written
};

enum class AtKind : std::uint8_t { None, Time, Start, End };

/// offset and @
struct TimeShift
{
    Duration offset;
    AtKind at = AtKind::None;
    TimeMs atMs = 0; // of AtKind::Time
};

enum class RangeExtension : std::uint8_t { None, Anchored, Smoothed };

/// name{matchers} of instants, name{matchers}[range] of a range.
struct SelectorExpr : Expr
{
    SelectorExpr()
        : Expr(ExprKind::Selector)
    {
        type = ValueType::Vector;
    }
    std::string metric;            // before or within the braces, empty when none is named
    bool isNamedInBraces = false;  // {"metric"}
    std::vector<Matcher> matchers; // in the order of the text; the metric's, if any, last
    std::optional<Duration> range; // then the type is RangeVector
    TimeShift shift;
    RangeExtension extension = RangeExtension::None;
};

struct SubqueryExpr : Expr
{
    SubqueryExpr()
        : Expr(ExprKind::Subquery)
    {
        type = ValueType::RangeVector;
    }
    ExprPtr expr;
    Duration range;
    std::optional<Duration> step; // none: the default evaluation interval
    TimeShift shift;
};

struct CallExpr : Expr
{
    CallExpr()
        : Expr(ExprKind::Call)
    {
    }
    const Function *function = nullptr;
    std::vector<ExprPtr> arguments;
};

enum class AggregateOp : std::uint8_t {
    Sum,
    Avg,
    Count,
    Min,
    Max,
    Group,
    Stddev,
    Stdvar,
    Topk,
    Bottomk,
    Quantile,
    CountValues,
    Limitk,
    LimitRatio,
};

std::string_view toText(AggregateOp op);

struct AggregateExpr : Expr
{
    AggregateExpr()
        : Expr(ExprKind::Aggregate)
    {
        type = ValueType::Vector;
    }
    AggregateOp op{};
    ExprPtr expr;
    ExprPtr parameter; // of those that have one, else null
    std::vector<std::string> grouping;
    bool without = false;
};

enum class BinaryOp : std::uint8_t {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Atan2,
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    TrimUpper, // </ keeps observations up to the bound
    TrimLower, // >/ keeps observations from the bound on
    And,
    Or,
    Unless,
};

std::string_view toText(BinaryOp op);
bool isComparison(BinaryOp op);
bool isSetOperator(BinaryOp op);

enum class Cardinality : std::uint8_t { OneToOne, ManyToOne, OneToMany, ManyToMany };

/// How two vectors find each other; of scalars it means nothing.
struct VectorMatching
{
    Cardinality cardinality = Cardinality::OneToOne;
    bool on = false;                  // labels are those that match, else those that do not
    std::vector<std::string> labels;  // of on() or ignoring()
    std::vector<std::string> include; // of group_left() or group_right()
    // Experimental fill modifiers: what stands for a missing partner on a side.
    std::optional<double> fillLeft;
    std::optional<double> fillRight;
};

struct BinaryExpr : Expr
{
    BinaryExpr()
        : Expr(ExprKind::Binary)
    {
    }
    BinaryOp op{};
    ExprPtr left;
    ExprPtr right;
    VectorMatching matching;
    bool returnsBool = false;
};

struct UnaryExpr : Expr
{
    UnaryExpr()
        : Expr(ExprKind::Unary)
    {
    }
    bool isNegative = false;
    ExprPtr expr;
};

struct ParenExpr : Expr
{
    ParenExpr()
        : Expr(ExprKind::Paren)
    {
    }
    ExprPtr expr;
};

/// What is within any number of parentheses.
const Expr &withoutParens(const Expr &expr);

/// The children in the order of the text, for those who walk the tree.
std::vector<const Expr *> childrenOf(const Expr &expr);
std::vector<Expr *> childrenOf(Expr &expr);

} // namespace tinyobs::promql
