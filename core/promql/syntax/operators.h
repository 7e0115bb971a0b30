#pragma once

// The binary operators, one row each: how they are written and how tightly they bind.

#include "core/promql/syntax/ast.h"

#include <span>
#include <string_view>

namespace tinyobs::promql {

enum class OperatorClass : std::uint8_t { Arithmetic, Comparison, Trim, Set };

struct OperatorRow
{
    BinaryOp op{};
    std::string_view text;
    int precedence = 0; // the higher, the tighter
    OperatorClass kind = OperatorClass::Arithmetic;
};

/// Signs bind as * does: -a ^ b is -(a ^ b), -a * b is (-a) * b.
inline constexpr int SignPrecedence = 5;

/// In the order of BinaryOp.
std::span<const OperatorRow> operatorRows();
const OperatorRow &rowOf(BinaryOp op);
/// Of ^ alone: a ^ b ^ c is a ^ (b ^ c).
constexpr bool isRightAssociative(BinaryOp op)
{
    return op == BinaryOp::Power;
}

} // namespace tinyobs::promql
