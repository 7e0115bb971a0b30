#pragma once

// Remarks of binary operators, which name both sides.

#include "core/promql/eval/binaryvalue.h"
#include "core/promql/eval/evalcontext.h"

#include <string>
#include <string_view>

namespace tinyobs::promql {

/// "incompatible sample types encountered for binary operator "+": histogram + float"
inline void noteTypes(EvalContext &context, const BinaryExpr &expr, std::string_view left,
                      std::string_view right)
{
    const std::string op(toText(expr.op));
    context.annotations.add(Remark::IncompatibleTypes, expr.span,
                            '"' + op + "\": " + std::string(left) + ' ' + op + ' ' +
                                std::string(right));
}

/// Those of binaryValue().
inline void noteRemarks(EvalContext &context, const BinaryExpr &expr, Remarks remarks,
                        const Element &left, const Element &right)
{
    if (remarks.isEmpty())
        return;
    if (remarks.has(Remark::IncompatibleTypes))
        noteTypes(context, expr, left.histogram ? "histogram" : "float",
                  right.histogram ? "histogram" : "float");
    if (remarks.has(Remark::IncompatibleBucketLayout))
        context.annotations.add(Remark::IncompatibleBucketLayout, expr.span, toText(expr.op));
    const std::string_view operation = expr.op == BinaryOp::Subtract ? "subtraction" : "addition";
    if (remarks.has(Remark::CounterResetCollision))
        context.annotations.add(Remark::CounterResetCollision, expr.span, operation);
    if (remarks.has(Remark::MismatchedCustomBuckets))
        context.annotations.add(Remark::MismatchedCustomBuckets, expr.span, operation);
}

} // namespace tinyobs::promql
