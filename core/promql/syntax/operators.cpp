#include "core/promql/syntax/operators.h"

#include <array>

namespace tinyobs::promql {
namespace {

using enum OperatorClass;

constexpr std::array Rows{
    OperatorRow{BinaryOp::Add, "+", 4, Arithmetic},
    OperatorRow{BinaryOp::Subtract, "-", 4, Arithmetic},
    OperatorRow{BinaryOp::Multiply, "*", 5, Arithmetic},
    OperatorRow{BinaryOp::Divide, "/", 5, Arithmetic},
    OperatorRow{BinaryOp::Modulo, "%", 5, Arithmetic},
    OperatorRow{BinaryOp::Power, "^", 6, Arithmetic},
    OperatorRow{BinaryOp::Atan2, "atan2", 5, Arithmetic},
    OperatorRow{BinaryOp::Equal, "==", 3, Comparison},
    OperatorRow{BinaryOp::NotEqual, "!=", 3, Comparison},
    OperatorRow{BinaryOp::Greater, ">", 3, Comparison},
    OperatorRow{BinaryOp::Less, "<", 3, Comparison},
    OperatorRow{BinaryOp::GreaterOrEqual, ">=", 3, Comparison},
    OperatorRow{BinaryOp::LessOrEqual, "<=", 3, Comparison},
    OperatorRow{BinaryOp::TrimUpper, "</", 3, Trim},
    OperatorRow{BinaryOp::TrimLower, ">/", 3, Trim},
    OperatorRow{BinaryOp::And, "and", 2, Set},
    OperatorRow{BinaryOp::Or, "or", 1, Set},
    OperatorRow{BinaryOp::Unless, "unless", 2, Set},
};

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < Rows.size(); ++i) {
        if (static_cast<std::size_t>(Rows[i].op) != i)
            return false;
    }
    return true;
}
static_assert(inOrder());

} // namespace

std::span<const OperatorRow> operatorRows()
{
    return Rows;
}

const OperatorRow &rowOf(BinaryOp op)
{
    return Rows[static_cast<std::size_t>(op)];
}

std::string_view toText(BinaryOp op)
{
    return rowOf(op).text;
}

bool isComparison(BinaryOp op)
{
    return rowOf(op).kind == Comparison;
}

bool isSetOperator(BinaryOp op)
{
    return rowOf(op).kind == Set;
}

} // namespace tinyobs::promql
