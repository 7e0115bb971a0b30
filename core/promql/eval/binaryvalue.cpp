#include "core/promql/eval/binaryvalue.h"

#include "core/promql/histogram/histogrammath.h"

#include <cmath>
#include <utility>

namespace tinyobs::promql {
namespace {

template <typename Change>
BinaryValue changed(const HistogramPtr &histogram, Change change)
{
    auto copy = std::make_shared<NativeHistogram>(*histogram);
    change(*copy);
    BinaryValue result;
    result.value.histogram = std::move(copy);
    return result;
}

BinaryValue incompatible()
{
    BinaryValue result;
    result.keeps = false;
    result.hasNone = true;
    result.remarks = Remark::IncompatibleTypes;
    return result;
}

BinaryValue ofHistogramAndNumber(BinaryOp op, const HistogramPtr &histogram, double number)
{
    switch (op) {
    case BinaryOp::Multiply:
        return changed(histogram, [number](NativeHistogram &copy) {
            multiply(copy, number);
            compact(copy);
        });
    case BinaryOp::Divide:
        return changed(histogram, [number](NativeHistogram &copy) {
            divide(copy, number);
            compact(copy);
        });
    case BinaryOp::TrimUpper:
    case BinaryOp::TrimLower:
        return changed(histogram, [op, number](NativeHistogram &copy) {
            copy = trim(copy, number, op == BinaryOp::TrimUpper);
        });
    default:
        return incompatible();
    }
}

BinaryValue ofHistograms(BinaryOp op, const HistogramPtr &left, const HistogramPtr &right)
{
    if (op == BinaryOp::Equal || op == BinaryOp::NotEqual) {
        BinaryValue result;
        result.value.histogram = left;
        result.keeps = isEqual(*left, *right) == (op == BinaryOp::Equal);
        return result;
    }
    if (op != BinaryOp::Add && op != BinaryOp::Subtract)
        return incompatible();
    Remarks remarks;
    bool goTogether = true;
    BinaryValue result = changed(left, [&](NativeHistogram &copy) {
        goTogether = op == BinaryOp::Add ? addTo(copy, *right, remarks)
                                         : subtractFrom(copy, *right, remarks);
        if (op == BinaryOp::Subtract)
            copy.resetHint = ResetHint::Gauge;
        compact(copy);
    });
    result.remarks = remarks;
    if (!goTogether) {
        result = incompatible();
        result.remarks = Remark::IncompatibleBucketLayout;
    }
    return result;
}

} // namespace

bool compares(BinaryOp op, double left, double right)
{
    switch (op) {
    case BinaryOp::Equal:
        return left == right;
    case BinaryOp::NotEqual:
        return left != right;
    case BinaryOp::Greater:
        return left > right;
    case BinaryOp::Less:
        return left < right;
    case BinaryOp::GreaterOrEqual:
        return left >= right;
    case BinaryOp::LessOrEqual:
        return left <= right;
    default:
        return false;
    }
}

double binaryNumber(BinaryOp op, double left, double right)
{
    switch (op) {
    case BinaryOp::Add:
        return left + right;
    case BinaryOp::Subtract:
        return left - right;
    case BinaryOp::Multiply:
        return left * right;
    case BinaryOp::Divide:
        return left / right;
    case BinaryOp::Modulo:
        return std::fmod(left, right);
    case BinaryOp::Power:
        return std::pow(left, right);
    case BinaryOp::Atan2:
        return std::atan2(left, right);
    default:
        return compares(op, left, right) ? 1 : 0;
    }
}

BinaryValue binaryValue(BinaryOp op, const Element &left, const Element &right)
{
    if (left.histogram && right.histogram)
        return ofHistograms(op, left.histogram, right.histogram);
    if (left.histogram)
        return ofHistogramAndNumber(op, left.histogram, right.number);
    if (right.histogram)
        return op == BinaryOp::Multiply ? ofHistogramAndNumber(op, right.histogram, left.number)
                                        : incompatible();
    if (op == BinaryOp::TrimUpper || op == BinaryOp::TrimLower)
        return incompatible();
    BinaryValue result;
    if (isComparison(op)) {
        result.value.number = left.number;
        result.keeps = compares(op, left.number, right.number);
    } else {
        result.value.number = binaryNumber(op, left.number, right.number);
    }
    return result;
}

} // namespace tinyobs::promql
