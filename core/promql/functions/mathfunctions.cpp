#include "core/promql/functions/mathfunctions.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace tinyobs::promql {
namespace {

constexpr double Infinity = std::numeric_limits<double>::infinity();

/// A function of the value alone, as a loop of its own for each.
template <double (*compute)(double)>
Remarks each(const InstantCall &call, Row out)
{
    for (std::size_t step = 0; step < out.floats.size(); ++step) {
        if (!isAbsent(call.floats[step]))
            out.floats[step] = compute(call.floats[step]);
    }
    return {};
}

double toDegrees(double value)
{
    return value * 180 / std::numbers::pi;
}

double toRadians(double value)
{
    return value * std::numbers::pi / 180;
}

double sign(double value)
{
    return value < 0 ? -1 : value > 0 ? 1 : value; // zero keeps its sign, NaN stays
}

/// Of a bound and a value: NaN if either is, unless the other one is the infinity that wins over
/// everything; -0 is less than 0.
double lesser(double left, double right)
{
    if (left < right || (left == right && std::signbit(left)))
        return left;
    if (std::isnan(left))
        return right == -Infinity ? right : left;
    return std::isnan(right) && left == -Infinity ? left : right;
}

double greater(double left, double right)
{
    return -lesser(-left, -right);
}

Remarks clamp(const InstantCall &call, Row out)
{
    for (std::size_t step = 0; step < out.floats.size(); ++step) {
        const double least = call.scalars[0][step];
        const double most = call.scalars[1][step];
        if (!isAbsent(call.floats[step]) && !(most < least))
            out.floats[step] = greater(least, lesser(most, call.floats[step]));
    }
    return {};
}

Remarks clampMin(const InstantCall &call, Row out)
{
    for (std::size_t step = 0; step < out.floats.size(); ++step) {
        if (!isAbsent(call.floats[step]))
            out.floats[step] = greater(call.scalars[0][step], call.floats[step]);
    }
    return {};
}

Remarks clampMax(const InstantCall &call, Row out)
{
    for (std::size_t step = 0; step < out.floats.size(); ++step) {
        if (!isAbsent(call.floats[step]))
            out.floats[step] = lesser(call.scalars[0][step], call.floats[step]);
    }
    return {};
}

Remarks roundTo(const InstantCall &call, Row out)
{
    for (std::size_t step = 0; step < out.floats.size(); ++step) {
        if (isAbsent(call.floats[step]))
            continue;
        // Multiplying by the inverse rounds better than dividing.
        const double inverse = 1 / (call.scalars.empty() ? 1 : call.scalars[0][step]);
        out.floats[step] = std::floor(call.floats[step] * inverse + 0.5) / inverse;
    }
    return {};
}

constexpr InstantRow Rows[] = {
    {FunctionId::Abs, each<std::abs>},
    {FunctionId::Acos, each<std::acos>},
    {FunctionId::Acosh, each<std::acosh>},
    {FunctionId::Asin, each<std::asin>},
    {FunctionId::Asinh, each<std::asinh>},
    {FunctionId::Atan, each<std::atan>},
    {FunctionId::Atanh, each<std::atanh>},
    {FunctionId::Ceil, each<std::ceil>},
    {FunctionId::Clamp, clamp},
    {FunctionId::ClampMax, clampMax},
    {FunctionId::ClampMin, clampMin},
    {FunctionId::Cos, each<std::cos>},
    {FunctionId::Cosh, each<std::cosh>},
    {FunctionId::Deg, each<toDegrees>},
    {FunctionId::Exp, each<std::exp>},
    {FunctionId::Floor, each<std::floor>},
    {FunctionId::Ln, each<std::log>},
    {FunctionId::Log10, each<std::log10>},
    {FunctionId::Log2, each<std::log2>},
    {FunctionId::Rad, each<toRadians>},
    {FunctionId::Round, roundTo},
    {FunctionId::Sgn, each<sign>},
    {FunctionId::Sin, each<std::sin>},
    {FunctionId::Sinh, each<std::sinh>},
    {FunctionId::Sqrt, each<std::sqrt>},
    {FunctionId::Tan, each<std::tan>},
    {FunctionId::Tanh, each<std::tanh>},
};

} // namespace

std::span<const InstantRow> mathFunctions()
{
    return Rows;
}

} // namespace tinyobs::promql
