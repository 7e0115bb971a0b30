// Binary operators and quantiles of classic histograms over many series and steps: what a query
// takes in all, and how much of it the operator itself.

#include "core/base/canceltoken.h"
#include "core/promql/query.h"
#include "core/storage/store.h"
#include "tests/bench/stopwatch.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

using namespace tinyobs;

namespace {

constexpr TimeMs ScrapeMs = 15'000;
constexpr std::size_t Ticks = 4 * 3600 / 15; // four hours

class StillClock : public Clock
{
public:
    TimeMs nowMs() const override { return TimeMs(Ticks) * ScrapeMs; }
};

class Rows : public BatchSource
{
public:
    explicit Rows(const std::vector<Labels> &series)
        : m_series(series)
    {
    }
    tl::expected<Labels, Refusal> labels(std::size_t row) const override { return m_series[row]; }
    std::string path(std::size_t row) const override { return std::to_string(row); }

private:
    const std::vector<Labels> &m_series;
};

std::vector<Labels> allSeries()
{
    std::vector<Labels> series;
    for (int i = 0; i < 3000; ++i) {
        const std::string pod = "pod-" + std::to_string(i);
        const std::string node = "node-" + std::to_string(i % 100);
        for (const char *name : {"errors_total", "requests_total"})
            series.push_back(Labels::fromPairs(
                {{MetricNameLabel, name}, {"pod", pod}, {"node", node}, {"job", "api"}}));
    }
    for (int i = 0; i < 200; ++i) {
        const std::string pod = "pod-" + std::to_string(i);
        for (const char *le : {"0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5",
                               "5", "10", "+Inf"})
            series.push_back(Labels::fromPairs(
                {{MetricNameLabel, "seconds_bucket"}, {"pod", pod}, {"le", le}, {"job", "api"}}));
    }
    return series;
}

void fill(Store &store)
{
    const std::vector<Labels> series = allSeries();
    const Rows rows(series);
    SampleBatch batch;
    for (const Labels &labels : series) {
        const std::hash<std::string> hash;
        batch.hashes.push_back({hash(labels.bytes() + '#'), hash(labels.bytes())});
        batch.timesMs.push_back(0);
        batch.values.push_back(0);
    }
    for (std::size_t tick = 0; tick < Ticks; ++tick) {
        for (std::size_t i = 0; i < series.size(); ++i) {
            batch.timesMs[i] = TimeMs(tick) * ScrapeMs;
            // Buckets come one after the other, each with more than the one before.
            batch.values[i] = double(tick) * double(1 + (i < 6000 ? i % 7 : (i - 6000) % 12));
        }
        static_cast<void>(store.append(batch, rows, AppendMode::WholeBatch));
    }
}

const promql::NodeReport &rootOf(const promql::QueryAnswer &answer)
{
    return *answer.explain;
}

double milliseconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

void run(const Store &store, const char *text, std::size_t steps)
{
    promql::Query query;
    query.text = text;
    const TimeMs endMs = TimeMs(Ticks - 1) * ScrapeMs;
    query.grid = {endMs - TimeMs(steps - 1) * ScrapeMs, ScrapeMs, steps};
    query.isRange = true;
    double best = std::numeric_limits<double>::max();
    double own = best;
    std::size_t series = 0;
    for (int i = 0; i < 5; ++i) {
        query.wantsExplain = i == 4;
        auto answer = promql::runQuery(store, query, CancelToken());
        if (!answer) {
            std::fprintf(stderr, "%s: %s\n", text, answer.error().message.c_str());
            std::exit(1);
        }
        series = answer->series.size();
        best = std::min(best, milliseconds(answer->stats.evalTime));
        if (query.wantsExplain) {
            own = milliseconds(rootOf(*answer).time);
            for (const auto &child : rootOf(*answer).children)
                own -= milliseconds(child->time);
        }
    }
    std::printf("%8.2f ms, the operator %8.2f ms, %5zu series, %4zu steps: %s\n", best, own, series,
                steps, text);
}

} // namespace

int main()
{
    StillClock clock;
    StoreOptions options;
    options.memoryBytes = std::size_t(2) << 30;
    Store store(options, clock);
    fill(store);
    run(store, "errors_total", 720);
    run(store, "errors_total * 2", 720);
    run(store, "errors_total > 5000", 720);
    run(store, "errors_total / requests_total", 720);
    run(store, "sum(errors_total / requests_total)", 720);
    run(store, "sum by (node) (errors_total / requests_total)", 720);
    run(store, "errors_total * on(pod) group_left(node) requests_total", 720);
    run(store, "errors_total and requests_total", 720);
    run(store, "errors_total or requests_total", 720);
    run(store, "label_replace(errors_total, \"x\", \"$1\", \"pod\", \"pod-(.*)\")", 720);
    run(store, "seconds_bucket", 240);
    run(store, "histogram_quantile(0.9, seconds_bucket)", 60);
    run(store, "histogram_quantile(0.9, seconds_bucket)", 240);
    run(store, "histogram_quantile(0.9, rate(seconds_bucket[5m]))", 240);
    run(store, "histogram_quantile(0.9, sum by (le) (rate(seconds_bucket[5m])))", 240);
    return 0;
}
