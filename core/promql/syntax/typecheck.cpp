#include "core/promql/syntax/typecheck.h"

#include "core/model/labels.h"
#include "core/promql/syntax/aggregations.h"
#include "core/promql/syntax/lexer.h"
#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/quoting.h"

#include <algorithm>
#include <string>
#include <vector>

namespace tinyobs::promql {
namespace {

class TypeCheck
{
public:
    explicit TypeCheck(std::string_view text)
        : m_text(text)
    {
    }

    /// Before the children, after the child of this index, after all of them.
    Result<void> enter(const Expr &expr);
    Result<void> leaveChild(const Expr &expr, std::size_t index, const Expr &child);
    Result<void> leave(Expr &expr);

private:
    Failure wrong(TextSpan where, const std::string &what) const;
    Failure wrongType(TextSpan where, ValueType wanted, const std::string &context,
                      ValueType got) const;
    Result<void> checkSelector(const SelectorExpr &selector) const;
    Result<void> checkCount(const CallExpr &call) const;
    Result<void> checkInfo(const CallExpr &call);
    Result<void> checkBinary(BinaryExpr &binary) const;
    Result<void> checkModifiers(const BinaryExpr &binary, TextSpan op) const;
    Result<void> checkMatching(const BinaryExpr &binary, bool betweenVectors) const;

