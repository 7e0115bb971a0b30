#pragma once

// The simple range query: one metric, label conditions, raw samples or one value per step. Windows
// are left-open: the point at t covers (t - step, t]. Plain values.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/matcher.h"
#include "core/model/samples.h"
#include "core/storage/store.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

class CancelToken;

enum class Reduce { Raw, Min, Max, Avg, Sum, Count, Last, Rate };

/// "raw", "min", "max", "avg", "sum", "count", "last", "rate".
std::string_view toText(Reduce reduce);
Result<Reduce> parseReduce(std::string_view text);

struct SeriesQuery
{
    std::vector<Matcher> matchers;
    std::size_t limit = 1000; // 1 .. 100,000
    bool internal = true;     // include job="tinyobs" and job="host"
};

struct RangeQuery
{
    std::string metric; // required
    std::vector<Matcher> matchers;
    TimeMs startMs = 0;
    TimeMs endMs = 0;
    TimeMs stepMs = 0; // 0: chosen so that about 300 points come out, never below one second
    Reduce reduce = Reduce::Raw;
    std::size_t limit = 1000;       // series
    std::size_t maxPoints = 11'000; // per series; more is LimitExceeded
};

struct RangeSeries
{
    SeriesId id{};
    Labels labels;
    SampleColumns points; // steps without a sample are left out
};

struct RangeResult
{
    TimeMs startMs = 0;
    TimeMs endMs = 0;
    TimeMs stepMs = 0;
    Reduce reduce = Reduce::Raw;
    std::vector<RangeSeries> series; // sorted by labels
    std::size_t matched = 0;         // series that matched, beyond the limit included
    std::size_t samplesRead = 0;
    std::vector<std::string> warnings;
};

/// Evaluates against a store. Timeout when cancelled.
Result<RangeResult> runRangeQuery(const Store &store, const RangeQuery &query,
                                  const CancelToken &cancel);

/// The step chosen when none is given: a round one from 1 s to 1 d.
TimeMs chooseStep(TimeMs rangeMs, std::size_t wantedPoints);

} // namespace tinyobs
