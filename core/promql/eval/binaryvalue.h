#pragma once

// One element with another: what a binary operator makes of two values. Pure functions.

#include "core/promql/annotations.h"
#include "core/promql/syntax/ast.h"
#include "core/promql/values.h"

namespace tinyobs::promql {

/// A float, or a histogram when the pointer is there.
struct Element
{
    double number = AbsentValue;
    HistogramPtr histogram;

    bool isAbsent() const { return !histogram && promql::isAbsent(number); }
};

struct BinaryValue
{
    Element value;     // of a comparison: the left one
    bool keeps = true; // false: a comparison that does not hold
    Remarks remarks;
    bool hasNone = false; // types that do not go together: no result, whatever the operator
};

/// Arithmetic and comparisons of floats, as 0 or 1.
double binaryNumber(BinaryOp op, double left, double right);
bool compares(BinaryOp op, double left, double right);
BinaryValue binaryValue(BinaryOp op, const Element &left, const Element &right);

} // namespace tinyobs::promql