    std::string_view m_text;
    const Expr *m_labelsOnly = nullptr; // the second argument of info(): any selector will do
};

bool isNumeric(ValueType type)
{
    return type == ValueType::Scalar || type == ValueType::Vector;
}

Failure TypeCheck::wrong(TextSpan where, const std::string &what) const
{
    return fail(Error::Code::InvalidArgument,
                positionText(m_text, where.begin) + ": parse error: " + what);
}

Failure TypeCheck::wrongType(TextSpan where, ValueType wanted, const std::string &context,
                             ValueType got) const
{
    return wrong(where, "expected type " + std::string(toWords(wanted)) + " in " + context +
                            ", got " + std::string(toWords(got)));
}

Result<void> TypeCheck::checkSelector(const SelectorExpr &selector) const
{
    if (&selector == m_labelsOnly)
        return {};
    if (std::ranges::all_of(selector.matchers, &Matcher::matchesEmpty))
        return wrong(selector.span, "vector selector must contain at least one non-empty matcher");
    return {};
}

Result<void> TypeCheck::checkCount(const CallExpr &call) const
{
    const Function &function = *call.function;
    const std::size_t count = call.arguments.size();
    const std::size_t named = function.arguments.size();
    const std::string name = quotedText(function.name);
    const auto refuse = [&](const std::string &expected, std::size_t number) {
        return wrong(call.span, "expected " + expected + std::to_string(number) +
                                    " argument(s) in call to " + name + ", got " +
                                    std::to_string(count));
    };
    if (function.variadic == 0)
        return count == named ? Result<void>() : refuse("", named);
    if (count + 1 < named)
        return refuse("at least ", named - 1);
    const std::size_t most = named - 1 + static_cast<std::size_t>(std::max(function.variadic, 0));
    if (function.variadic > 0 && count > most)
        return refuse("at most ", most);
    return {};
}

/// The second argument is no vector: it only names labels.
Result<void> TypeCheck::checkInfo(const CallExpr &call)
{
    if (call.function->id != FunctionId::Info || call.arguments.size() < 2)
        return {};
    const Expr &labels = *call.arguments[1];
    if (labels.type != ValueType::Vector)
        return wrongType(call.span, ValueType::Vector, "call to function \"info\"", labels.type);
    if (labels.kind != ExprKind::Selector)
        return wrong(labels.span, "expected label selectors only");
    const auto &selector = static_cast<const SelectorExpr &>(labels);
    if (!selector.metric.empty() && !selector.isNamedInBraces)
        return wrong(labels.span, "expected label selectors only, got vector selector instead");
    m_labelsOnly = &labels;
    return {};
}

Result<void> TypeCheck::enter(const Expr &expr)
{
    if (expr.kind != ExprKind::Call)
        return {};
    const auto &call = static_cast<const CallExpr &>(expr);
    if (Result<void> counted = checkCount(call); !counted)
        return counted;
    return checkInfo(call);
}

Result<void> TypeCheck::leaveChild(const Expr &expr, std::size_t index, const Expr &child)
{
    if (expr.kind == ExprKind::Call) {
        const Function &function = *static_cast<const CallExpr &>(expr).function;
        const ValueType wanted = function.arguments[std::min(index, function.arguments.size() - 1)];
        if (child.type != wanted)
            return wrongType(child.span, wanted, "call to function " + quotedText(function.name),
                             child.type);
    }
    if (expr.kind == ExprKind::Aggregate) {
        const auto &aggregate = static_cast<const AggregateExpr &>(expr);
        const bool isParameter = &child == aggregate.parameter.get();
        const ValueType wanted = isParameter ? *rowOf(aggregate.op).parameter : ValueType::Vector;
        if (child.type != wanted)
            return wrongType(child.span, wanted,
                             isParameter ? "aggregation parameter" : "aggregation expression",
                             child.type);
    }
    return {};
}

Result<void> TypeCheck::checkModifiers(const BinaryExpr &binary, TextSpan op) const
{
    if (binary.returnsBool && !isComparison(binary.op))
        return wrong(op, "bool modifier can only be used on comparison operators");
    const bool ofScalars =
        binary.left->type == ValueType::Scalar && binary.right->type == ValueType::Scalar;
    if (isComparison(binary.op) && !binary.returnsBool && ofScalars)
        return wrong(op, "comparisons between scalars must use BOOL modifier");
    const VectorMatching &matching = binary.matching;
    const auto both = std::ranges::find_if(matching.labels, [&](const std::string &label) {
        return std::ranges::find(matching.include, label) != matching.include.end();
    });
    if (matching.on && both != matching.labels.end())
        return wrong(op, "label " + quotedText(*both) +
                             " must not occur in ON and GROUP clause at once");
    return {};
}

Result<void> TypeCheck::checkMatching(const BinaryExpr &binary, bool betweenVectors) const
{
    const VectorMatching &matching = binary.matching;
    const bool fills = matching.fillLeft || matching.fillRight;
    const std::string op = quotedText(toText(binary.op));
    if (!betweenVectors && !matching.labels.empty())
        return wrong(binary.span, "vector matching only allowed between instant vectors");
    if (!betweenVectors && fills)
        return wrong(binary.span, "filling in missing series only allowed between instant vectors");
    if (!isSetOperator(binary.op))
        return {};
    if (!betweenVectors)
        return wrong(binary.span,
                     "set operator " + op + " not allowed in binary scalar expression");
    if (matching.cardinality != Cardinality::OneToOne)
        return wrong(binary.span, "no grouping allowed for " + op + " operation");
    if (fills)
        return wrong(binary.span, "filling in missing series not allowed for set operators");
    return {};
}

Result<void> TypeCheck::checkBinary(BinaryExpr &binary) const
{
    const TextSpan op = Lexer(m_text, binary.left->span.end).next().span;
    if (Result<void> checked = checkModifiers(binary, op); !checked)
        return checked;
    for (const Expr *side : {binary.left.get(), binary.right.get()}) {
        if (!isNumeric(side->type))
            return wrong(side->span,
                         "binary expression must contain only scalar and instant vector types");
    }
    const bool betweenVectors =
        binary.left->type == ValueType::Vector && binary.right->type == ValueType::Vector;
    if (Result<void> checked = checkMatching(binary, betweenVectors); !checked)
        return checked;
    if (!betweenVectors)
        binary.matching = {}; // on () means nothing there, but is no mistake
    if (isSetOperator(binary.op))
        binary.matching.cardinality = Cardinality::ManyToMany;
    return {};
}

Result<void> TypeCheck::leave(Expr &expr)
{
    switch (expr.kind) {
    case ExprKind::Selector:
        return checkSelector(static_cast<const SelectorExpr &>(expr));
    case ExprKind::Binary:
        return checkBinary(static_cast<BinaryExpr &>(expr));
    case ExprKind::Unary: {
        const ValueType type = static_cast<const UnaryExpr &>(expr).expr->type;
        if (isNumeric(type))
            return {};
        return wrong(expr.span, "unary expression only allowed on expressions of type scalar or "
                                "instant vector, got " +
                                    quotedText(toWords(type)));
    }
    case ExprKind::Subquery: {
        const ValueType type = static_cast<const SubqueryExpr &>(expr).expr->type;
        if (type == ValueType::Vector)
            return {};
        return wrong(expr.span, "subquery is only allowed on instant vector, got " +
                                    std::string(toText(type)) + " instead");
    }
    default:
        return {};
    }
}

} // namespace

Result<void> checkTypes(std::string_view text, Expr &root)
{
    struct Visit
    {
        Expr *expr;
        std::vector<Expr *> children; // in the order in which they are checked
        std::size_t next = 0;
    };
    TypeCheck check(text);
    const auto open = [](Expr &expr) {
        Visit visit{&expr, childrenOf(expr), 0};
        // The vector of an aggregation is looked at before its parameter.
        if (expr.kind == ExprKind::Aggregate)
            std::ranges::reverse(visit.children);
        return visit;
    };
    if (Result<void> entered = check.enter(root); !entered)
        return entered;
    std::vector<Visit> stack{open(root)};
    while (!stack.empty()) {
        Visit &visit = stack.back();
        if (visit.next < visit.children.size()) {
            Expr &child = *visit.children[visit.next++];
            if (Result<void> entered = check.enter(child); !entered)
                return entered;
            stack.push_back(open(child));
            continue;
        }
        Expr &done = *visit.expr;
        if (Result<void> left = check.leave(done); !left)
            return left;
        stack.pop_back();
        if (stack.empty())
            break;
        const Visit &parent = stack.back();
        if (Result<void> left = check.leaveChild(*parent.expr, parent.next - 1, done); !left)
            return left;
    }
    return {};
}

} // namespace tinyobs::promql
