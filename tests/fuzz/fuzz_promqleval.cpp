// Any samples and any well-typed query over them: the answer is the same whatever the threads and
// the size of blocks, of the query written anew, and at each step of a range what it is at that
// instant; what it took is within its limits.

#include "core/base/canceltoken.h"
#include "core/promql/query.h"
#include "core/promql/syntax/printer.h"
#include "tests/fuzz/queryanswers.h"
#include "tests/fuzz/querydata.h"
#include "tests/fuzz/querytext.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace tinyobs;
using namespace tinyobs::promql;
using namespace tinyobs::test;

namespace {

constexpr std::size_t QueryBytes = 96; // of the input; the rest makes data
constexpr ParseOptions Everything{true, true, true, true};

class StillClock : public Clock
{
public:
    TimeMs nowMs() const override { return FuzzedEndMs; }
};

void require(const std::string &problem, const Query &query, const char *what)
{
    if (problem.empty())
        return;
    std::fprintf(stderr, "%s: %s\n%s from %lld, %zu of %lld ms\n", what, problem.c_str(),
                 query.text.c_str(), static_cast<long long>(query.grid.startMs), query.grid.count,
                 static_cast<long long>(query.grid.stepMs));
    std::abort();
}

Query anyQuery(FuzzBytes &bytes)
{
    constexpr TimeMs Steps[] = {60'000, 15'000, 30'000, 300'000, 7'001, 1};
    constexpr TimeMs Starts[] = {600'000, 0, 300'000, 599'999, 600'000, 1'200'000, -60'000};
    constexpr TimeMs Lookbacks[] = {DefaultLookbackMs, DefaultLookbackMs, 15'000, 1};
    Query query;
    query.syntax = Everything;
    query.grid = {bytes.pick(Starts), bytes.pick(Steps), 1 + bytes.below(24)};
    query.isRange = true;
    query.lookbackMs = bytes.pick(Lookbacks);
    query.evaluationIntervalMs = 60'000;
    query.limits.samples = 2'000'000;
    query.limits.memoryBytes = 64u << 20;
    query.limits.time = std::chrono::seconds(10);
    query.text = QueryText(bytes).next();
    return query;
}

Query instantOf(const Query &query, std::size_t step)
{
    Query instant = query;
    instant.isRange = false;
    instant.grid = {query.grid.at(step), 0, 1};
    return instant;
}

/// The same in three threads with small blocks, and of the text that the tree is written as.
void checkOthers(const Store &store, const Query &query, const Result<QueryAnswer> &answer)
{
    Query other = query;
    other.threads = 3;
    other.blockBytes = 64;
    require(differenceOf(answer, runQuery(store, other, CancelToken()), Remarks::Too), query,
            "three threads, small blocks");
    other.blockBytes = 2000;
    require(differenceOf(answer, runQuery(store, other, CancelToken()), Remarks::Too), query,
            "three threads, blocks of 2000 bytes");
    other = query;
    other.blockBytes = 64;
    require(differenceOf(answer, runQuery(store, other, CancelToken()), Remarks::Too), query,
            "small blocks");
    const auto tree = parse(query.text, Everything);
    other = query;
    other.text = toText(**tree);
    require(differenceOf(answer, runQuery(store, other, CancelToken()), Remarks::Aside), query,
            ("written anew as " + other.text).c_str());
}

/// Less than what it read is refused.
void checkLimits(const Store &store, const Query &query, const QueryAnswer &answer)
{
    if (answer.stats.samplesRead < 2)
        return;
    Query other = query;
    other.limits.samples = answer.stats.samplesRead / 2;
    const auto limited = runQuery(store, other, CancelToken());
    const bool isRefused = !limited && limited.error().code == Error::Code::LimitExceeded;
    require(isRefused ? "" : "answers in spite of the limit of samples", query, "limits");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    FuzzBytes bytes({data, size});
    FuzzBytes ofQuery = bytes.take(QueryBytes);
    Query query = anyQuery(ofQuery);
    const auto parsed = parse(query.text, Everything);
    require(parsed ? "" : parsed.error().message, query, "not well typed");

    static const StillClock clock;
    StoreOptions options;
    options.retention.keepFor.fill(std::chrono::hours(24));
    Store store(options, clock);
    FuzzBytes ofData = bytes.withSeed(1 + bytes.byte());
    fillStore(ofData, store);

    const bool isInstant =
        (*parsed)->type == ValueType::String || (*parsed)->type == ValueType::RangeVector;
    query.threads = 1;
    if (isInstant)
        query = instantOf(query, 0);
    const auto answer = runQuery(store, query, CancelToken());
    checkOthers(store, query, answer);
    if (!answer)
        return 0;
    checkLimits(store, query, *answer);
    if (isInstant || namesBounds(query.text))
        return 0;
    for (const std::size_t step : {std::size_t(0), query.grid.count / 2, query.grid.count - 1}) {
        const Query instant = instantOf(query, step);
        require(
            differenceAt(*answer, instant.grid.startMs, runQuery(store, instant, CancelToken())),
            query, ("at " + std::to_string(instant.grid.startMs)).c_str());
    }
    return 0;
}
