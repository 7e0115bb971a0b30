#include "core/promql/syntax/pieces.h"
#include "core/promql/syntax/printer.h"

#include <algorithm>
#include <unordered_map>

namespace tinyobs::promql {
namespace {

constexpr std::size_t MaxLine = 100;
/// Deeper nodes stay on one line: each level would make all lines within it longer.
constexpr int MaxLevel = 64;

using Lengths = std::unordered_map<const Expr *, std::size_t>;

/// Of each node as it is on one line, in bytes.
Lengths lineLengths(const Expr &root)
{
    std::vector<const Expr *> nodes{&root}; // parents before their children
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const std::vector<const Expr *> children = childrenOf(*nodes[i]);
        nodes.insert(nodes.end(), children.begin(), children.end());
    }
    Lengths lengths;
    for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
        std::size_t length = 0;
        for (const Piece &piece : linePieces(**node).take())
            length += piece.expr ? lengths[piece.expr] : piece.text.size();
        lengths[*node] = length;
    }
    return lengths;
}

std::string indent(int level)
{
    return std::string(static_cast<std::size_t>(level) * 2, ' ');
}

/// Of a node that is too long for a line and has children.
Pieces splitPieces(const Expr &expr, int level)
{
    Pieces pieces;
    const std::string close = "\n" + indent(level) + ")";
    switch (expr.kind) {
    case ExprKind::Call: {
        const auto &call = static_cast<const CallExpr &>(expr);
        pieces.text(indent(level)).text(call.function->name).text("(\n");
        for (const ExprPtr &argument : call.arguments)
            pieces.text(argument == call.arguments.front() ? "" : ",\n")
                .child(*argument, level + 1);
        return pieces.text(close);
    }
    case ExprKind::Aggregate: {
        const auto &aggregate = static_cast<const AggregateExpr &>(expr);
        pieces.text(indent(level)).text(headOf(aggregate)).text("(\n");
        if (aggregate.parameter)
            pieces.child(*aggregate.parameter, level + 1).text(",\n");
        return pieces.child(*aggregate.expr, level + 1).text(close);
    }
    case ExprKind::Binary: {
        const auto &binary = static_cast<const BinaryExpr &>(expr);
        if (isInfinitePower(binary))
            pieces.text(indent(level + 1) + "Inf");
        else
            pieces.child(*binary.left, level + 1);
        return pieces.text("\n" + indent(level) + headOf(binary) + "\n")
            .child(*binary.right, level + 1);
    }
    case ExprKind::Paren:
        return pieces.text(indent(level) + "(\n")
            .child(*static_cast<const ParenExpr &>(expr).expr, level + 1)
            .text(close);
    default:
        return pieces;
    }
}

} // namespace

std::string prettyText(const Expr &root)
{
    const Lengths lengths = lineLengths(root);
    constexpr int OnOneLine = -1;
    std::string out;
    bool joinsNext = false; // a sign stands right before what follows
    const auto piecesOf = [&](const Expr &expr, int level) -> Pieces {
        if (level == OnOneLine) {
            std::vector<Piece> parts = linePieces(expr).take();
            Pieces pieces;
            for (const Piece &part : parts)
                part.expr ? pieces.child(*part.expr, OnOneLine) : pieces.text(part.text);
            return pieces;
        }
        if (expr.kind == ExprKind::Unary) {
            const auto &unary = static_cast<const UnaryExpr &>(expr);
            return Pieces()
                .text(indent(level) + (unary.isNegative ? "-" : "+"))
                .child(*unary.expr, level);
        }
        const bool fits = lengths.at(&expr) <= MaxLine || level > MaxLevel;
        if (expr.kind == ExprKind::Subquery && !fits) {
            const auto &subquery = static_cast<const SubqueryExpr &>(expr);
            return Pieces().child(*subquery.expr, level).text(tailOf(subquery));
        }
        const bool isLeaf = childrenOf(expr).empty();
        if (!fits && !isLeaf)
            return splitPieces(expr, level);
        return Pieces().text(indent(level)).child(expr, OnOneLine);
    };
    writeTree(root, piecesOf, [&](std::string_view text) {
        if (joinsNext)
            text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        out += text;
        joinsNext = text.ends_with('-') || text.ends_with('+');
    });
    return out;
}

} // namespace tinyobs::promql
