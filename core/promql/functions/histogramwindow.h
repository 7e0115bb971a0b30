#pragma once

// Functions of windows in which there are native histograms, alone or beside floats: what the
// functions of the same names do when a series has any. Pure functions.

#include "core/promql/functions/window.h"

namespace tinyobs::promql {

Remarks histogramRate(const WindowCall &call, Row out);
Remarks histogramIncrease(const WindowCall &call, Row out);
Remarks histogramDelta(const WindowCall &call, Row out);
Remarks histogramIrate(const WindowCall &call, Row out);
Remarks histogramIdelta(const WindowCall &call, Row out);
Remarks histogramResets(const WindowCall &call, Row out);
Remarks histogramChanges(const WindowCall &call, Row out);
Remarks histogramSumOverTime(const WindowCall &call, Row out);
Remarks histogramAvgOverTime(const WindowCall &call, Row out);
Remarks histogramFirstOverTime(const WindowCall &call, Row out);
Remarks histogramLastOverTime(const WindowCall &call, Row out);

} // namespace tinyobs::promql
