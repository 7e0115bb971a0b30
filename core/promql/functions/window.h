#pragma once

// Functions of a range vector: for each step, the samples of one series within a window -> a value.
// One call computes all steps of a series, so that a function can slide: what it learned of a
// window serves the next one. Rows of a table; pure, usable in any thread.

#include "core/promql/annotations.h"
#include "core/promql/syntax/functions.h"
#include "core/promql/values.h"

#include <span>

namespace tinyobs::promql {

/// The windows of all steps: that of step i is (endMs(i) - rangeMs, endMs(i)], left-open. Ends
/// never go back; they stand still where the query says @.
struct Windows
{
    TimeMs firstEndMs = 0;
    TimeMs stepMs = 0; // between ends
    TimeMs rangeMs = 0;

    TimeMs endMs(std::size_t step) const { return firstEndMs + static_cast<TimeMs>(step) * stepMs; }
    TimeMs beginMs(std::size_t step) const { return endMs(step) - rangeMs; } // not in the window
};

/// The values of a scalar argument at each step of the grid.
using ScalarColumn = std::span<const double>;

struct WindowCall
{
    const SeriesSamples &samples; // at least all within any of the windows
    Windows windows;
    StepGrid grid; // the moments of evaluation, whatever offset and @ make of the windows
    std::span<const ScalarColumn> scalars; // the function's other arguments, in their order
    RangeExtension extension = RangeExtension::None;
    /// How far outside of a window a sample may stand that an extension takes in.
    TimeMs lookbackMs = 0;
};

/// Fills out, which comes all absent and has a place for each step of the grid.
using WindowFunction = Remarks (*)(const WindowCall &call, Row out);

struct WindowRow
{
    FunctionId id{};
    WindowFunction run = nullptr;
    bool keepsName = false;
    bool isCounter = false; // asks for a counter: see Remark::PossibleNonCounter
};

/// Null for a function that has no window, as absent_over_time and those of instants.
const WindowRow *findWindowFunction(FunctionId id);

} // namespace tinyobs::promql
