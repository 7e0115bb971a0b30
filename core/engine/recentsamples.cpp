#include "core/engine/recentsamples.h"

#include "core/engine/hiddencomponents.h"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::size_t MaxLimit = 100'000;
constexpr TimeMs FirstWindowMs = 60'000;
constexpr TimeMs WindowGrowth = 8;

struct Found
{
    TimeMs timeMs = 0;
    std::size_t series = 0; // index in the snapshot
    double value = 0;

    bool isBefore(const Found &other) const // in the answer
    {
        return timeMs != other.timeMs ? timeMs > other.timeMs : series < other.series;
    }
};

/// The `limit` newest samples of a snapshot, newest first.
std::vector<Found> newestOf(const Snapshot &snapshot, std::size_t limit)
{
    // A heap with the oldest of the kept samples on top.
    std::vector<Found> kept;
    const auto isBefore = [](const Found &a, const Found &b) { return a.isBefore(b); };
    SampleColumns samples;
    for (std::size_t series = 0; series < snapshot.size(); ++series) {
        snapshot.read(series, samples);
        for (std::size_t i = samples.size(); i-- > 0;) {
            const Found found{samples.timesMs[i], series, samples.values[i]};
            if (kept.size() == limit) {
                if (!found.isBefore(kept.front()))
                    break;
                std::pop_heap(kept.begin(), kept.end(), isBefore);
                kept.pop_back();
            }
            kept.push_back(found);
            std::push_heap(kept.begin(), kept.end(), isBefore);
        }
    }
    std::sort_heap(kept.begin(), kept.end(), isBefore);
    return kept;
}

std::vector<RecentSamples::Sample> withLabels(const Snapshot &snapshot,
                                              const std::vector<Found> &found, bool dropsComponent)
{
    std::vector<RecentSamples::Sample> samples;
    samples.reserve(found.size());
    std::unordered_map<std::size_t, std::shared_ptr<const Labels>> labels;
    for (const Found &sample : found) {
        std::shared_ptr<const Labels> &shared = labels[sample.series];
        if (!shared) {
            Labels own = snapshot.labels(sample.series);
            if (dropsComponent)
                dropComponent(own);
            shared = std::make_shared<const Labels>(std::move(own));
        }
        samples.push_back({shared, sample.timeMs, sample.value});
    }
    return samples;
}

} // namespace

void excludeInternal(std::vector<Matcher> &matchers)
{
    for (const char *job : {"tinyobs", "host"})
        matchers.push_back(*Matcher::make(Matcher::Op::NotEqual, "job", job));
}

Result<RecentSamples> findRecentSamples(const Store &store, const RecentQuery &query)
{
    if (query.limit < 1 || query.limit > MaxLimit) {
        return fail(Error::Code::InvalidArgument, "limit is " + std::to_string(query.limit) +
                                                      ", allowed are 1 to " +
                                                      std::to_string(MaxLimit));
    }
    if (query.endMs != 0 && query.startMs > query.endMs) {
        return fail(Error::Code::InvalidArgument, "start " + std::to_string(query.startMs) +
                                                      " ms lies after end " +
                                                      std::to_string(query.endMs) + " ms");
    }
    std::vector<Matcher> matchers = query.matchers;
    if (!query.internal)
        excludeInternal(matchers);
    hideComponents(store, matchers);

    RecentSamples recent;
    recent.totalSamples = store.countSamples(matchers);
    recent.services = store.labelValues("service", matchers).size();
    const StoreStats stats = store.stats();
    if (recent.totalSamples == 0 || stats.samples == 0)
        return recent;

    const TimeMs newestMs =
        query.endMs == 0 ? stats.newestMs : std::min(query.endMs, stats.newestMs);
    const TimeMs oldestMs =
        query.startMs == 0 ? stats.oldestMs : std::max(query.startMs, stats.oldestMs);
    for (TimeMs windowMs = FirstWindowMs; newestMs >= oldestMs; windowMs *= WindowGrowth) {
        const TimeMs fromMs = std::max(oldestMs, newestMs - windowMs);
        const Snapshot snapshot =
            store.snapshot(matchers, fromMs, newestMs, std::numeric_limits<std::size_t>::max());
        const std::vector<Found> found = newestOf(snapshot, query.limit);
        if (found.size() == query.limit || fromMs == oldestMs) {
            recent.samples = withLabels(snapshot, found, !asksForComponents(query.matchers));
            break;
        }
    }
    return recent;
}

} // namespace tinyobs
