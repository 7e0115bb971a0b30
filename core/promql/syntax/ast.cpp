#include "core/promql/syntax/ast.h"

#include <utility>

namespace tinyobs::promql {
namespace {

/// Calls visit(ExprPtr &) for each child that there is, in the order of the text.
template <typename Visit>
void visitChildren(Expr &expr, Visit visit)
{
    const auto visitOne = [&visit](ExprPtr &child) {
        if (child)
            visit(child);
    };
    switch (expr.kind) {
    case ExprKind::Number:
    case ExprKind::String:
    case ExprKind::Selector:
        return;
    case ExprKind::Subquery:
        return visitOne(static_cast<SubqueryExpr &>(expr).expr);
    case ExprKind::Call:
        for (ExprPtr &argument : static_cast<CallExpr &>(expr).arguments)
            visitOne(argument);
        return;
    case ExprKind::Aggregate:
        visitOne(static_cast<AggregateExpr &>(expr).parameter);
        return visitOne(static_cast<AggregateExpr &>(expr).expr);
    case ExprKind::Binary:
        visitOne(static_cast<BinaryExpr &>(expr).left);
        return visitOne(static_cast<BinaryExpr &>(expr).right);
    case ExprKind::Unary:
        return visitOne(static_cast<UnaryExpr &>(expr).expr);
    case ExprKind::Paren:
        return visitOne(static_cast<ParenExpr &>(expr).expr);
    }
}

} // namespace

void TreeDeleter::operator()(Expr *expr) const
{
    // A node is deleted once its children have been taken out of it.
    std::vector<ExprPtr> pending;
    const auto takeOut = [&pending](ExprPtr &child) { pending.push_back(std::move(child)); };
    visitChildren(*expr, takeOut);
    delete expr;
    while (!pending.empty()) {
        Expr *next = pending.back().release();
        pending.pop_back();
        visitChildren(*next, takeOut);
        delete next;
    }
}

const Expr &withoutParens(const Expr &expr)
{
    const Expr *inner = &expr;
    while (inner->kind == ExprKind::Paren)
        inner = static_cast<const ParenExpr *>(inner)->expr.get();
    return *inner;
}

std::vector<Expr *> childrenOf(Expr &expr)
{
    std::vector<Expr *> children;
    visitChildren(expr, [&children](ExprPtr &child) { children.push_back(child.get()); });
    return children;
}

std::vector<const Expr *> childrenOf(const Expr &expr)
{
    std::vector<const Expr *> children;
    for (const Expr *child : childrenOf(const_cast<Expr &>(expr))) // only looked at
        children.push_back(child);
    return children;
}

} // namespace tinyobs::promql
