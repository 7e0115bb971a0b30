#pragma once

// The newest samples of many series, newest first: the answer of GET /api/metrics. Plain values;
// findRecentSamples may be called from any thread.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/labels.h"
#include "core/model/matcher.h"
#include "core/storage/store.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tinyobs {

struct RecentQuery
{
    std::vector<Matcher> matchers;
    TimeMs startMs = 0;       // 0: no bound
    TimeMs endMs = 0;         // 0: no bound
    std::size_t limit = 1000; // 1 .. 100,000
    bool internal = false;    // include job="tinyobs" and job="host"
};

struct RecentSamples
{
    struct Sample
    {
        std::shared_ptr<const Labels> labels;
        TimeMs timeMs = 0;
        double value = 0;
    };
    std::uint64_t totalSamples = 0; // held by the matching series, whatever the range
    std::size_t services = 0;       // distinct values of the label `service` among them
    std::vector<Sample> samples;    // newest first; of one time in the order of the series' ids
};

/// The conditions that leave out the server's own and the host's series.
void excludeInternal(std::vector<Matcher> &matchers);

/// Reads backwards from the newest sample in windows that grow, so that a small limit over a large
/// store touches little.
Result<RecentSamples> findRecentSamples(const Store &store, const RecentQuery &query);

} // namespace tinyobs
