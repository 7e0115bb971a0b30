#pragma once

// Binary operators over whole rows of floats: which operator it is is asked outside of the loop.

#include "core/promql/eval/binaryvalue.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace tinyobs::promql {

/// What an operator yields of two floats.
enum class Outcome : std::uint8_t {
    Number, // arithmetic, or a comparison as 0 or 1
    Left,   // of a comparison that holds: the operand of this side; else nothing
    Right,
};

template <typename Compute>
void joinFloats(std::span<const double> left, std::span<const double> right, std::span<double> out,
                Compute compute)
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (!isAbsent(left[i]) && !isAbsent(right[i]))
            out[i] = compute(left[i], right[i]);
    }
}

template <typename Compare>
void compareFloats(Outcome outcome, std::span<const double> left, std::span<const double> right,
                   std::span<double> out, Compare compare)
{
    if (outcome == Outcome::Number)
        return joinFloats(left, right, out,
                          [compare](double l, double r) { return compare(l, r) ? 1.0 : 0.0; });
    const std::span<const double> kept = outcome == Outcome::Left ? left : right;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (!isAbsent(left[i]) && !isAbsent(right[i]) && compare(left[i], right[i]))
            out[i] = kept[i];
    }
}

/// Fills `out`, which comes all absent, where both sides have a float. Not of trims.
inline void joinFloats(BinaryOp op, Outcome outcome, std::span<const double> left,
                       std::span<const double> right, std::span<double> out)
{
    switch (op) {
    case BinaryOp::Add:
        return joinFloats(left, right, out, std::plus<>());
    case BinaryOp::Subtract:
        return joinFloats(left, right, out, std::minus<>());
    case BinaryOp::Multiply:
        return joinFloats(left, right, out, std::multiplies<>());
    case BinaryOp::Divide:
        return joinFloats(left, right, out, std::divides<>());
    case BinaryOp::Equal:
        return compareFloats(outcome, left, right, out, std::equal_to<>());
    case BinaryOp::NotEqual:
        return compareFloats(outcome, left, right, out, std::not_equal_to<>());
    case BinaryOp::Greater:
        return compareFloats(outcome, left, right, out, std::greater<>());
    case BinaryOp::Less:
        return compareFloats(outcome, left, right, out, std::less<>());
    case BinaryOp::GreaterOrEqual:
        return compareFloats(outcome, left, right, out, std::greater_equal<>());
    case BinaryOp::LessOrEqual:
        return compareFloats(outcome, left, right, out, std::less_equal<>());
    default: // so slow by themselves that the choice costs nothing
        return joinFloats(left, right, out,
                          [op](double l, double r) { return binaryNumber(op, l, r); });
    }
}

} // namespace tinyobs::promql
