// A vector with a scalar, on whichever side: row by row.

#include "core/promql/eval/binaryloops.h"
#include "core/promql/eval/binaryremarks.h"
#include "core/promql/eval/rowmap.h"

#include <algorithm>
#include <utility>

namespace tinyobs::promql {
namespace {

struct ScalarSide
{
    BinaryOp op{};
    bool isLeft = false; // the scalar stands on the left
    bool returnsBool = false;
};

void computeFloats(const ScalarSide &side, const InstantCall &call, const Row &out)
{
    // A comparison keeps the vector's value, on whichever side that stands.
    Outcome outcome = Outcome::Number;
    if (isComparison(side.op) && !side.returnsBool)
        outcome = side.isLeft ? Outcome::Right : Outcome::Left;
    const ScalarColumn scalar = call.scalars[0];
    if (side.isLeft)
        joinFloats(side.op, outcome, scalar, call.floats, out.floats);
    else
        joinFloats(side.op, outcome, call.floats, scalar, out.floats);
}

void computeHistograms(const ScalarSide &side, const InstantCall &call, Row out, Remarks &remarks)
{
    for (std::size_t step = 0; step < call.histograms.size(); ++step) {
        if (!call.histograms[step])
            continue;
        const Element histogram{AbsentValue, call.histograms[step]};
        const Element number{call.scalars[0][step], nullptr};
        const BinaryValue result = side.isLeft ? binaryValue(side.op, number, histogram)
                                               : binaryValue(side.op, histogram, number);
        remarks |= result.remarks;
        if (result.hasNone)
            continue;
        if (side.returnsBool)
            out.floats[step] = result.keeps ? 1 : 0;
        else if (result.keeps)
            out.setHistogram(step, result.value.histogram);
    }
}

} // namespace

Result<OperatorPtr> planVectorScalar(EvalContext &context, const BinaryExpr &expr,
                                     const StepGrid &grid)
{
    const bool scalarIsLeft = expr.left->type == ValueType::Scalar;
    const ScalarSide side{expr.op, scalarIsLeft, expr.returnsBool};
    auto source = planVector(context, scalarIsLeft ? *expr.right : *expr.left, grid);
    if (!source)
        return source;
    auto scalar = evalScalar(context, scalarIsLeft ? *expr.left : *expr.right, grid);
    if (!scalar)
        return Failure(scalar.error());
    std::vector<std::vector<double>> scalars;
    scalars.push_back(*std::move(scalar));
    const bool isTrim = expr.op == BinaryOp::TrimUpper || expr.op == BinaryOp::TrimLower;
    auto mapped = mapRows(context, *std::move(source), grid, expr.span, std::move(scalars),
                          [&context, &expr, side, isTrim](const InstantCall &call, Row out) {
                              Remarks remarks;
                              if (isTrim) {
                                  for (const double value : call.floats) {
                                      if (!isAbsent(value))
                                          noteTypes(context, expr, "float", "float");
                                  }
                              } else {
                                  computeFloats(side, call, out);
                              }
                              computeHistograms(side, call, out, remarks);
                              if (remarks.has(Remark::IncompatibleTypes))
                                  noteTypes(context, expr, side.isLeft ? "float" : "histogram",
                                            side.isLeft ? "histogram" : "float");
                              return Remarks();
                          });
    if (!expr.returnsBool && (isComparison(expr.op) || isTrim))
        return mapped;
    return dropNames(context, std::move(mapped), grid);
}

} // namespace tinyobs::promql
