#include "app/server/handlers/prometheus/queryparameters.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

using std::chrono::nanoseconds;

constexpr std::int64_t MostIntervals = 11'000;

std::chrono::milliseconds toMs(nanoseconds time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time);
}

/// What both kinds of queries have.
Result<ApiQuery> readCommon(const ApiParameters &parameters, const QuerySettings &settings)
{
    ApiQuery asked;
    const Result<std::size_t> limit = parameters.limit();
    if (!limit)
        return Failure(limit.error());
    const auto timeout = parameters.duration("timeout");
    if (!timeout)
        return Failure(timeout.error());
    asked.query = queryWithin(settings);
    asked.query.text = std::string(parameters.text("query"));
    if (*timeout)
        asked.query.limits.time =
            std::clamp(toMs(**timeout), std::chrono::milliseconds(0), asked.query.limits.time);
    if (const std::string_view lookback = parameters.text("lookback_delta"); !lookback.empty()) {
        const Result<nanoseconds> delta = parseApiDuration(lookback);
        if (!delta)
            return fail(Error::Code::InvalidArgument,
                        "error parsing lookback delta duration: " + delta.error().message);
        if (toMs(*delta).count() > 0)
            asked.query.lookbackMs = toMs(*delta).count();
    }
    const std::string_view stats = parameters.text("stats");
    asked.shape.limit = *limit;
    asked.shape.stats = stats.empty()    ? WantedStats::None
                        : stats == "all" ? WantedStats::PerStep
                                         : WantedStats::Totals;
    asked.query.wantsStats = asked.shape.stats != WantedStats::None;
    return asked;
}

} // namespace

Result<ApiQuery> readInstantQuery(const ApiParameters &parameters, const QuerySettings &settings,
                                  TimeMs nowMs)
{
    const Result<TimeMs> time = parameters.time("time", nowMs);
    if (!time)
        return Failure(time.error());
    Result<ApiQuery> asked = readCommon(parameters, settings);
    if (!asked)
        return asked;
    asked->query.grid = {.startMs = *time, .stepMs = 0, .count = 1};
    asked->shape.grid = asked->query.grid;
    return asked;
}

Result<ApiQuery> readRangeQuery(const ApiParameters &parameters, const QuerySettings &settings)
{
    const Result<TimeMs> start = parameters.requiredTime("start");
    if (!start)
        return Failure(start.error());
    const Result<TimeMs> end = parameters.requiredTime("end");
    if (!end)
        return Failure(end.error());
    if (*end < *start)
        return invalidParameter("end", "end timestamp must not be before start time");
    const Result<nanoseconds> step = parseApiDuration(parameters.text("step"));
    if (!step)
        return invalidParameter("step", step.error().message);
    Result<promql::StepGrid> grid = rangeGrid(*start, *end, *step);
    if (!grid)
        return Failure(std::move(grid.error()));
    Result<ApiQuery> asked = readCommon(parameters, settings);
    if (!asked)
        return asked;
    asked->query.grid = *grid;
    asked->query.isRange = true;
    asked->shape.grid = *grid;
    asked->shape.isRange = true;
    return asked;
}

Result<promql::StepGrid> rangeGrid(TimeMs startMs, TimeMs endMs, nanoseconds step)
{
    const std::int64_t stepMs = toMs(step).count();
    if (stepMs <= 0)
        return invalidParameter("step", "zero or negative query resolution step widths are not "
                                        "accepted. Try a positive integer");
    std::int64_t length = 0;
    if (__builtin_sub_overflow(endMs, startMs, &length) || length / stepMs > MostIntervals)
        return fail(Error::Code::InvalidArgument,
                    "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing "
                    "the query resolution (?step=XX)");
    return promql::StepGrid{.startMs = startMs,
                            .stepMs = stepMs,
                            .count = static_cast<std::size_t>(length / stepMs) + 1};
}

Error apiQueryError(Error error)
{
    if (error.code == Error::Code::InvalidArgument)
        error.message = "invalid parameter \"query\": " + error.message;
    return error;
}

} // namespace tinyobs::server
