#pragma once

// What /api/v1/query, /query_range and /explain are asked -> a query within the settings' limits.
// Plain functions.

#include "app/server/handlers/prometheus/answerjson.h"
#include "app/server/handlers/prometheus/apiparameters.h"
#include "core/engine/querysettings.h"

namespace tinyobs::server {

struct ApiQuery
{
    promql::Query query;
    AnswerShape shape;
};

/// query, time (default: now), timeout, lookback_delta, limit, stats.
Result<ApiQuery> readInstantQuery(const ApiParameters &parameters, const QuerySettings &settings,
                                  TimeMs nowMs);
/// query, start, end, step and the same.
Result<ApiQuery> readRangeQuery(const ApiParameters &parameters, const QuerySettings &settings);

/// The steps of [startMs, endMs]; as Prometheus it refuses more than 11,001 of them.
Result<promql::StepGrid> rangeGrid(TimeMs startMs, TimeMs endMs, std::chrono::nanoseconds step);

/// Errors of the query's text name the parameter.
Error apiQueryError(Error error);

} // namespace tinyobs::server
