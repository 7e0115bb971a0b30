#include "ui/explore/narrowed.h"

#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/quoting.h"
#include "core/promql/syntax/selectors.h"
#include "ui/chart/placeholders.h"

#include <algorithm>
#include <vector>

namespace tinyobs::ui {
namespace {

std::string conditions(const LabelMap &labels)
{
    std::string text;
    for (const auto &[name, value] : labels) {
        text += text.empty() ? "" : ", ";
        text += promql::isPlainLabelName(name) ? name : promql::quotedText(name);
        text += "=" + promql::quotedText(value);
    }
    return text;
}

void collectSelectors(const promql::Expr &expr, std::vector<const promql::SelectorExpr *> &out,
                      int depth = 0)
{
    constexpr int MaxDepth = 200;
    if (expr.kind == promql::ExprKind::Selector)
        out.push_back(&static_cast<const promql::SelectorExpr &>(expr));
    if (depth == MaxDepth)
        return;
    for (const promql::Expr *child : promql::childrenOf(expr))
        collectSelectors(*child, out, depth + 1);
}

} // namespace

std::string narrowed(const std::string &expr, const LabelMap &labels)
{
    const Result<promql::ExprPtr> tree = promql::parse(maskedVariables(expr));
    if (!tree || labels.empty())
        return expr;
    std::vector<const promql::SelectorExpr *> selectors;
    collectSelectors(**tree, selectors);
    // From the end, so that places before stay what they are.
    std::sort(selectors.begin(), selectors.end(),
              [](const auto *a, const auto *b) { return a->span.begin > b->span.begin; });
    const std::string wanted = conditions(labels);
    std::string text = expr;
    for (const promql::SelectorExpr *selector : selectors) {
        const std::size_t nameEnd =
            selector->span.begin + (selector->isNamedInBraces ? 0 : selector->metric.size());
        const std::size_t next = text.find_first_not_of(" \t\n", nameEnd);
        if (next == text.npos || text[next] != '{') {
            text.insert(nameEnd, "{" + wanted + "}");
            continue;
        }
        const std::size_t inner = text.find_first_not_of(" \t\n", next + 1);
        const bool isEmpty = inner != text.npos && text[inner] == '}';
        text.insert(next + 1, isEmpty ? wanted : wanted + ", ");
    }
    return text;
}

} // namespace tinyobs::ui
