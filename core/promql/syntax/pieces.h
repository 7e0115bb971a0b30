#pragma once

// How trees are written without recursion: each node becomes pieces, text and children, and the
// children become pieces in turn. Plain functions.

#include "core/promql/syntax/ast.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs::promql {

struct Piece
{
    std::string text;
    const Expr *expr = nullptr; // instead of text
    int level = 0;              // of indentation
};

/// What a node is made of, in the order of the text.
class Pieces
{
public:
    Pieces &text(std::string_view text)
    {
        if (m_list.empty() || m_list.back().expr)
            m_list.emplace_back();
        m_list.back().text += text;
        return *this;
    }
    Pieces &child(const Expr &expr, int level = 0)
    {
        m_list.push_back({.text = {}, .expr = &expr, .level = level});
        return *this;
    }
    std::vector<Piece> take() { return std::move(m_list); }

private:
    std::vector<Piece> m_list;
};

/// Calls piecesOf(expr, level) -> Pieces for each node and write(text) for each text, in order.
template <typename PiecesOf, typename Write>
void writeTree(const Expr &root, PiecesOf piecesOf, Write write)
{
    std::vector<Piece> pending{{.text = {}, .expr = &root, .level = 0}};
    while (!pending.empty()) {
        const Piece piece = std::move(pending.back());
        pending.pop_back();
        if (!piece.expr) {
            write(piece.text);
            continue;
        }
        std::vector<Piece> parts = piecesOf(*piece.expr, piece.level).take();
        for (auto part = parts.rbegin(); part != parts.rend(); ++part)
            pending.push_back(std::move(*part));
    }
}

// The words of nodes that every way of writing shares.
/// "sum by (a) "; without labels "sum".
std::string headOf(const AggregateExpr &expr);
/// "+ bool on (a) group_left (b)"
std::string headOf(const BinaryExpr &expr);
/// +Inf ^ x, written without the sign: that would be taken for one of the whole power.
bool isInfinitePower(const BinaryExpr &expr);
/// "[5m:1m] @ start() offset 5m"
std::string tailOf(const SubqueryExpr &expr);
/// What has no children.
std::string leafText(const Expr &expr);
/// Of a node on one line.
Pieces linePieces(const Expr &expr);

} // namespace tinyobs::promql
