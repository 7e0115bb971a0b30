#pragma once

// Functions of an instant vector that look at one element at a time: abs, clamp, hour,
// histogram_sum ... For each step a value -> a value. Rows of a table; pure, usable in any thread.

#include "core/promql/functions/window.h"

namespace tinyobs::promql {

struct InstantCall
{
    std::span<const double> floats;              // AbsentValue where there is none
    const std::vector<HistogramPtr> &histograms; // empty, or one place for each step
    StepGrid grid;
    std::span<const ScalarColumn> scalars; // the function's other arguments, in their order
};

/// Fills out, which comes all absent. `out.floats` may be the same memory as `call.floats`.
using InstantFunction = Remarks (*)(const InstantCall &call, Row out);

struct InstantRow
{
    FunctionId id{};
    InstantFunction run = nullptr; // all of them drop the name
};

/// Null for a function that needs more than one element.
const InstantRow *findInstantFunction(FunctionId id);

} // namespace tinyobs::promql
