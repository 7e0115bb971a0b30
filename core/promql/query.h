#pragma once

// A query and its answer. runQuery() may be called from any thread; it uses the pool it is given
// for parts of the work and returns when all of them have ended.

#include "core/base/result.h"
#include "core/model/labels.h"
#include "core/promql/syntax/ast.h"
#include "core/promql/syntax/parser.h"
#include "core/promql/values.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tinyobs {
class Store;
class CancelToken;
} // namespace tinyobs

namespace tinyobs::promql {

inline constexpr TimeMs DefaultLookbackMs = 5 * 60 * 1000;
inline constexpr TimeMs DefaultEvaluationIntervalMs = 60 * 1000; // of subqueries without a step

struct QueryLimits
{
    std::uint64_t samples = 1'000'000'000; // read from the store in all
    std::size_t memoryBytes = 512u << 20;
    std::size_t series = 1'000'000; // of one selector
    std::size_t answerPoints = 10'000'000;
    std::chrono::milliseconds time = std::chrono::minutes(2);
};

struct Query
{
    std::string text;
    StepGrid grid; // an instant query has one step
    bool isRange = false;
    TimeMs lookbackMs = DefaultLookbackMs;
    TimeMs evaluationIntervalMs = DefaultEvaluationIntervalMs;
    QueryLimits limits;
    ParseOptions syntax;
    bool wantsExplain = false;
    bool wantsStats = false; // samplesPerStep and samplesRead as Prometheus counts them
    /// Cores to use: 1 works in the caller's thread alone. The answer does not depend on it.
    unsigned threads = 0;                // 0: as many as there are
    std::size_t blockBytes = 256u << 10; // of rows worked on at once; no answer depends on it
};

/// One series of an answer. Times are those of the grid, except of a range vector, which brings
/// its samples as they are.
struct ResultSeries
{
    Labels labels;
    std::vector<TimeMs> timesMs;
    std::vector<double> values;           // AbsentValue where there is a histogram
    std::vector<HistogramPtr> histograms; // empty: none; else one place for each time
};

/// What one node of the tree did.
struct NodeReport
{
    TextSpan span;
    std::string text; // of the node
    std::string type; // "instant vector"
    std::uint64_t series = 0;
    std::uint64_t samples = 0;                         // read from the store
    std::chrono::nanoseconds time{0};                  // of it and its children
    std::vector<std::unique_ptr<NodeReport>> children; // they stay where they are
};

struct QueryStats
{
    std::uint64_t samplesRead = 0; // from the store
    /// Prometheus' totalQueryableSamples and ...PerStep: those within the window of each step, so
    /// that a sample counts as often as it is looked at. Only when the query wants stats.
    std::uint64_t queryableSamples = 0;
    std::vector<std::uint64_t> samplesPerStep;
    std::uint64_t peakSamples = 0; // values held at once, in rows and samples
    std::size_t seriesRead = 0;
    std::chrono::nanoseconds prepareTime{0};
    std::chrono::nanoseconds evalTime{0};
};

struct QueryAnswer
{
    ValueType type = ValueType::Vector;
    /// Vector: one time each, in the order to show. Range query: sorted by labels. Scalar: one
    /// series without labels.
    std::vector<ResultSeries> series;
    std::string string; // of ValueType::String
    std::vector<std::string> warnings;
    std::vector<std::string> infos;
    QueryStats stats;
    std::unique_ptr<NodeReport> explain;
};

/// InvalidArgument for what cannot be parsed or has the wrong type, Execution for what cannot be
/// evaluated with the data there is, LimitExceeded beyond a limit, Timeout when out of time,
/// Cancelled when cancelled.
Result<QueryAnswer> runQuery(const Store &store, const Query &query, const CancelToken &cancel);

} // namespace tinyobs::promql
