#pragma once

// The notation for series of the test scripts: metric{label="value"} 1 2+3x4 _ stale {{count:2}}
// and so on, as promtool's unit tests have it.

#include "core/base/result.h"
#include "core/model/labels.h"
#include "core/promql/values.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::promql {

/// A float, which may be the stale marker, or a histogram.
struct ScriptValue
{
    double number = 0;
    HistogramPtr histogram;
};

struct ScriptSeries
{
    Labels labels;
    std::vector<std::optional<ScriptValue>> values; // nothing for "_"
};

Result<ScriptSeries> parseSeriesLine(std::string_view line);
/// A number as the scripts write it: Inf, NaN, 0x10, 1e3.
std::optional<double> parseScriptNumber(std::string_view text);

} // namespace tinyobs::promql
