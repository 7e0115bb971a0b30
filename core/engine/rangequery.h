#pragma once

// The simple range query: one metric, label conditions, raw samples or one value per step. Plain
// values; runRangeQuery may be called from any thread and reads one snapshot.
//
// Windows are left-open and lie on absolute multiples of the step: the point at t covers
// (t - step, t]. The first window is the one that holds `start`, the last one the one that holds
// `end`, so the newest samples are seen before their window is full.
//
// min and max ignore NaN unless a window holds nothing else; sum and avg do not; count and last
// take every sample as it is. rate is per second and counter-aware: the increase from the last
// sample before the window (at most RateLookbackMs before its start, else the first sample in it)
// to the last sample in it, over the time between those two. A decrease counts as a restart from
// zero, NaN is left out. One sample per step is therefore enough, and every increase counts once.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/matcher.h"
#include "core/model/samples.h"
#include "core/storage/store.h"

#include <chrono>
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
    std::chrono::milliseconds timeLimit = std::chrono::seconds(30);
};

inline constexpr TimeMs RateLookbackMs = 5 * 60 * 1000;
inline constexpr TimeMs MaxStepMs = 366LL * 24 * 60 * 60 * 1000;
inline constexpr std::size_t MaxAnswerPoints = 1'000'000; // of all series together

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
    TimeMs stepMs = 0; // 0 with Reduce::Raw
    Reduce reduce = Reduce::Raw;
    std::vector<RangeSeries> series; // sorted by labels
    std::size_t matched = 0;         // series that matched, beyond the limit included
    std::size_t samplesRead = 0;
    std::vector<std::string> warnings;
};

/// Evaluates against a store. InvalidArgument for what cannot be asked, LimitExceeded for too many
/// points, Timeout when cancelled or out of time.
Result<RangeResult> runRangeQuery(const Store &store, const RangeQuery &query,
                                  const CancelToken &cancel);

/// The step chosen when none is given: a round one from 1 s to 1 d, or whole days.
TimeMs chooseStep(TimeMs rangeMs, std::size_t wantedPoints);

} // namespace tinyobs
