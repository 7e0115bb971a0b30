#pragma once

// What a query leaves open until it is asked: $__interval and its like, variables of dashboards,
// letters of other queries. Plain functions, usable in any thread.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "ui/chart/chartsubject.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::ui {

/// The text of a variable, or nothing where there is none of that name. `format` is what stands
/// after a colon: ${name:regex}.
using VariableLookup =
    std::function<std::optional<std::string>(std::string_view name, std::string_view format)>;

/// Replaces $name, ${name}, ${name:format} and [[name]]; what is unknown stays as it is.
std::string substituteVariables(std::string_view text, const VariableLookup &lookup);

/// The text with each reference made a duration of the same length, so that it can be parsed and
/// every place in it stays where it is.
std::string maskedVariables(std::string_view text);

struct AskedRange
{
    TimeMs startMs = 0;
    TimeMs endMs = 0;
    TimeMs stepMs = 0;
    TimeMs sampleIntervalMs = 0; // the usual distance of samples; 0: unknown
};

/// $__interval (the step), $__rate_interval (a window in which a rate has its samples), $__range,
/// each also as _ms and _s, $__from and $__to in milliseconds.
std::optional<std::string> rangeVariable(std::string_view name, const AskedRange &range);

/// A window that holds at least four samples and two steps.
TimeMs rateIntervalMs(const AskedRange &range);

/// "90s", "5m", "1h30m": a duration of PromQL.
std::string durationText(TimeMs ms);

/// The query with other queries in place of their letters, in parentheses: "A / B". InvalidArgument
/// for a formula that leads back to itself.
Result<std::string> withoutLetters(const ChartQuery &query, const std::vector<ChartQuery> &all);

} // namespace tinyobs::ui
